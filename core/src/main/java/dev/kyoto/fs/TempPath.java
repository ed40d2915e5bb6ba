package dev.kyoto.fs;

import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.internal.scheduler.PoolJob;
import dev.kyoto.internal.scheduler.Scheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A name that somebody has to remove. Thread-safe.
 *
 * <pre>
 *   OWED -> SETTLED   keep, removeLater, remove: whoever comes first
 * </pre>
 */
final class TempPath {

    /** How to remove what has the name. */
    @FunctionalInterface
    interface Removal {
        @Nullable Void remove(Path path) throws IOException;
    }

    private final Scheduler scheduler;
    private final Path path;
    private final Removal removal;
    private final AtomicBoolean settled = new AtomicBoolean();

    TempPath(Scheduler scheduler, Path path, Removal removal) {
        this.scheduler = scheduler;
        this.path = path;
        this.removal = removal;
    }

    Path path() {
        return path;
    }

    /** Removes nothing any more. */
    Path keep() {
        if (!settled.compareAndSet(false, true)) {
            throw new IoException(
                    IoException.Kind.CLOSED,
                    path + " was removed or kept already; call keep() once, before close()");
        }
        return path;
    }

    /** Removes it in the background, also if the runtime is shut down meanwhile. */
    void removeLater() {
        if (!settled.compareAndSet(false, true)) {
            return;
        }
        var job =
                new PoolJob(scheduler) {
                    @Override
                    protected void work() {
                        removeNow();
                    }

                    @Override
                    protected void dropped() {
                        throw new IllegalStateException("the removal is mandatory");
                    }
                };
        if (!job.submitMandatory()) {
            removeNow(); // the runtime is gone, and with it the tasks that would have to wait
        }
    }

    /** Removes it, and tells what came of it. */
    Future<@Nullable Void> remove() {
        return Fs.unit(
                "remove " + path,
                () -> settled.compareAndSet(false, true) ? removal.remove(path) : null);
    }

    private void removeNow() {
        try {
            removal.remove(path);
        } catch (IOException e) {
            scheduler.uncaught(FileFailure.of("remove " + path, e));
        }
    }
}
