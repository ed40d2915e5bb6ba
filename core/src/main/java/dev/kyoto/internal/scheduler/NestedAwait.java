package dev.kyoto.internal.scheduler;

import dev.kyoto.future.Cancelled;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/**
 * A future that is awaited in the middle of a poll on a thread whose tasks cannot go on elsewhere:
 * while it is pending, this thread goes on with them.
 *
 * <p>Waits that are nested like that end in the reverse order of their beginnings, as each is a call
 * on the stack of the one before.
 *
 * <p>Begun and ended by {@link #close}, all on one thread.
 */
final class NestedAwait<T extends @Nullable Object> implements Future<T>, AutoCloseable {
    private final ThreadContext context;
    private final Future<T> future;

    /** The task in whose poll this is, and the local tasks that it belongs to; or null. */
    private final @Nullable Task<?> task;

    private final @Nullable LocalTasks set;

    private final ThreadContext.Suspended before;
    private final @Nullable LocalTasks outerLocal;
    private final boolean outerTicking;

    /** What an abort of the task would have met before the wait began, once it has. */
    private @Nullable Object polledBy;

    private boolean waiting;

    NestedAwait(ThreadContext context, Future<T> future) {
        this.context = context;
        this.future = future;
        this.task = context.task();
        this.set = context.setDriven(null);
        this.outerTicking = set != null && set.setTicking(false);
        this.outerLocal = context.enterLocal(null);
        this.before = context.startBlocking();
    }

    @Override
    public Poll<T> poll(Context cx) {
        if (task != null) {
            if (!waiting) {
                waiting = true;
                polledBy = task.startNested(cx.waker());
            }
            // After startNested, which is what an abort that comes later looks at.
            if (task.takeAbortInPoll()) {
                future.cancel();
                throw new Cancelled();
            }
        }
        if (set == null) {
            return future.poll(cx);
        }
        set.waker().register(cx.waker());
        context.enterLocal(set);
        context.setDriven(set);
        try {
            var polled = future.poll(cx);
            if (polled.isPending() && set.tick(context)) {
                cx.waker().wake();
            }
            return polled;
        } finally {
            context.setDriven(null);
            context.enterLocal(null);
        }
    }

    @Override
    public void cancel() {
        future.cancel();
    }

    /** Back in the poll that was interrupted by this. */
    @Override
    public void close() {
        if (task != null && waiting) {
            task.endNested(polledBy);
        }
        context.resume(before);
        context.enterLocal(outerLocal);
        if (set != null) {
            set.setTicking(outerTicking);
            context.setDriven(set);
            set.wakeDrives(); // the drive around this is to be registered again
        }
    }

    @Override
    public String toString() {
        return future.toString();
    }
}
