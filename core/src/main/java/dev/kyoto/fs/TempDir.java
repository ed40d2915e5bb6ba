package dev.kyoto.fs;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import dev.kyoto.internal.scheduler.Scheduler;
import dev.kyoto.internal.util.LeakGuard;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A directory of its own name that is removed by {@link #close}, with all that is in it by then.
 * Where there are POSIX permissions, nobody else may look into it.
 *
 * <p>Thread-safe. One that becomes unreachable is removed then, and reported as a leak.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var temporary = TempDir.create().await()) {
 *     Fs.write(temporary.path().resolve("part-1"), body).await();
 * }
 * }
 */
public final class TempDir implements AutoCloseable {
    private final TempPath name;
    private final LeakGuard guard;

    private TempDir(Path path, Scheduler scheduler) {
        var name = new TempPath(scheduler, path, Tree::removeIfThere);
        this.name = name;
        this.guard = LeakGuard.watch(this, () -> "TempDir(" + name.path() + ")", name::removeLater);
    }

    /**
     * Creates one in the directory that the system has for that.
     *
     * <p><b>Cancellation</b> Safe: what was created meanwhile is removed.
     *
     * <p><b>Errors</b> {@code PERMISSION_DENIED}, {@code STORAGE_FULL}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var temporary = TempDir.create().await()) {
     *     Fs.write(temporary.path().resolve("part-1"), body).await();
     * }
     * }
     *
     * @return the directory
     */
    @CheckReturnValue
    public static Future<TempDir> create() {
        return FsCall.opening(
                "create a temporary directory",
                scheduler -> new TempDir(Files.createTempDirectory("kyoto-"), scheduler),
                TempDir::close);
    }

    /**
     * Creates one in another directory; {@link #create()} in all else.
     *
     * <p><b>Cancellation</b> Safe: what was created meanwhile is removed.
     *
     * <p><b>Errors</b> As {@link #create()}, and {@code NOT_FOUND} without the directory.
     *
     * @param directory where
     * @return the directory
     */
    @CheckReturnValue
    public static Future<TempDir> createIn(Path directory) {
        return FsCall.opening(
                "create a temporary directory in " + directory,
                scheduler -> new TempDir(Files.createTempDirectory(directory, "kyoto-"), scheduler),
                TempDir::close);
    }

    /**
     * The directory.
     *
     * @return an absolute path, unless the other directory was given as a relative one
     */
    public Path path() {
        return name.path();
    }

    /**
     * Makes the directory stay.
     *
     * @return its path
     * @throws dev.kyoto.future.IoException {@code CLOSED} if it is removed already
     */
    @CheckReturnValue
    public Path keep() {
        return name.keep();
    }

    /**
     * Removes the directory with all in it and waits for that; {@link Fs#removeDirAll} in all else.
     *
     * <p><b>Cancellation</b> Goes on unheard once it has begun.
     *
     * <p><b>Errors</b> As {@link Fs#removeDirAll}.
     *
     * @return a future without a value
     */
    @CheckReturnValue
    public Future<@Nullable Void> remove() {
        return name.remove();
    }

    /** Removes the directory in the background, unless it was kept. Idempotent. */
    @Override
    public void close() {
        guard.close();
    }

    @Override
    public String toString() {
        return "TempDir(" + name.path() + ")";
    }
}
