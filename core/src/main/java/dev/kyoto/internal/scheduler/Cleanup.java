package dev.kyoto.internal.scheduler;

import dev.kyoto.future.Awaiter;
import dev.kyoto.future.Future;
import org.jspecify.annotations.Nullable;

/** Where the cleanup of an async block goes on after a plain {@code cancel()}. */
public final class Cleanup {

    private Cleanup() {}

    /**
     * Makes cleanup a task of its own, which shutdown waits for; without a runtime that could run it,
     * a thread of its own drives it.
     *
     * @param cleanup what is left to do; its {@code pollCancel} goes on with it
     * @param scheduler the block's runtime, or null if it has none
     */
    public static void goOn(Future<@Nullable Void> cleanup, @Nullable Scheduler scheduler) {
        if (scheduler != null && !scheduler.isShutdown()) {
            scheduler.spawn(cleanup, new TaskMeta("cleanup", null)).detach();
        } else {
            Thread.ofVirtual().name("kyoto-cleanup").start(() -> Awaiter.parking().await(cleanup));
        }
    }
}
