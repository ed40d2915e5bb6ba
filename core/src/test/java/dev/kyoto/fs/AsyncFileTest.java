package dev.kyoto.fs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kyoto.future.IoException;
import dev.kyoto.io.SeekFrom;
import dev.kyoto.runtime.AsyncRuntime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AsyncFileTest extends FileFixture {
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

    @Test
    void theNextPieceIsReadBeforeItIsAskedFor() throws Exception {
        Files.writeString(path, "0123456789");
        var channel = new GatedChannel(FileChannel.open(path));
        try (var file = AsyncFile.of(channel)) {
            file.readAhead(true);
            var dst = ByteBuffer.allocate(3);
            for (int i = 0; i < 2; i++) {
                assertThat(file.read(dst.clear()).await()).isEqualTo(3);
                channel.awaitEntered();
            }
            channel.awaitEntered(); // the third read, for which nobody has asked
            assertThat(file.position().await()).isEqualTo(6);
            assertThat(file.read(dst.clear()).await()).isEqualTo(3);
            assertThat(dst.flip()).isEqualTo(ascii("678"));
            assertThat(file.seek(SeekFrom.current(-2)).await()).isEqualTo(7);
            assertThat(file.read(dst.clear()).await()).isEqualTo(3);
            assertThat(dst.flip()).isEqualTo(ascii("789"));
            assertThat(file.read(dst.clear()).await()).isEqualTo(-1);
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
            assertThatThrownBy(() -> file.setLength(-1))
                    .isInstanceOf(IllegalArgumentException.class);
            file.finish().await();
        }
        assertThat(Files.readAllBytes(path)).isEqualTo("0123\0\0".getBytes(US_ASCII));
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
}
