package dev.kyoto.fs;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a directory is to be made.
 *
 * <p>Not thread-safe. It may be used for any number of directories.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * new DirBuilder()
 *         .recursive(true)
 *         .mode(PosixFilePermissions.fromString("rwx------"))
 *         .create(directory)
 *         .await();
 * }
 *
 * <p>Answers to {@code tokio::fs::DirBuilder}.
 */
public final class DirBuilder {
    private boolean recursive;
    private @Nullable Set<PosixFilePermission> mode;

    /** Makes one directory, with what permissions the system gives. */
    public DirBuilder() {}

    /**
     * Whether all that are missing above it are made as well, and it may be there already.
     *
     * @param on whether it is so
     * @return this
     */
    @CanIgnoreReturnValue
    public DirBuilder recursive(boolean on) {
        recursive = on;
        return this;
    }

    /**
     * The permissions of what is made, from which the process's umask takes away.
     *
     * @param permissions as from {@code PosixFilePermissions.fromString("rwx------")}
     * @return this
     */
    @CanIgnoreReturnValue
    public DirBuilder mode(Set<PosixFilePermission> permissions) {
        mode = Set.copyOf(permissions);
        return this;
    }

    /**
     * Makes a directory.
     *
     * <p><b>Cancellation</b> Whether it was made is not known.
     *
     * <p><b>Errors</b> {@code ALREADY_EXISTS}; {@code NOT_FOUND} without the parent; {@code
     * NOT_A_DIRECTORY} if the parent, or with {@link #recursive} the name itself, is none; {@code
     * PERMISSION_DENIED}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * new DirBuilder().recursive(true).create(directory).await();
     * }
     *
     * <p>Answers to {@code DirBuilder::create}.
     *
     * @param path the directory
     * @return a future without a value
     */
    @CheckReturnValue
    public Future<@Nullable Void> create(Path path) {
        var attributes = OpenOptions.attributes(mode).toArray(FileAttribute<?>[]::new);
        boolean all = recursive;
        return Fs.unit(
                "create the directory " + path,
                () ->
                        all
                                ? createAll(path.toAbsolutePath(), attributes)
                                : Files.createDirectory(path, attributes));
    }

    /** As the JDK's, which follows no symbolic link to a directory at the end of the path. */
    private static @Nullable Object createAll(Path path, FileAttribute<?>[] attributes)
            throws IOException {
        try {
            Files.createDirectory(path, attributes);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(path)) {
                throw new NotDirectoryException(path.toString());
            }
        } catch (NoSuchFileException e) {
            var parent = path.getParent();
            if (parent == null) {
                throw e;
            }
            createAll(parent, attributes);
            // Another one may have made it meanwhile.
            if (!Files.isDirectory(path)) {
                createAll(path, attributes);
            }
        }
        return null;
    }
}
