package dev.kyoto.fs;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import dev.kyoto.internal.scheduler.Scheduler;
import dev.kyoto.internal.util.LeakGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of its own name, open to be read and written, that is removed by {@link #close}. Where there
 * are POSIX permissions, nobody else may read it.
 *
 * <p>Thread-safe, but for what {@link #file} says. One that becomes unreachable is closed then, and
 * reported as a leak.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var temporary = TempFile.create().await()) {
 *     temporary.file().writeAll(body).await();
 *     temporary.file().rewind().await();
 *     use(temporary.file().readToEnd().await());
 * }
 * }
 */
public final class TempFile implements AutoCloseable {
    private final AsyncFile file;
    private final TempPath name;
    private final LeakGuard guard;

    private TempFile(AsyncFile file, TempPath name) {
        this.file = file;
        this.name = name;
        this.guard =
                LeakGuard.watch(
                        this,
                        () -> "TempFile(" + name.path() + ")",
                        () -> {
                            file.close();
                            name.removeLater();
                        });
    }

    /**
     * Creates one in the directory that the system has for that.
     *
     * <p><b>Cancellation</b> Safe: what was created meanwhile is removed.
     *
     * <p><b>Errors</b> {@code PERMISSION_DENIED}, {@code STORAGE_FULL}, {@code TOO_MANY_OPEN_FILES}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var temporary = TempFile.create().await()) {
     *     temporary.file().writeAll(body).await();
     * }
     * }
     *
     * @return the file
     */
    @CheckReturnValue
    public static Future<TempFile> create() {
        return FsCall.opening(
                "create a temporary file",
                scheduler -> open(Files.createTempFile("kyoto-", null), scheduler),
                TempFile::close);
    }

    /**
     * Creates one in a directory, as for a file that is to be renamed into its place there; {@link
     * #create()} in all else.
     *
     * <p><b>Cancellation</b> Safe: what was created meanwhile is removed.
     *
     * <p><b>Errors</b> As {@link #create()}, and {@code NOT_FOUND} without the directory.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var temporary = TempFile.createIn(directory).await()) {
     *     temporary.file().writeAll(body).await();
     *     temporary.file().syncAll().await();
     *     Fs.rename(temporary.keep(), directory.resolve("settings")).await();
     * }
     * }
     *
     * @param directory where
     * @return the file
     */
    @CheckReturnValue
    public static Future<TempFile> createIn(Path directory) {
        return FsCall.opening(
                "create a temporary file in " + directory,
                scheduler -> open(Files.createTempFile(directory, "kyoto-", null), scheduler),
                TempFile::close);
    }

    private static TempFile open(Path path, Scheduler scheduler) throws IOException {
        try {
            var channel = AsyncFile.options().read(true).write(true).opening().open(path);
            return new TempFile(
                    new AsyncFile(channel, path, scheduler),
                    new TempPath(scheduler, path, Tree::removeIfThere));
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    /**
     * The open file. Closing it removes nothing.
     *
     * @return the one file, which {@link #close} closes as well
     */
    public AsyncFile file() {
        return file;
    }

    /**
     * The name.
     *
     * @return an absolute path, unless the directory was given as a relative one
     */
    public Path path() {
        return name.path();
    }

    /**
     * Makes the file stay; {@link #close} still closes it.
     *
     * @return its path
     * @throws dev.kyoto.future.IoException {@code CLOSED} if it is removed already
     */
    @CheckReturnValue
    public Path keep() {
        return name.keep();
    }

    /**
     * Removes the file and waits for that. It may be used until it is closed.
     *
     * <p><b>Cancellation</b> Whether it was removed is not known.
     *
     * <p><b>Errors</b> {@code PERMISSION_DENIED}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var temporary = TempFile.create().await();
     * temporary.remove().await(); // nobody sees it by name any more
     * }
     *
     * @return a future without a value
     */
    @CheckReturnValue
    public Future<@Nullable Void> remove() {
        return name.remove();
    }

    /** Closes the file, and removes it in the background unless it was kept. Idempotent. */
    @Override
    public void close() {
        guard.close();
    }

    @Override
    public String toString() {
        return "TempFile(" + name.path() + ")";
    }
}
