package dev.kyoto.fs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kyoto.future.IoException;
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
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AsyncFileTest {
    @TempDir Path directory;
    private Path path;
    private TestRuntime runtime;

    @BeforeEach
    void start() {
        runtime = new TestRuntime();
        path = directory.resolve("file");
    }

    @AfterEach
    void end() {
        runtime.close();
    }

    // ---- Reading and writing. ----

    @Test
    void whatWasWrittenIsRead() {
        try (var file = AsyncFile.createNew(path).await()) {
            file.writeString("hello, world").await();
            assertThat(file.position().await()).isEqualTo(12);
            file.rewind().await();
            assertThat(file.readToString().await()).isEqualTo("hello, world");
            assertThat(file.read(ByteBuffer.allocate(1)).await()).isEqualTo(-1);
        }
    }

    @Test
    void createEmptiesWhatIsThere() throws IOException {
        Files.writeString(path, "something long");
        try (var file = AsyncFile.create(path).await()) {
            file.writeString("short").await();
            file.finish().await();
        }
        assertThat(path).hasContent("short");
    }

    @Test
    void aLargeFileGoesThroughBuffersOfTheLargestSize() throws IOException {
        var content = bytes(5_000_000);
        try (var file = AsyncFile.createNew(path).await()) {
            file.writeAll(content).await();
            file.rewind().await();
            assertThat(file.readToEnd().await()).isEqualTo(content);
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(content);
    }

    @Test
    void oneOperationMovesNoMoreThanTheBufferHolds() {
        try (var file = AsyncFile.createNew(path).await()) {
            assertThat(file.maxBufferSize()).isEqualTo(2 * 1024 * 1024);
            file.maxBufferSize(3);
            assertThat(file.write(ByteBuffer.wrap(bytes(10))).await()).isEqualTo(3);
            file.rewind().await();
            file.maxBufferSize(2);
            assertThat(file.read(ByteBuffer.allocate(10)).await()).isEqualTo(2);
            assertThatThrownBy(() -> file.maxBufferSize(0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at least 1");
        }
    }

    @Test
    void severalBuffersAreTakenAsOne() throws IOException {
        try (var file = AsyncFile.createNew(path).await()) {
            assertThat(file.isWriteVectored()).isTrue();
            file.maxBufferSize(5);
            var last = ascii("efgh");
            assertThat(file.writeVectored(ascii("ab"), ascii(""), ascii("cd"), last).await())
                    .isEqualTo(5);
            assertThat(last.position()).isEqualTo(1);
            assertThat(file.writeVectored(ascii(""), last).await()).isEqualTo(3);
            assertThat(file.writeVectored(last).await()).isZero();
            file.finish().await();
        }
        assertThat(path).hasContent("abcdefgh");
    }

    @Test
    void appendingGoesToTheEndWhereverThatIs() throws IOException {
        Files.writeString(path, "a");
        try (var file = AsyncFile.options().append(true).open(path).await()) {
            file.writeString("b").await();
            file.flush().await();
            Files.writeString(path, "c", StandardOpenOption.APPEND);
            file.writeString("d").await();
            file.setLength(6).await();
            file.finish().await();
        }
        assertThat(Files.readAllBytes(path)).isEqualTo("abcd\0\0".getBytes(US_ASCII));
    }

    @Test
    void linesAreReadThroughALargeBuffer() throws IOException {
        Files.write(path, List.of("one", "two", "three"));
        try (var file = AsyncFile.open(path).await()) {
            var lines = file.buffered().lines();
            assertThat(lines.next().await()).isEqualTo("one");
            assertThat(lines.next().await()).isEqualTo("two");
            assertThat(lines.next().await()).isEqualTo("three");
            assertThat(lines.next().await()).isNull();
        }
    }

    // ---- Seeking. ----

    @Test
    void seeksFromAllThreePlaces() throws IOException {
        Files.writeString(path, "0123456789");
        try (var file = AsyncFile.open(path).await()) {
            assertThat(file.seek(SeekFrom.start(4)).await()).isEqualTo(4);
            assertThat(file.readByte().await()).isEqualTo((byte) '4');
            assertThat(file.seek(SeekFrom.current(2)).await()).isEqualTo(7);
            assertThat(file.readByte().await()).isEqualTo((byte) '7');
            assertThat(file.seek(SeekFrom.end(-1)).await()).isEqualTo(9);
            assertThat(file.readByte().await()).isEqualTo((byte) '9');
            assertThat(file.seek(SeekFrom.end(5)).await()).isEqualTo(15);
            assertThat(file.read(ByteBuffer.allocate(1)).await()).isEqualTo(-1);
        }
    }

    @Test
    void aSeekBeforeTheStartLeavesThePosition() throws IOException {
        Files.writeString(path, "0123456789");
        try (var file = AsyncFile.open(path).await()) {
            assertThat(file.seek(SeekFrom.start(3)).await()).isEqualTo(3);
            assertThatThrownBy(() -> file.seek(SeekFrom.current(-4)).await())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 bytes before the start of " + path);
            assertThatThrownBy(() -> file.seek(SeekFrom.end(Long.MAX_VALUE)).await())
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(file.position().await()).isEqualTo(3);
        }
    }

    @Test
    void aWriteBeyondTheEndLeavesAGapOfZeros() throws IOException {
        try (var file = AsyncFile.createNew(path).await()) {
            file.seek(SeekFrom.start(3)).await();
            file.writeString("x").await();
            file.finish().await();
        }
        assertThat(Files.readAllBytes(path)).isEqualTo("\0\0\0x".getBytes(US_ASCII));
    }

    @Test
    void theLengthCanBeSetBothWaysAndThePositionStays() throws IOException {
        try (var file = AsyncFile.createNew(path).await()) {
            file.writeString("0123456789").await();
            file.setLength(4).await();
            assertThat(file.length().await()).isEqualTo(4);
            assertThat(file.position().await()).isEqualTo(10);
            file.setLength(6).await();
            assertThat(file.position().await()).isEqualTo(10);
            file.finish().await();
        }
        assertThat(Files.readAllBytes(path)).isEqualTo("0123\0\0".getBytes(US_ASCII));
        assertThatThrownBy(() -> AsyncFile.of(FileChannel.open(path)).setLength(-1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // ---- Cancellation, step by step. ----

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

    // ---- Failures. ----

    @Test
    void aDeferredFailureIsThrownByTheNextOperationOnce() throws Exception {
        var channel = new GatedChannel(writable());
        try (var file = AsyncFile.of(channel)) {
            channel.failWith(new IOException("No space left on device"));
            file.writeString("lost").await();
            assertThatThrownBy(() -> file.flush().await())
                    .isInstanceOfSatisfying(
                            IoException.class,
                            e -> assertThat(e.kind()).isEqualTo(IoException.Kind.STORAGE_FULL));
            channel.failWith(null);
            file.writeString("kept").await();
            file.finish().await();
        }
        assertThat(path).hasContent("kept");
    }

    @Test
    void everyOperationThrowsADeferredFailure() throws Exception {
        var channel = new GatedChannel(writable());
        try (var file = AsyncFile.of(channel)) {
            channel.failWith(new IOException("No space left on device"));
            for (var next :
                    List.of(
                            file.read(ByteBuffer.allocate(1)),
                            file.write(ascii("x")),
                            file.flush(),
                            file.shutdown(),
                            file.seek(SeekFrom.start(0)),
                            file.readAt(ByteBuffer.allocate(1), 0),
                            file.writeAt(ascii("x"), 0),
                            file.setLength(1),
                            file.length(),
                            file.syncAll(),
                            file.syncData(),
                            file.intoChannel())) {
                file.writeString("lost").await();
                assertThatThrownBy(next::await)
                        .as("%s", next)
                        .isInstanceOf(IoException.class)
                        .hasMessageContaining("No space left");
            }
            channel.failWith(null);
        }
    }

    @Test
    void aFullDiskIsToldByItsKindWithTheName() {
        assumeTrue(Files.exists(Path.of("/dev/full")), "/dev/full takes nothing");
        try (var file = AsyncFile.options().write(true).open(Path.of("/dev/full")).await()) {
            file.writeString("lost").await();
            assertThatThrownBy(() -> file.flush().await())
                    .isInstanceOfSatisfying(
                            IoException.class,
                            e -> assertThat(e.kind()).isEqualTo(IoException.Kind.STORAGE_FULL))
                    .hasMessageStartingWith("write /dev/full: ");
            assertThatThrownBy(() -> file.writeAt(ascii("lost"), 3).await())
                    .hasMessageStartingWith("write to position 3 of /dev/full: ");
            file.writeString("lost").await();
            assertThatThrownBy(() -> file.finish().await())
                    .isInstanceOfSatisfying(
                            IoException.class,
                            e -> assertThat(e.kind()).isEqualTo(IoException.Kind.STORAGE_FULL));
        }
    }

    @Test
    void whatCannotBeOpenedIsToldByItsKind() throws IOException {
        assertThat(kindOf(() -> AsyncFile.open(path).await()))
                .isEqualTo(IoException.Kind.NOT_FOUND);
        assertThat(kindOf(() -> AsyncFile.create(directory).await()))
                .isEqualTo(IoException.Kind.IS_A_DIRECTORY);
        Files.createFile(path);
        assertThat(kindOf(() -> AsyncFile.createNew(path).await()))
                .isEqualTo(IoException.Kind.ALREADY_EXISTS);
        assertThat(kindOf(() -> AsyncFile.open(path.resolve("below")).await()))
                .isEqualTo(IoException.Kind.NOT_A_DIRECTORY);
        assertThat(kindOf(() -> AsyncFile.open(directory.resolve("x".repeat(300))).await()))
                .isEqualTo(IoException.Kind.INVALID_FILENAME);
        var loop = directory.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        assertThat(kindOf(() -> AsyncFile.open(loop).await()))
                .isEqualTo(IoException.Kind.FILESYSTEM_LOOP);
    }

    @Test
    void aDirectoryCanBeOpenedAndNotRead() {
        try (var file = AsyncFile.open(directory).await()) {
            assertThat(kindOf(() -> file.readToEnd().await()))
                    .isEqualTo(IoException.Kind.IS_A_DIRECTORY);
        }
    }

    @Test
    void anUnreadableFileIsToldByItsKind() throws IOException {
        assumeTrue(!"root".equals(System.getProperty("user.name")), "root may read everything");
        Files.createFile(
                path,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
        assertThat(kindOf(() -> AsyncFile.open(path).await()))
                .isEqualTo(IoException.Kind.PERMISSION_DENIED);
    }

    @Test
    void useThatWasNotAskedForIsReported() throws IOException {
        Files.writeString(path, "content");
        try (var file = AsyncFile.open(path).await()) {
            assertThatThrownBy(() -> file.setLength(0).await())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("write(true)");
            assertThatThrownBy(() -> file.read(ByteBuffer.allocate(0)).await())
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> file.readAt(ByteBuffer.allocate(1), -1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        try (var file = AsyncFile.options().write(true).open(path).await()) {
            assertThatThrownBy(() -> file.readToEnd().await())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("read(true)");
        }
    }

    // ---- By place. ----

    @Test
    void readsAndWritesByPlaceLeaveThePosition() throws IOException {
        try (var file = AsyncFile.createNew(path).await()) {
            file.maxBufferSize(4);
            file.writeString("0123456789").await();
            var src = ascii("abcdef");
            file.writeAt(src, 2).await();
            assertThat(src.hasRemaining()).isFalse();
            var dst = ByteBuffer.allocate(8);
            assertThat(file.readAt(dst, 1).await()).isEqualTo(4);
            assertThat(dst.flip()).isEqualTo(ascii("1abc"));
            assertThat(file.readAt(ByteBuffer.allocate(1), 10).await()).isEqualTo(-1);
            assertThat(file.position().await()).isEqualTo(10);
            file.finish().await();
        }
        assertThat(path).hasContent("01abcdef89");
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

    @Test
    void severalTasksTakeTurns() throws IOException {
        Files.write(path, bytes(1000));
        try (var file = AsyncFile.open(path).await();
                var own = AsyncRuntime.builder().workerThreads(2).build()) {
            var tasks =
                    IntStream.range(0, 50)
                            .mapToObj(
                                    i ->
                                            own.spawn(
                                                    () -> {
                                                        var dst = ByteBuffer.allocate(1);
                                                        int count = file.readAt(dst, i).await();
                                                        return count * dst.get(0);
                                                    }))
                            .toList();
            var content = bytes(1000);
            for (int i = 0; i < 50; i++) {
                assertThat(tasks.get(i).await()).isEqualTo(content[i]);
            }
        }
    }

    // ---- What describes the file. ----

    @Test
    void tellsAboutTheFileAndSetsItsPermissions() {
        try (var file =
                AsyncFile.options()
                        .write(true)
                        .createNew(true)
                        .mode(PosixFilePermissions.fromString("rw-------"))
                        .open(path)
                        .await()) {
            file.writeString("hello").await();
            file.syncAll().await();
            file.syncData().await();
            assertThat(file.length().await()).isEqualTo(5);
            var metadata = file.metadata().await();
            assertThat(metadata.size()).isEqualTo(5);
            assertThat(((PosixFileAttributes) metadata).permissions())
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            file.setPermissions(PosixFilePermissions.fromString("r--r-----")).await();
            assertThat(((PosixFileAttributes) file.metadata().await()).permissions())
                    .isEqualTo(PosixFilePermissions.fromString("r--r-----"));
            file.finish().await();
        }
    }

    @Test
    void aFileMadeOfAChannelHasNoName() throws IOException {
        Files.createFile(path);
        try (var file = AsyncFile.of(FileChannel.open(path))) {
            assertThatThrownBy(file::metadata)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("Fs.metadata(path)");
        }
    }

    // ---- Closing. ----

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

    private FileChannel writable() throws IOException {
        return FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    }

    private static List<Path> openFiles() throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .map(
                            it -> {
                                try {
                                    return Files.readSymbolicLink(it);
                                } catch (IOException e) {
                                    return it; // closed meanwhile
                                }
                            })
                    .toList();
        }
    }

    static IoException.Kind kindOf(ThrowingCallable call) {
        var failure = catchThrowable(call);
        assertThat(failure).isInstanceOf(IoException.class);
        return ((IoException) failure).kind();
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }

    private static byte[] bytes(int length) {
        var result = new byte[length];
        new Random(7).nextBytes(result);
        return result;
    }
}
