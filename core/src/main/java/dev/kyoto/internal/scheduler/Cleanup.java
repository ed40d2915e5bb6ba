package dev.kyoto.internal.scheduler;

import dev.kyoto.future.Awaiter;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/** Where the cleanup of an async block goes on after a plain {@code cancel()}. */
public final class Cleanup {

    /** Cleanup that awaits. */
    @FunctionalInterface
    public interface Step {

        /**
         * Goes on with the cleanup.
         *
         * @param cx the context of the poll
         * @return whether it has ended
         */
        boolean poll(Context cx);
    }

    /** Cleanup as a future; cancelling it only means to wait for it. */
    private record Remainder(Step step) implements Future<@Nullable Void> {
        @Override
        public Poll<@Nullable Void> poll(Context cx) {
            return step.poll(cx) ? Poll.ready(null) : Poll.pending();
        }

        @Override
        public Poll<@Nullable Void> pollCancel(Context cx) {
            return poll(cx);
        }
    }

    private Cleanup() {}

    /**
     * Makes cleanup a task of its own, which shutdown waits for: of the local tasks that are driven
     * here, if any, else of the runtime; without a runtime that could run it, a thread of its own
     * drives it. It sees the task-locals that it began with.
     *
     * @param step what is left to do
     * @param scheduler the block's runtime, or null if it has none
     */
    public static void goOn(Step step, @Nullable Scheduler scheduler) {
        var context = ThreadContext.current();
        var bindings = Binding.copyOf(context.bindings());
        var cleanup = new Remainder(bindings == null ? step : bound(step, bindings));
        var local = context.driven();
        if (local != null && local.spawnCleanup(cleanup)) {
            return;
        }
        if (scheduler != null && !scheduler.isShutdown()) {
            scheduler.spawn(cleanup, new TaskMeta("cleanup", null)).detach();
        } else {
            Thread.ofVirtual().name("kyoto-cleanup").start(() -> Awaiter.parking().await(cleanup));
        }
    }

    private static Step bound(Step step, Binding bindings) {
        return cx -> {
            var context = ThreadContext.current();
            var outer = context.swapBindings(bindings);
            try {
                return step.poll(cx);
            } finally {
                context.swapBindings(outer);
            }
        };
    }
}
