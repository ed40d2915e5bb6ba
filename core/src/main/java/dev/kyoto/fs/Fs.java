package dev.kyoto.fs;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is done to files by name, each as one call on the blocking pool.
 *
 * <p>For all of them: a call is made at the first poll, and is made whole or not at all. If it is
 * cancelled it goes on unheard, unless the pool had not come to it. Failures are {@link IoException}s
 * that name the operation and the path. Links are followed unless it says otherwise.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * Fs.createDirAll(directory).await();
 * Fs.write(directory.resolve("greeting"), "hello\n").await();
 * System.out.print(Fs.readString(directory.resolve("greeting")).await());
 * }
 *
 * <p>Answers to the functions of {@code tokio::fs}.
 */
@CheckReturnValue
public final class Fs {

    private Fs() {}

    // ---- Contents. ----

    /**
     * Reads a whole file.
     *
     * <p><b>Cancellation</b> Safe.
     *
     * <p><b>Errors</b> {@code NOT_FOUND}, {@code PERMISSION_DENIED}, {@code IS_A_DIRECTORY}; {@link
     * OutOfMemoryError} for one of 2 GiB and more.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * byte[] image = Fs.read(path).await();
     * }
     *
     * <p>Answers to {@code tokio::fs::read}.
     *
     * @param path the file
     * @return its bytes
     */
    public static Future<byte[]> read(Path path) {
        return FsCall.of("read " + path, scheduler -> Files.readAllBytes(path));
    }

    /**
     * Reads a whole file as UTF-8; {@link #read} in all else.
     *
     * <p><b>Cancellation</b> Safe.
     *
     * <p><b>Errors</b> As {@link #read}, and {@code INVALID_DATA} if it is not UTF-8.
     *
     * <p>Answers to {@code tokio::fs::read_to_string}.
     *
     * @param path the file
     * @return its text
     */
    public static Future<String> readString(Path path) {
        return FsCall.of(
                "read " + path,
                scheduler -> {
                    try {
                        return Files.readString(path);
                    } catch (CharacterCodingException e) {
                        throw new IoException(
                                IoException.Kind.INVALID_DATA,
                                "read " + path + ": its bytes are not UTF-8; read() takes any",
                                e);
                    }
                });
    }

    /**
     * Writes a whole file: it is created if it is missing, and emptied first if it is not. Other
     * readers may see it half-written; see {@link AsyncFile#syncAll} for the way around that.
     *
     * <p><b>Cancellation</b> Whether it was written is not known.
     *
     * <p><b>Errors</b> {@code NOT_FOUND} without the directory, {@code PERMISSION_DENIED}, {@code
     * IS_A_DIRECTORY}, {@code STORAGE_FULL}, which leaves it half-written.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * Fs.write(path, body).await();
     * }
     *
     * <p>Answers to {@code tokio::fs::write}.
     *
     * @param path the file
     * @param content its bytes, which must not change until the future has ended
     * @return a future without a value
     */
    public static Future<@Nullable Void> write(Path path, byte[] content) {
        Objects.requireNonNull(content, "content");
        return unit("write " + path, () -> Files.write(path, content));
    }

    /**
     * Writes a whole file in UTF-8; see {@link #write(Path, byte[])}.
     *
     * @param path the file
     * @param content its text
     * @return a future without a value
     */
    public static Future<@Nullable Void> write(Path path, String content) {
        return write(path, content.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Copies the contents and the permissions of a file. An existing file is overwritten, and stays
     * the same file for who has it open. Where the system can, no byte comes into memory.
     *
     * <p><b>Cancellation</b> Whether it was copied is not known; what has begun goes on.
     *
     * <p><b>Errors</b> As {@link #read} and {@link #write(Path, byte[])}; {@code ALREADY_EXISTS} if
     * both are the same file, which is left alone.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * long bytes = Fs.copy(path, path.resolveSibling("backup")).await();
     * }
     *
     * <p>Answers to {@code tokio::fs::copy}.
     *
     * @param from the file to read
     * @param to the file to write
     * @return how many bytes were copied
     */
    public static Future<Long> copy(Path from, Path to) {
        return FsCall.of("copy " + from + " to " + to, scheduler -> FileCopy.copy(from, to));
    }

    // ---- Names. ----

    /**
     * Gives a file or a directory another name, in one step. What has that name is replaced, if it
     * is a file or an empty directory and the renamed is the same.
     *
     * <p><b>Cancellation</b> Whether it was renamed is not known.
     *
     * <p><b>Errors</b> {@code NOT_FOUND}, {@code CROSSES_DEVICES}, {@code IS_A_DIRECTORY}, {@code
     * NOT_A_DIRECTORY}, {@code DIRECTORY_NOT_EMPTY}, {@code PERMISSION_DENIED}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * Fs.rename(temporary, path).await();
     * }
     *
     * <p>Answers to {@code tokio::fs::rename}.
     *
     * @param from the name it has
     * @param to the name it gets, on the same device
     * @return a future without a value
     */
    public static Future<@Nullable Void> rename(Path from, Path to) {
        return unit(
                "rename " + from + " to " + to,
                () -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
    }

    /**
     * Gives a file one more name.
     *
     * <p><b>Cancellation</b> Whether it was linked is not known.
     *
     * <p><b>Errors</b> {@code NOT_FOUND}, {@code ALREADY_EXISTS}, {@code CROSSES_DEVICES}, {@code
     * PERMISSION_DENIED}, as for a directory.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * Fs.hardLink(path, path.resolveSibling("alias")).await();
     * }
     *
     * <p>Answers to {@code tokio::fs::hard_link}.
     *
     * @param original the file
     * @param link its new name
     * @return a future without a value
     */
    public static Future<@Nullable Void> hardLink(Path original, Path link) {
        return unit("link " + link + " to " + original, () -> Files.createLink(link, original));
    }

    /**
     * Makes a symbolic link; {@link #hardLink} in all else. Nothing has to be where it leads.
     *
     * <p><b>Cancellation</b> Whether it was made is not known.
     *
     * <p><b>Errors</b> {@code ALREADY_EXISTS}, {@code PERMISSION_DENIED}; {@link
     * UnsupportedOperationException} where there are none.
     *
     * <p>Answers to {@code tokio::fs::symlink}.
     *
     * @param original where it leads; if it is relative, from the directory of the link
     * @param link its name
     * @return a future without a value
     */
    public static Future<@Nullable Void> symlink(Path original, Path link) {
        return unit(
                "make a symbolic link " + link + " to " + original,
                () -> Files.createSymbolicLink(link, original));
    }

    /**
     * Tells where a symbolic link leads.
     *
     * <p><b>Cancellation</b> Safe.
     *
     * <p><b>Errors</b> {@code NOT_FOUND}; {@code OTHER} if it is no symbolic link.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var target = Fs.readLink(path).await();
     * }
     *
     * <p>Answers to {@code tokio::fs::read_link}.
     *
     * @param link the link
     * @return what it says, relative or not
     */
    public static Future<Path> readLink(Path link) {
        return FsCall.of("read the link " + link, scheduler -> Files.readSymbolicLink(link));
    }

    /**
     * Tells the one absolute path that has no links, "." and ".." in it.
     *
     * <p><b>Cancellation</b> Safe.
     *
     * <p><b>Errors</b> {@code NOT_FOUND}, {@code NOT_A_DIRECTORY}, {@code FILESYSTEM_LOOP}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * boolean inside = Fs.canonicalize(path).await().startsWith(directory);
     * }
     *
     * <p>Answers to {@code tokio::fs::canonicalize}.
     *
     * @param path of something that exists
     * @return its canonical path
     */
    public static Future<Path> canonicalize(Path path) {
        return FsCall.of("canonicalize " + path, scheduler -> path.toRealPath());
    }

    // ---- What describes a file. ----

    /**
     * Tells about a file: its size, its type, its times, and where the file system has them its owner
     * and permissions.
     *
     * <p><b>Cancellation</b> Safe.
     *
     * <p><b>Errors</b> {@code NOT_FOUND}, {@code FILESYSTEM_LOOP}, {@code PERMISSION_DENIED}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * if (Fs.metadata(path).await() instanceof PosixFileAttributes posix) {
     *     show(posix.size(), posix.lastModifiedTime(), posix.permissions());
     * }
     * }
     *
     * <p>Answers to {@code tokio::fs::metadata}.
     *
     * @param path the file
     * @return its attributes; a {@code PosixFileAttributes} where the file system has them
     */
    public static Future<BasicFileAttributes> metadata(Path path) {
        return FsCall.of("tell about " + path, scheduler -> Attributes.read(path));
    }

    /**
     * Tells about a file, or about a symbolic link itself; {@link #metadata} in all else.
     *
     * <p><b>Cancellation</b> Safe.
     *
     * <p><b>Errors</b> As {@link #metadata}.
     *
     * <p>Answers to {@code tokio::fs::symlink_metadata}.
     *
     * @param path the file or the link
     * @return its attributes
     */
    public static Future<BasicFileAttributes> symlinkMetadata(Path path) {
        return FsCall.of(
                "tell about " + path,
                scheduler -> Attributes.read(path, LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * Sets who may do what.
     *
     * <p><b>Cancellation</b> Whether it was done is not known.
     *
     * <p><b>Errors</b> {@code NOT_FOUND}, {@code PERMISSION_DENIED}; {@link
     * UnsupportedOperationException} where files have no such permissions.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * Fs.setPermissions(path, PosixFilePermissions.fromString("rw-r-----")).await();
     * }
     *
     * <p>Answers to {@code tokio::fs::set_permissions}.
     *
     * @param path the file
     * @param permissions all that are granted
     * @return a future without a value
     */
    public static Future<@Nullable Void> setPermissions(
            Path path, Set<PosixFilePermission> permissions) {
        var granted = Set.copyOf(permissions);
        return unit(
                "set the permissions of " + path, () -> Attributes.setPermissions(path, granted));
    }

    /**
     * Tells whether there is something, and does not take a failure to look for a no.
     *
     * <p><b>Cancellation</b> Safe.
     *
     * <p><b>Errors</b> {@code PERMISSION_DENIED}, {@code FILESYSTEM_LOOP}, as the answer is not known
     * then.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * boolean configured = Fs.exists(path).await();
     * }
     *
     * <p>Answers to {@code tokio::fs::try_exists}.
     *
     * @param path the file
     * @return true if it is there; false if it is not, or a symbolic link leads nowhere
     */
    public static Future<Boolean> exists(Path path) {
        return FsCall.of("look for " + path, scheduler -> Names.exists(path));
    }

    // ---- Directories. ----

    /**
     * Makes a directory.
     *
     * <p><b>Cancellation</b> Whether it was made is not known.
     *
     * <p><b>Errors</b> {@code ALREADY_EXISTS}, {@code NOT_FOUND} without the parent, {@code
     * NOT_A_DIRECTORY} if the parent is none, {@code PERMISSION_DENIED}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * Fs.createDir(directory).await();
     * }
     *
     * <p>Answers to {@code tokio::fs::create_dir}.
     *
     * @param path the directory
     * @return a future without a value
     */
    public static Future<@Nullable Void> createDir(Path path) {
        return new DirBuilder().create(path);
    }

    /**
     * Makes a directory and all that are missing above it; it may be there already. {@link
     * #createDir} in all else.
     *
     * <p><b>Cancellation</b> How many were made is not known.
     *
     * <p><b>Errors</b> As {@link #createDir}, and {@code NOT_A_DIRECTORY} if a file has the name of
     * one.
     *
     * <p>Answers to {@code tokio::fs::create_dir_all}.
     *
     * @param path the directory
     * @return a future without a value
     */
    public static Future<@Nullable Void> createDirAll(Path path) {
        return new DirBuilder().recursive(true).create(path);
    }

    /**
     * Lists a directory.
     *
     * <p><b>Cancellation</b> Safe: a directory that was opened meanwhile is closed.
     *
     * <p><b>Errors</b> {@code NOT_FOUND}, {@code NOT_A_DIRECTORY}, {@code PERMISSION_DENIED}, {@code
     * TOO_MANY_OPEN_FILES}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var entries = Fs.readDir(directory).await()) {
     *     for (var entry = entries.next().await(); entry != null; entry = entries.next().await()) {
     *         System.out.println(entry.fileName());
     *     }
     * }
     * }
     *
     * <p>Answers to {@code tokio::fs::read_dir}.
     *
     * @param path the directory
     * @return its entries, to be closed
     */
    public static Future<ReadDir> readDir(Path path) {
        return ReadDir.open(path);
    }

    /**
     * Removes a directory, which must be empty.
     *
     * <p><b>Cancellation</b> Whether it was removed is not known.
     *
     * <p><b>Errors</b> {@code NOT_FOUND}, {@code NOT_A_DIRECTORY}, also for a symbolic link to one;
     * {@code DIRECTORY_NOT_EMPTY}, {@code PERMISSION_DENIED}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * Fs.removeDir(directory).await();
     * }
     *
     * <p>Answers to {@code tokio::fs::remove_dir}.
     *
     * @param path the directory
     * @return a future without a value
     */
    public static Future<@Nullable Void> removeDir(Path path) {
        return unit("remove the directory " + path, () -> Names.removeDir(path));
    }

    /**
     * Removes a directory with all that is in it. Symbolic links in it are removed and not followed,
     * also if somebody puts one in the place of a directory meanwhile, where the platform has {@link
     * java.nio.file.SecureDirectoryStream}. What others remove meanwhile counts as removed.
     *
     * <p><b>Cancellation</b> Goes on unheard once it has begun.
     *
     * <p><b>Errors</b> As {@link #removeDir}; the first failure ends it, and what was removed is
     * gone.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * Fs.removeDirAll(directory).await();
     * }
     *
     * <p>Answers to {@code tokio::fs::remove_dir_all}.
     *
     * @param path the directory; if it is a symbolic link, that alone is removed
     * @return a future without a value
     */
    public static Future<@Nullable Void> removeDirAll(Path path) {
        return unit("remove the directory " + path + " with all in it", () -> Tree.remove(path));
    }

    /**
     * Removes a file, or a symbolic link itself. Who has it open can still use it.
     *
     * <p><b>Cancellation</b> Whether it was removed is not known.
     *
     * <p><b>Errors</b> {@code NOT_FOUND}, {@code IS_A_DIRECTORY}, {@code PERMISSION_DENIED}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * Fs.removeFile(path).await();
     * }
     *
     * <p>Answers to {@code tokio::fs::remove_file}.
     *
     * @param path the file
     * @return a future without a value
     */
    public static Future<@Nullable Void> removeFile(Path path) {
        return unit("remove " + path, () -> Names.removeFile(path));
    }

    /** What is done for its effect. */
    @FunctionalInterface
    interface Effect {
        @Nullable Object call() throws IOException;
    }

    static FsCall<@Nullable Void> unit(String what, Effect effect) {
        return FsCall.of(
                what,
                scheduler -> {
                    var _ = effect.call();
                    return null;
                });
    }
}
