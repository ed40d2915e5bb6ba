package dev.kyoto.fs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kyoto.io.SeekFrom;
import dev.kyoto.net.Hand;
import dev.kyoto.net.TestRuntime;
import dev.kyoto.runtime.AsyncRuntime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;

/** What is left of an operation on a file that was cancelled, step by step. */
class AsyncFileCancellationTest extends FileFixture {

    @Test
    void whatACancelledReadHasReadIsThereForTheNext() throws Exception {
        Files.writeString(path, "0123456789");
        var channel = new GatedChannel(FileChannel.open(path));
        try (var file = AsyncFile.of(channel)) {
            channel.shut();
            var buffer = ByteBuffer.allocate(6);
            var read = new Hand<>(file.read(buffer));
            read.assertPending();
            channel.awaitEntered();
            read.cancel();
            channel.open();
            assertThat(buffer.position()).isZero();

            var next = ByteBuffer.allocate(4);
            assertThat(file.read(next).await()).isEqualTo(4);
            assertThat(next.array()).isEqualTo("0123".getBytes(US_ASCII));
            assertThat(file.position().await()).isEqualTo(4);
            assertThat(file.seek(SeekFrom.current(1)).await()).isEqualTo(5);
            assertThat(file.readByte().await()).isEqualTo((byte) '5');
        }
    }

    @Test
    void aWriteAfterACancelledReadGoesWhereTheReadBegan() throws Exception {
        Files.writeString(path, "0123456789");
        var channel =
                new GatedChannel(
                        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
        try (var file = AsyncFile.of(channel)) {
            assertThat(file.seek(SeekFrom.start(2)).await()).isEqualTo(2);
            channel.shut();
            var read = new Hand<>(file.read(ByteBuffer.allocate(6)));
            read.assertPending();
            channel.awaitEntered();
            read.cancel();
            channel.open();
            file.writeString("ab").await();
            assertThat(file.position().await()).isEqualTo(4);
            file.finish().await();
        }
        assertThat(path).hasContent("01ab456789");
    }

    @Test
    void theEndThatACancelledReadHasSeenIsToldToTheNext() throws Exception {
        Files.createFile(path);
        var channel = new GatedChannel(FileChannel.open(path));
        try (var file = AsyncFile.of(channel)) {
            channel.shut();
            var read = new Hand<>(file.read(ByteBuffer.allocate(6)));
            read.assertPending();
            channel.awaitEntered();
            read.cancel();
            channel.open();
            assertThat(file.read(ByteBuffer.allocate(6)).await()).isEqualTo(-1);
        }
    }

    @Test
    void aWriteIsAnsweredBeforeItIsMadeAndTheNextOneWaits() throws Exception {
        var channel = new GatedChannel(writable());
        try (var file = AsyncFile.of(channel)) {
            channel.shut();
            assertThat(new Hand<>(file.write(ascii("first"))).poll().value()).isEqualTo(5);
            channel.awaitEntered();
            var src = ascii("second");
            var second = new Hand<>(file.write(src));
            second.assertPending();
            assertThat(src.position()).isZero();
            second.cancel(); // nothing was taken
            var flush = new Hand<>(file.flush());
            flush.assertPending();
            assertThat(Files.size(path)).isZero();
            channel.open();
            flush.finish();
            assertThat(path).hasContent("first");
        }
    }

    @Test
    void whatWasTakenOfACancelledWriteIsWritten() throws Exception {
        var channel = new GatedChannel(writable());
        try (var file = AsyncFile.of(channel)) {
            file.maxBufferSize(4);
            channel.shut();
            var src = ascii("0123456789");
            var write = new Hand<>(file.writeAll(src));
            write.assertPending();
            channel.awaitEntered();
            write.cancel();
            assertThat(src.position()).isEqualTo(4);
            channel.open();
            file.finish().await();
        }
        assertThat(path).hasContent("0123");
    }

    @Test
    void aCancelledOperationThatWaitsForItsTurnIsNeverMade() throws Exception {
        var channel = new GatedChannel(writable());
        try (var file = AsyncFile.of(channel)) {
            channel.shut();
            file.writeString("0123456789").await();
            channel.awaitEntered();
            var cut = new Hand<>(file.setLength(0));
            var place = new Hand<>(file.writeAt(ascii("x"), 0));
            cut.assertPending();
            place.assertPending();
            cut.cancel();
            place.cancel();
            channel.open();
            file.finish().await();
        }
        assertThat(path).hasContent("0123456789");
    }

    @Test
    void nothingIsMadeBeforeTheFirstPoll() throws IOException {
        Files.writeString(path, "content");
        var opened = AsyncFile.create(path);
        opened.cancel();
        assertThat(path).hasContent("content");
        assertThatThrownBy(opened::await).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFileThatNobodyWaitsForAnyMoreIsClosed() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "/proc tells open files");
        Files.createFile(path);
        for (int i = 0; i < 50; i++) {
            var opening = new Hand<>(AsyncFile.open(path));
            opening.assertPending();
            if (i % 2 == 0) {
                opening.awaitWake(); // it is open
            }
            opening.cancel();
        }
        runtime.close(); // waits for the pool
        assertThat(openFiles()).doesNotContain(path);
        runtime = new TestRuntime();
    }

    @Test
    void anAbortedTaskDoesNotCloseTheFile() throws Exception {
        var channel = new GatedChannel(writable());
        try (var own = AsyncRuntime.builder().workerThreads(1).build()) {
            var file = own.blockOn(() -> AsyncFile.of(channel));
            channel.shut();
            // The second write waits for the first, which the pool's thread is in.
            var task =
                    own.spawn(
                            () -> {
                                file.writeString("first").await();
                                file.writeString("second").await();
                            });
            channel.awaitEntered();
            task.abort();
            assertThatThrownBy(task::await).hasMessageContaining("cancelled");
            channel.open();
            file.writeString(", third").await();
            file.finish().await();
        }
        assertThat(path).hasContent("first, third");
    }

    @Test
    void aCancelledReadByPlaceLeavesItsBuffer() throws Exception {
        Files.writeString(path, "0123456789");
        var channel = new GatedChannel(FileChannel.open(path));
        try (var file = AsyncFile.of(channel)) {
            channel.shut();
            var dst = ByteBuffer.allocate(4);
            var read = new Hand<>(file.readAt(dst, 3));
            read.assertPending();
            channel.awaitEntered();
            read.cancel();
            channel.open();
            assertThat(file.readAt(ByteBuffer.allocate(4), 0).await()).isEqualTo(4);
            assertThat(dst).isEqualTo(ByteBuffer.allocate(4));
            assertThat(file.position().await()).isZero();
        }
    }
}
