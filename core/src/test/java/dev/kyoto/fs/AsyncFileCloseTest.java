package dev.kyoto.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kyoto.future.IoException;
import dev.kyoto.io.SeekFrom;
import dev.kyoto.net.Hand;
import dev.kyoto.net.TestRuntime;
import dev.kyoto.runtime.AsyncRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The ways in which a file ends, and what becomes of what was written. */
class AsyncFileCloseTest extends FileFixture {

    @Test
    void closeBlocksNobodyAndLosesNothing() throws Exception {
        var channel = new GatedChannel(writable());
        var file = AsyncFile.of(channel);
        channel.shut();
        file.writeString("written").await();
        channel.awaitEntered();
        file.close();
        file.close();
        assertThat(channel.isOpen()).isTrue();
        assertThat(kindOf(() -> file.flush().await())).isEqualTo(IoException.Kind.CLOSED);
        channel.open();
        channel.awaitClosed();
        assertThat(path).hasContent("written");
    }

    @Test
    void whoWaitsIsToldOfAClose() throws Exception {
        var channel = new GatedChannel(writable());
        var file = AsyncFile.of(channel);
        channel.shut();
        file.writeString("written").await();
        channel.awaitEntered();
        var flush = new Hand<>(file.flush());
        flush.assertPending();
        file.close();
        channel.open();
        assertThat(kindOf(flush::finish)).isEqualTo(IoException.Kind.CLOSED);
    }

    @Test
    void closingBehindAFailedWriteTellsTheUncaughtHandler() throws Exception {
        var told = new CopyOnWriteArrayList<Throwable>();
        var channel = new GatedChannel(writable());
        try (var own =
                AsyncRuntime.builder()
                        .workerThreads(1)
                        .uncaughtHandler((task, failure) -> told.add(failure))
                        .build()) {
            var file = own.blockOn(() -> AsyncFile.of(channel));
            channel.shut();
            channel.failWith(new IOException("No space left on device"));
            file.writeString("lost").await();
            file.close();
            channel.open();
        }
        assertThat(told)
                .singleElement()
                .isInstanceOfSatisfying(
                        IoException.class,
                        e -> assertThat(e.kind()).isEqualTo(IoException.Kind.STORAGE_FULL));
    }

    @Test
    void finishTellsTheFailureInstead() throws Exception {
        var channel = new GatedChannel(writable());
        var file = AsyncFile.of(channel);
        channel.failWith(new IOException("No space left on device"));
        file.writeString("lost").await();
        assertThat(kindOf(() -> file.finish().await())).isEqualTo(IoException.Kind.STORAGE_FULL);
        assertThat(channel.isOpen()).isFalse();
        file.finish().await(); // it is closed, and the failure was told
    }

    @Test
    void aCancelledFinishClosesAllTheSameAndTellsTheHandler() throws Exception {
        var told = new CopyOnWriteArrayList<Throwable>();
        var channel = new GatedChannel(writable());
        try (var own =
                AsyncRuntime.builder()
                        .workerThreads(1)
                        .uncaughtHandler((task, failure) -> told.add(failure))
                        .build()) {
            var file = own.blockOn(() -> AsyncFile.of(channel));
            channel.shut();
            channel.failWith(new IOException("No space left on device"));
            file.writeString("lost").await();
            channel.awaitEntered();
            var finish = new Hand<>(file.finish());
            finish.assertPending();
            finish.cancel();
            channel.open();
            channel.awaitClosed();
        }
        assertThat(told).hasSize(1);
    }

    @Test
    void whatWasWrittenIsWrittenThoughTheRuntimeIsShutDown() throws Exception {
        var channel = new GatedChannel(writable());
        // The one thread of the pool is busy, so that the write waits in the queue.
        var own = AsyncRuntime.builder().workerThreads(1).maxBlockingThreads(1).build();
        var busy = new CountDownLatch(1);
        var started = new CountDownLatch(1);
        own.spawnBlocking(
                        () -> {
                            started.countDown();
                            busy.await();
                            return null;
                        })
                .detach();
        started.await();
        var file = own.blockOn(() -> AsyncFile.of(channel));
        file.writeString("written").await();
        file.close();
        own.shutdown(Duration.ZERO);
        busy.countDown();
        channel.awaitClosed();
        assertThat(path).hasContent("written");
        own.shutdown(Duration.ofSeconds(20));
    }

    @Test
    void aFileOutlivesItsRuntimeOnlyToBeClosed() throws Exception {
        var own = AsyncRuntime.builder().workerThreads(1).build();
        var file = own.blockOn(() -> AsyncFile.create(path).await());
        file.writeString("written").await();
        own.close();
        assertThat(kindOf(() -> file.writeString("x").await()))
                .isEqualTo(IoException.Kind.RUNTIME_SHUTDOWN);
        file.close();
        assertThat(path).hasContent("written");
    }

    @Test
    void theChannelIsGivenAwayAtThePosition() throws Exception {
        var file = AsyncFile.createNew(path).await();
        file.writeString("0123456789").await();
        file.seek(SeekFrom.start(4)).await();
        try (var channel = file.intoChannel().await()) {
            assertThat(channel.position()).isEqualTo(4);
            assertThat(kindOf(() -> file.flush().await())).isEqualTo(IoException.Kind.CLOSED);
            file.close();
            assertThat(channel.isOpen()).isTrue();
        }
    }

    @Test
    void aCancelledGiftLeavesTheFile() throws Exception {
        var channel = new GatedChannel(writable());
        try (var file = AsyncFile.of(channel)) {
            channel.shut();
            file.writeString("a").await();
            var gift = new Hand<>(file.intoChannel());
            gift.assertPending();
            gift.cancel();
            channel.open();
            file.writeString("b").await();
            file.finish().await();
        }
        assertThat(path).hasContent("ab");
    }

    @Test
    void nothingStaysOpenAfterManyFiles() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "/proc tells open files");
        for (int i = 0; i < 200; i++) {
            try (var file = AsyncFile.create(path).await()) {
                file.writeString("content").await();
                if (i % 2 == 0) {
                    file.finish().await();
                }
            }
        }
        runtime.close();
        assertThat(openFiles()).doesNotContain(path);
        runtime = new TestRuntime();
    }
}
