package dev.kyoto.internal.scheduler;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Runs a closure that blocks on the current thread, while another thread goes on with its core. */
public final class BlockInPlace {

    private BlockInPlace() {}

    /**
     * Runs the closure; outside of a worker it is just called.
     *
     * @param body the closure
     * @param <T> the type of its value
     * @return its value
     * @throws Exception what it throws
     * @throws IllegalStateException on a current-thread runtime or among local tasks, whose one
     *     thread it would block
     */
    public static <T extends @Nullable Object> T call(Callable<T> body) throws Exception {
        var context = ThreadContext.current();
        if (context.driven() != null) {
            throw new IllegalStateException(
                    "blockInPlace would stop all tasks of "
                            + context.driven()
                            + ", which stay on this thread; use spawnBlocking(...).await()");
        }
        var loop = context.loop();
        if (loop == null || !loop.hasCore()) {
            return body.call();
        }
        if (loop.scheduler() instanceof CurrentThreadScheduler) {
            throw new IllegalStateException(
                    "blockInPlace needs a multi-thread runtime: a current-thread runtime has no"
                            + " other thread for its tasks; use spawnBlocking(...).await()");
        }
        var before = context.startBlocking();
        loop.handOver();
        try {
            return body.call();
        } finally {
            loop.reclaim();
            context.resume(before);
        }
    }
}
