package dev.kyoto.fs;

import static dev.kyoto.fs.FileFixture.kindOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.IoException;
import dev.kyoto.net.Hand;
import dev.kyoto.net.TestRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {
    @TempDir Path directory;
    private TestRuntime runtime;

    @BeforeEach
    void start() {
        runtime = new TestRuntime();
    }

    @AfterEach
    void end() {
        runtime.close();
    }

    @Test
    void tellsWhatComesChangesAndGoes() throws IOException {
        var file = directory.resolve("file");
        try (var watch = FolderWatch.open(directory).await()) {
            Files.createFile(file);
            assertThat(watch.next().await()).isEqualTo(new FolderEvent.Created(file));
            Files.writeString(file, "content");
            assertThat(watch.next().await()).isEqualTo(new FolderEvent.Modified(file));
            Files.delete(file);
            // Writing may have been told twice.
            assertThat(nextOtherThan(watch, new FolderEvent.Modified(file)))
                    .isEqualTo(new FolderEvent.Removed(file));
        }
    }

    @Test
    void nothingIsLostBetweenTwoAwaits() throws IOException {
        try (var watch = FolderWatch.open(directory).await()) {
            var cancelled = new Hand<>(watch.next());
            cancelled.assertPending();
            for (int i = 0; i < 50; i++) {
                Files.createFile(directory.resolve("f" + i));
                if (i == 0) {
                    cancelled.awaitWake(); // the event is there, and nobody takes it
                    cancelled.cancel();
                }
            }
            for (int i = 0; i < 50; i++) {
                assertThat(watch.next().await())
                        .isEqualTo(new FolderEvent.Created(directory.resolve("f" + i)));
            }
        }
    }

    @Test
    void twoWatchesOfOneFolderBothHearAndEitherMayLeave() throws IOException {
        var file = new FolderEvent.Created(directory.resolve("file"));
        try (var stays = FolderWatch.open(directory).await()) {
            try (var leaves = FolderWatch.open(directory).await()) {
                Files.createFile(file.path());
                assertThat(stays.next().await()).isEqualTo(file);
                assertThat(leaves.next().await()).isEqualTo(file);
            }
            var second = new FolderEvent.Created(directory.resolve("second"));
            Files.createFile(second.path());
            assertThat(stays.next().await()).isEqualTo(second);
        }
    }

    @Test
    void endsWhenTheFolderIsRemoved() throws IOException {
        var folder = Files.createDirectory(directory.resolve("folder"));
        try (var watch = FolderWatch.open(folder).await()) {
            Files.createFile(folder.resolve("file"));
            Files.delete(folder.resolve("file"));
            Files.delete(folder);
            assertThat(watch.next().await()).isInstanceOf(FolderEvent.Created.class);
            assertThat(watch.next().await()).isInstanceOf(FolderEvent.Removed.class);
            assertThat(watch.next().await()).isNull();
            assertThat(watch.next().await()).isNull();
        }
    }

    @Test
    void eventsBeyondTheLimitAreToldAsAnOverflow() {
        var queue = new WatchQueue(directory);
        for (int i = 0; i < WatchQueue.CAPACITY + 10; i++) {
            queue.offer(new FolderEvent.Created(directory.resolve("f" + i)));
        }
        for (int i = 0; i < WatchQueue.CAPACITY; i++) {
            assertThat(new Hand<>(cx -> queue.pollNext(cx)).poll().value())
                    .isEqualTo(new FolderEvent.Created(directory.resolve("f" + i)));
        }
        queue.offer(new FolderEvent.Removed(directory.resolve("f0")));
        assertThat(new Hand<>(cx -> queue.pollNext(cx)).poll().value())
                .isEqualTo(new FolderEvent.Overflow());
        assertThat(new Hand<>(cx -> queue.pollNext(cx)).poll().value())
                .isEqualTo(new FolderEvent.Removed(directory.resolve("f0")));
    }

    @Test
    void whoWaitsIsToldOfAClose() {
        var watch = FolderWatch.open(directory).await();
        var next = new Hand<>(watch.next());
        next.assertPending();
        watch.close();
        watch.close();
        next.awaitWake();
        assertThat(kindOf(next::poll)).isEqualTo(IoException.Kind.CLOSED);
    }

    @Test
    void theThreadEndsWithTheLastWatch() throws InterruptedException {
        var first = FolderWatch.open(directory).await();
        var second = FolderWatch.open(directory).await();
        var threads = WatchHub.threads();
        assertThat(threads).hasSize(1);
        first.close();
        second.cancel();
        for (var thread : threads) {
            thread.join();
        }
        assertThat(WatchHub.threads()).isEmpty();
    }

    @Test
    void aWatchThatNobodyWaitsForIsClosed() throws InterruptedException {
        var opening = new Hand<>(FolderWatch.open(directory));
        opening.assertPending();
        opening.awaitWake();
        var threads = WatchHub.threads();
        opening.cancel();
        for (var thread : threads) {
            thread.join();
        }
    }

    @Test
    void whatIsNoFolderIsNotWatched() throws IOException {
        var file = Files.createFile(directory.resolve("file"));
        assertThat(kindOf(() -> FolderWatch.open(file).await()))
                .isEqualTo(IoException.Kind.NOT_A_DIRECTORY);
        assertThat(kindOf(() -> FolderWatch.open(directory.resolve("missing")).await()))
                .isEqualTo(IoException.Kind.NOT_FOUND);
        assertThat(WatchHub.threads()).isEmpty();
    }

    private static FolderEvent nextOtherThan(FolderWatch watch, FolderEvent skipped) {
        var event = watch.next().await();
        while (skipped.equals(event)) {
            event = watch.next().await();
        }
        return event;
    }
}
