package dev.kyoto.fs;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a file is to be opened. All is off at first, so at least {@link #read} or {@link #write} has
 * to be asked for.
 *
 * <p>Not thread-safe. It may be used for any number of files.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var file = AsyncFile.options().write(true).createNew(true).open(path).await()) {
 *     file.writeAll(body).await();
 *     file.syncAll().await();
 * }
 * }
 *
 * <p>Answers to {@code tokio::fs::OpenOptions}.
 */
public final class OpenOptions {
    private final Set<OpenOption> custom = new HashSet<>();
    private boolean read;
    private boolean write;
    private boolean append;
    private boolean truncate;
    private boolean create;
    private boolean createNew;
    private @Nullable Set<PosixFilePermission> mode;

    /** Opens nothing yet; see {@link AsyncFile#options}. */
    public OpenOptions() {}

    /**
     * Whether it is to be read.
     *
     * @param on whether it is
     * @return this
     */
    @CanIgnoreReturnValue
    public OpenOptions read(boolean on) {
        read = on;
        return this;
    }

    /**
     * Whether it is to be written. What is there is overwritten and not cut off.
     *
     * @param on whether it is
     * @return this
     */
    @CanIgnoreReturnValue
    public OpenOptions write(boolean on) {
        write = on;
        return this;
    }

    /**
     * Whether each write goes to the end of the file, wherever that is by then. It implies writing;
     * the JDK cannot read through the same handle.
     *
     * @param on whether it does
     * @return this
     */
    @CanIgnoreReturnValue
    public OpenOptions append(boolean on) {
        append = on;
        return this;
    }

    /**
     * Whether an existing file is emptied first; it takes writing.
     *
     * @param on whether it is
     * @return this
     */
    @CanIgnoreReturnValue
    public OpenOptions truncate(boolean on) {
        truncate = on;
        return this;
    }

    /**
     * Whether a missing file is created; it takes writing or appending.
     *
     * @param on whether it is
     * @return this
     */
    @CanIgnoreReturnValue
    public OpenOptions create(boolean on) {
        create = on;
        return this;
    }

    /**
     * Whether the file has to be a new one, in one step with the look whether there is one. It takes
     * writing or appending, and replaces {@link #create} and {@link #truncate}.
     *
     * @param on whether it has to be
     * @return this
     */
    @CanIgnoreReturnValue
    public OpenOptions createNew(boolean on) {
        createNew = on;
        return this;
    }

    /**
     * The permissions of a file that is created, from which the process's umask takes away.
     *
     * @param permissions as from {@code PosixFilePermissions.fromString("rw-------")}
     * @return this
     */
    @CanIgnoreReturnValue
    public OpenOptions mode(Set<PosixFilePermission> permissions) {
        mode = Set.copyOf(permissions);
        return this;
    }

    /**
     * Any other option that the platform has, as {@link StandardOpenOption#DSYNC} or {@link
     * java.nio.file.LinkOption#NOFOLLOW_LINKS}. {@code ExtendedOpenOption.DIRECT} wants buffers that
     * a file of this package does not have.
     *
     * @param option the option
     * @return this
     */
    @CanIgnoreReturnValue
    public OpenOptions option(OpenOption option) {
        custom.add(Objects.requireNonNull(option, "option"));
        return this;
    }

    /**
     * Opens a file.
     *
     * <p><b>Cancellation</b> Safe: a file that was opened meanwhile is closed. It may have been
     * created or emptied.
     *
     * <p><b>Errors</b> {@code NOT_FOUND}, {@code ALREADY_EXISTS} for a new one, {@code
     * PERMISSION_DENIED}, {@code IS_A_DIRECTORY} for writing, {@code TOO_MANY_OPEN_FILES}; {@link
     * IllegalStateException}, at once, for options that do not go together.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var log = AsyncFile.options().append(true).create(true).open(path).await();
     * }
     *
     * <p>Answers to {@code OpenOptions::open}.
     *
     * @param path the file
     * @return the open file
     */
    @CheckReturnValue
    public Future<AsyncFile> open(Path path) {
        var opening = opening();
        return FsCall.opening(
                "open " + path,
                scheduler -> new AsyncFile(opening.open(path), path, scheduler),
                AsyncFile::close);
    }

    /** What the system is asked for; it does not change with this any more. */
    record Opening(Set<OpenOption> options, List<FileAttribute<?>> attributes) {
        FileChannel open(Path path) throws IOException {
            return FileChannel.open(path, options, attributes.toArray(FileAttribute<?>[]::new));
        }
    }

    Opening opening() {
        check();
        var options = new HashSet<>(custom);
        add(options, read, StandardOpenOption.READ);
        add(options, write && !append, StandardOpenOption.WRITE);
        add(options, append, StandardOpenOption.APPEND);
        add(options, truncate && !createNew, StandardOpenOption.TRUNCATE_EXISTING);
        add(options, create && !createNew, StandardOpenOption.CREATE);
        add(options, createNew, StandardOpenOption.CREATE_NEW);
        return new Opening(options, attributes(mode));
    }

    /** What a new file or directory is created with. */
    static List<FileAttribute<?>> attributes(@Nullable Set<PosixFilePermission> mode) {
        return mode == null ? List.of() : List.of(PosixFilePermissions.asFileAttribute(mode));
    }

    private static void add(Set<OpenOption> options, boolean on, OpenOption option) {
        if (on) {
            options.add(option);
        }
    }

    private void check() {
        if (!read && !write && !append) {
            throw misuse("nothing is to be done with the file; call read(true) or write(true)");
        }
        if (append && read) {
            throw misuse("the JDK cannot append and read through one handle; open the file twice");
        }
        if (append && truncate && !createNew) {
            throw misuse("what is emptied first needs no append(true); call write(true) instead");
        }
        if (truncate && !createNew && !write) {
            throw misuse("truncate(true) takes write(true)");
        }
        if ((create || createNew) && !write && !append) {
            throw misuse("create(true) and createNew(true) take write(true) or append(true)");
        }
    }

    private IllegalStateException misuse(String problem) {
        return new IllegalStateException(this + ": " + problem);
    }

    @Override
    public String toString() {
        var text = new StringBuilder("OpenOptions(");
        text.append(read ? "read " : "").append(write ? "write " : "");
        text.append(append ? "append " : "").append(truncate ? "truncate " : "");
        text.append(create ? "create " : "").append(createNew ? "createNew " : "");
        custom.forEach(option -> text.append(option).append(' '));
        return text.toString().strip() + ")";
    }
}
