package dev.kyoto.internal.scheduler;

import dev.kyoto.future.Context;
import dev.kyoto.future.Failures;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.blocking.BlockingPool;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A closure that blocks, on its way through the blocking pool as a job, and as the future of its
 * task: its one poll is the call.
 *
 * <p>So a cancellation comes before the call or not at all; the closure is told of it if it wants to
 * be. While the job is queued or runs, a paused clock stands still, as the call may wake tasks.
 */
final class BlockingCall<T extends @Nullable Object> implements Future<T>, BlockingPool.Job {
    private final Scheduler scheduler;
    private final Callable<T> body;
    private final Task<T> task;

    private BlockingCall(Scheduler scheduler, Callable<T> body, TaskMeta meta) {
        this.scheduler = scheduler;
        this.body = body;
        this.task = Task.of(scheduler, this, meta);
    }

    /** Hands the closure to the pool; the task is cut off if the pool was shut down. */
    static <T extends @Nullable Object> Task<T> start(
            Scheduler scheduler, Callable<T> body, TaskMeta meta) {
        var call = new BlockingCall<>(scheduler, body, meta);
        scheduler.drivers().time().inhibit();
        boolean submitted = false;
        try {
            submitted = scheduler.blocking().submit(call);
        } finally {
            if (!submitted) {
                call.discard();
            }
        }
        return call.task;
    }

    @Override
    public void run() {
        try {
            task.run(Context.of(task));
        } finally {
            scheduler.drivers().time().release();
        }
    }

    @Override
    public void discard() {
        try {
            task.cutOff();
        } finally {
            scheduler.drivers().time().release();
        }
    }

    @Override
    public Poll<T> poll(Context cx) {
        try {
            return Poll.ready(body.call());
        } catch (Exception e) {
            throw Failures.unchecked(e);
        }
    }

    @Override
    public void cancel() {
        if (body instanceof Discardable it) {
            it.discard();
        }
    }
}
