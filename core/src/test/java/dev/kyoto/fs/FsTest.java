package dev.kyoto.fs;

import static dev.kyoto.fs.FileFixture.kindOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kyoto.future.IoException;
import dev.kyoto.net.Hand;
import dev.kyoto.net.TestRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FsTest {
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

    // ---- Contents. ----

    @Test
    void wholeFilesAreWrittenAndRead() {
        Fs.write(path, "grüße").await();
        assertThat(Fs.readString(path).await()).isEqualTo("grüße");
        Fs.write(path, new byte[] {1, (byte) 0xFF}).await();
        assertThat(Fs.read(path).await()).containsExactly(1, 0xFF);
        assertThat(kindOf(() -> Fs.readString(path).await()))
                .isEqualTo(IoException.Kind.INVALID_DATA);
        assertThat(kindOf(() -> Fs.read(directory).await()))
                .isEqualTo(IoException.Kind.IS_A_DIRECTORY);
        assertThatThrownBy(() -> Fs.read(directory.resolve("missing")).await())
                .isInstanceOf(IoException.class)
                .hasMessage("read " + directory.resolve("missing") + ": no such file or directory");
    }

    @Test
    void aFullDiskIsToldByItsKind() {
        assumeTrue(Files.exists(Path.of("/dev/full")), "/dev/full takes nothing");
        assertThat(kindOf(() -> Fs.write(Path.of("/dev/full"), "lost").await()))
                .isEqualTo(IoException.Kind.STORAGE_FULL);
        Fs.write(path, "content").await();
        assertThat(kindOf(() -> Fs.copy(path, Path.of("/dev/full")).await()))
                .isEqualTo(IoException.Kind.STORAGE_FULL);
    }

    @Test
    void aCopyHasContentsAndPermissions() throws IOException {
        var copy = directory.resolve("copy");
        Fs.write(path, "content").await();
        Fs.setPermissions(path, PosixFilePermissions.fromString("rw-r-----")).await();
        Files.writeString(copy, "something longer");
        Files.createLink(directory.resolve("alias"), copy);
        assertThat(Fs.copy(path, copy).await()).isEqualTo(7);
        assertThat(directory.resolve("alias")).hasContent("content");
        assertThat(Files.getPosixFilePermissions(copy))
                .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    }

    @Test
    void aFileIsNotCopiedOntoItself() throws IOException {
        Fs.write(path, "content").await();
        var alias = Files.createLink(directory.resolve("alias"), path);
        assertThat(kindOf(() -> Fs.copy(path, alias).await()))
                .isEqualTo(IoException.Kind.ALREADY_EXISTS);
        assertThat(path).hasContent("content");
        assertThat(kindOf(() -> Fs.copy(directory, alias).await()))
                .isEqualTo(IoException.Kind.IS_A_DIRECTORY);
    }

    // ---- Names. ----

    @Test
    void aRenameReplaces() throws IOException {
        var other = directory.resolve("other");
        Fs.write(path, "new").await();
        Fs.write(other, "old").await();
        Fs.rename(path, other).await();
        assertThat(other).hasContent("new");
        assertThat(path).doesNotExist();
        assertThatThrownBy(() -> Fs.rename(path, other).await())
                .isInstanceOf(IoException.class)
                .hasMessage("rename " + path + " to " + other + ": no such file or directory");
        Files.createDirectories(directory.resolve("full/of"));
        assertThat(kindOf(() -> Fs.rename(other, directory.resolve("full")).await()))
                .isEqualTo(IoException.Kind.IS_A_DIRECTORY);
    }

    @Test
    void nothingIsRenamedToAnotherDevice() throws IOException {
        var memory = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(memory), "/dev/shm is another device");
        assumeTrue(
                !Files.getFileStore(memory).equals(Files.getFileStore(directory)),
                "/dev/shm is another device");
        Fs.write(path, "content").await();
        assertThat(kindOf(() -> Fs.rename(path, memory.resolve("kyoto-fs-test")).await()))
                .isEqualTo(IoException.Kind.CROSSES_DEVICES);
        assertThat(path).hasContent("content");
    }

    @Test
    void linksOfBothKindsLeadToTheFile() {
        Fs.write(path, "content").await();
        var hard = directory.resolve("hard");
        var symbolic = directory.resolve("symbolic");
        Fs.hardLink(path, hard).await();
        Fs.symlink(Path.of("file"), symbolic).await();
        assertThat(Fs.readString(hard).await()).isEqualTo("content");
        assertThat(Fs.readString(symbolic).await()).isEqualTo("content");
        assertThat(Fs.readLink(symbolic).await()).isEqualTo(Path.of("file"));
        assertThat(Fs.canonicalize(symbolic).await().getFileName()).isEqualTo(Path.of("file"));
        assertThat(FileType.of(Fs.metadata(symbolic).await())).isEqualTo(FileType.FILE);
        assertThat(FileType.of(Fs.symlinkMetadata(symbolic).await())).isEqualTo(FileType.SYMLINK);
        assertThat(kindOf(() -> Fs.hardLink(path, hard).await()))
                .isEqualTo(IoException.Kind.ALREADY_EXISTS);
        assertThatThrownBy(() -> Fs.readLink(path).await())
                .isInstanceOf(IoException.class)
                .hasMessageContaining("not a symbolic link");
    }

    @Test
    void existsTellsNoFromUnknown() {
        assertThat(Fs.exists(path).await()).isFalse();
        Fs.write(path, "").await();
        assertThat(Fs.exists(path).await()).isTrue();
        var nowhere = directory.resolve("nowhere");
        Fs.symlink(Path.of("missing"), nowhere).await();
        assertThat(Fs.exists(nowhere).await()).isFalse();
        var loop = directory.resolve("loop");
        Fs.symlink(loop, loop).await();
        assertThat(kindOf(() -> Fs.exists(loop).await()))
                .isEqualTo(IoException.Kind.FILESYSTEM_LOOP);
    }

    @Test
    void metadataTellsSizeAndPermissions() {
        Fs.write(path, "content").await();
        Fs.setPermissions(path, PosixFilePermissions.fromString("r--------")).await();
        var metadata = (PosixFileAttributes) Fs.metadata(path).await();
        assertThat(metadata.size()).isEqualTo(7);
        assertThat(PosixFilePermissions.toString(metadata.permissions())).isEqualTo("r--------");
        assertThat(kindOf(() -> Fs.metadata(directory.resolve("missing")).await()))
                .isEqualTo(IoException.Kind.NOT_FOUND);
    }

    // ---- Directories. ----

    @Test
    void directoriesAreMadeAndRemoved() {
        var deep = directory.resolve("a/b/c");
        assertThat(kindOf(() -> Fs.createDir(deep).await())).isEqualTo(IoException.Kind.NOT_FOUND);
        Fs.createDirAll(deep).await();
        Fs.createDirAll(deep).await();
        assertThat(deep).isDirectory();
        assertThat(kindOf(() -> Fs.createDir(deep).await()))
                .isEqualTo(IoException.Kind.ALREADY_EXISTS);
        assertThat(kindOf(() -> Fs.removeDir(directory.resolve("a")).await()))
                .isEqualTo(IoException.Kind.DIRECTORY_NOT_EMPTY);
        Fs.removeDir(deep).await();
        assertThat(deep).doesNotExist();
        Fs.write(path, "").await();
        assertThat(kindOf(() -> Fs.removeDir(path).await()))
                .isEqualTo(IoException.Kind.NOT_A_DIRECTORY);
        assertThat(kindOf(() -> Fs.removeFile(directory).await()))
                .isEqualTo(IoException.Kind.IS_A_DIRECTORY);
        assertThat(kindOf(() -> Fs.createDirAll(path).await()))
                .isEqualTo(IoException.Kind.NOT_A_DIRECTORY);
        assertThat(kindOf(() -> Fs.createDirAll(path.resolve("below")).await()))
                .isEqualTo(IoException.Kind.NOT_A_DIRECTORY);
        Fs.removeFile(path).await();
        assertThat(kindOf(() -> Fs.removeFile(path).await())).isEqualTo(IoException.Kind.NOT_FOUND);
    }

    @Test
    void aDirectoryIsMadeWithItsMode() throws IOException {
        var secret = directory.resolve("secret/cellar");
        new DirBuilder()
                .recursive(true)
                .mode(PosixFilePermissions.fromString("rwx------"))
                .create(secret)
                .await();
        assertThat(Files.getPosixFilePermissions(secret.getParent()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void aTreeIsRemovedAndLinksInItAreNotFollowed() throws IOException {
        var outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("precious"), "content");
        var tree = directory.resolve("tree");
        Files.createDirectories(tree.resolve("a/b/c"));
        for (int i = 0; i < 100; i++) {
            Files.createFile(tree.resolve("a/b/" + i));
        }
        Files.createSymbolicLink(tree.resolve("a/link"), outside);
        Files.createSymbolicLink(tree.resolve("nowhere"), Path.of("missing"));
        Fs.removeDirAll(tree).await();
        assertThat(tree).doesNotExist();
        assertThat(outside.resolve("precious")).hasContent("content");
        assertThat(kindOf(() -> Fs.removeDirAll(tree).await()))
                .isEqualTo(IoException.Kind.NOT_FOUND);
        Fs.write(path, "").await();
        assertThat(kindOf(() -> Fs.removeDirAll(path).await()))
                .isEqualTo(IoException.Kind.NOT_A_DIRECTORY);
    }

    @Test
    void aLinkToATreeIsRemovedAlone() throws IOException {
        var tree = Files.createDirectories(directory.resolve("tree"));
        Files.writeString(tree.resolve("precious"), "content");
        var link = Files.createSymbolicLink(directory.resolve("link"), tree);
        Fs.removeDirAll(link).await();
        assertThat(link).doesNotExist();
        assertThat(tree.resolve("precious")).hasContent("content");
    }

    @Test
    void twoRemoveTheSameTree() throws IOException {
        for (int round = 0; round < 10; round++) {
            var tree = directory.resolve("tree-" + round);
            for (int i = 0; i < 10; i++) {
                Files.createDirectories(tree.resolve("d" + i));
                for (int j = 0; j < 20; j++) {
                    Files.createFile(tree.resolve("d" + i + "/" + j));
                }
            }
            var first = new Hand<>(Fs.removeDirAll(tree));
            var second = new Hand<>(Fs.removeDirAll(tree));
            first.assertPending();
            second.assertPending();
            finishOrNotFound(first);
            finishOrNotFound(second);
            assertThat(tree).doesNotExist();
        }
    }

    /** One that begins when all is gone finds nothing. */
    private static void finishOrNotFound(Hand<?> removal) {
        try {
            removal.finish();
        } catch (IoException e) {
            assertThat(e.kind()).isEqualTo(IoException.Kind.NOT_FOUND);
        }
    }

    // ---- Listing. ----

    @Test
    void aDirectoryIsListedInBatches() throws IOException {
        var names = new HashSet<String>();
        for (int i = 0; i < 100; i++) {
            Files.createFile(directory.resolve("f" + i));
            names.add("f" + i);
        }
        var seen = new HashSet<String>();
        try (var entries = Fs.readDir(directory).await()) {
            for (var entry = entries.next().await();
                    entry != null;
                    entry = entries.next().await()) {
                assertThat(seen.add(entry.fileName())).isTrue();
                assertThat(entry.path()).isEqualTo(directory.resolve(entry.fileName()));
            }
            assertThat(entries.next().await()).isNull();
        }
        assertThat(seen).isEqualTo(names);
    }

    @Test
    void anEntryTellsAboutItselfWhenAsked() throws IOException {
        Files.createSymbolicLink(directory.resolve("link"), Path.of("missing"));
        try (var entries = Fs.readDir(directory).await()) {
            var entry = entries.next().await();
            assertThat(entry.fileType().await()).isEqualTo(FileType.SYMLINK);
            assertThat(entry.metadata().await().isSymbolicLink()).isTrue();
            assertThat(entry.ino().await())
                    .isEqualTo(
                            Files.getAttribute(
                                    entry.path(), "unix:ino", LinkOption.NOFOLLOW_LINKS));
        }
    }

    @Test
    void whatIsNoDirectoryIsNotListed() {
        assertThat(kindOf(() -> Fs.readDir(path).await())).isEqualTo(IoException.Kind.NOT_FOUND);
        Fs.write(path, "").await();
        assertThat(kindOf(() -> Fs.readDir(path).await()))
                .isEqualTo(IoException.Kind.NOT_A_DIRECTORY);
    }

    @Test
    void aClosedListingSaysSo() {
        var entries = Fs.readDir(directory).await();
        entries.close();
        entries.cancel();
        assertThat(kindOf(() -> entries.next().await())).isEqualTo(IoException.Kind.CLOSED);
    }

    @Test
    void aCancelledListingGoesOnAndLosesNothing() throws IOException {
        var names = new HashSet<String>();
        for (int i = 0; i < 70; i++) {
            Files.createFile(directory.resolve("f" + i));
            names.add("f" + i);
        }
        var seen = new HashSet<String>();
        try (var entries = Fs.readDir(directory).await()) {
            while (true) {
                var attempt = new Hand<>(entries.next());
                var polled = attempt.poll();
                if (polled.isPending()) {
                    attempt.cancel();
                }
                var entry = polled.isReady() ? polled.value() : entries.next().await();
                if (entry == null) {
                    break;
                }
                assertThat(seen.add(entry.fileName())).isTrue();
            }
        }
        assertThat(seen).isEqualTo(names);
    }

    // ---- Options. ----

    @Test
    void optionsThatDoNotGoTogetherAreRefused() {
        for (var bad :
                new OpenOptions[] {
                    AsyncFile.options(),
                    AsyncFile.options().read(true).append(true),
                    AsyncFile.options().read(true).create(true),
                    AsyncFile.options().read(true).truncate(true),
                    AsyncFile.options().write(true).append(true).truncate(true)
                }) {
            assertThatThrownBy(() -> bad.open(path))
                    .as("%s", bad)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(bad + ": ");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void anyOptionOfThePlatformIsPassedOn() {
        Fs.write(path, "x").await();
        var link = directory.resolve("link");
        Fs.symlink(path, link).await();
        assertThat(
                        kindOf(
                                () ->
                                        AsyncFile.options()
                                                .read(true)
                                                .option(LinkOption.NOFOLLOW_LINKS)
                                                .open(link)
                                                .await()))
                .isEqualTo(IoException.Kind.FILESYSTEM_LOOP);
    }

    // ---- Temporary files. ----

    @Test
    void aTemporaryFileIsRemovedWhenItIsClosed() {
        Path kept;
        Path gone;
        try (var temporary = TempFile.createIn(directory).await();
                var other = TempFile.createIn(directory).await()) {
            gone = temporary.path();
            temporary.file().writeString("content").await();
            temporary.file().rewind().await();
            assertThat(temporary.file().readToString().await()).isEqualTo("content");
            kept = other.keep();
            assertThatThrownBy(other::keep).isInstanceOf(IoException.class);
        }
        runtime.close();
        assertThat(gone).doesNotExist();
        assertThat(kept).exists();
        runtime = new TestRuntime();
    }

    @Test
    void aTemporaryDirectoryIsRemovedWithAllInIt() throws IOException {
        var temporary = dev.kyoto.fs.TempDir.createIn(directory).await();
        Files.createDirectories(temporary.path().resolve("a/b"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temporary.path())))
                .isEqualTo("rwx------");
        temporary.close();
        var second = dev.kyoto.fs.TempDir.create().await();
        second.remove().await();
        assertThat(second.path()).doesNotExist();
        second.close();
        runtime.close();
        assertThat(temporary.path()).doesNotExist();
        runtime = new TestRuntime();
    }

    @Test
    void aTemporaryFileThatNobodyWaitsForIsRemoved() throws IOException {
        for (int i = 0; i < 20; i++) {
            var creation = new Hand<>(TempFile.createIn(directory));
            creation.assertPending();
            if (i % 2 == 0) {
                creation.awaitWake();
            }
            creation.cancel();
        }
        runtime.close();
        assertThat(directory).isEmptyDirectory();
        runtime = new TestRuntime();
    }
}
