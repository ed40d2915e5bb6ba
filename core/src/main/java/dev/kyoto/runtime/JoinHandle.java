package dev.kyoto.runtime;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.scheduler.Outcome;
import dev.kyoto.internal.scheduler.Task;
import org.jspecify.annotations.Nullable;

/**
 * The right to join a task: a future of its value.
 *
 * <p>Letting go of the handle detaches the task, which goes on by itself; {@link #detach()} says so
 * on purpose. If nobody joins a task that fails, the runtime's uncaught handler is told: at once
 * for a detached task, else when the handle has become unreachable or the runtime closes.
 *
 * <p>The handle may be joined by one task or thread; its other methods are thread-safe.
 *
 * <p><b>Cancellation</b> Awaiting is safe: if the awaiting block is cancelled, the task goes on,
 * detached. To cancel the task as well, call {@link #abort()}.
 *
 * <p><b>Errors</b> {@link JoinException}: with {@code isCancelled()}, or with the task's failure as
 * its cause.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var first = spawn(() -> fetch("/first").await());
 * var second = spawn(() -> fetch("/second").await());
 * show(first.await(), second.await());
 * }
 *
 * <p>Answers to {@code tokio::task::JoinHandle}.
 *
 * @param <T> the type of the value
 */
@CheckReturnValue
public final class JoinHandle<T extends @Nullable Object> implements Future<T> {
    private final Task<T> task;
    private boolean spent;

    JoinHandle(Task<T> task) {
        this.task = task;
    }

    @Override
    public Poll<T> poll(Context cx) {
        if (spent) {
            throw new IllegalStateException(
                    "this JoinHandle has given its result already, or was cancelled; keep the value"
                            + " of the first await() of "
                            + task);
        }
        if (!cx.proceed()) {
            return Poll.pending();
        }
        if (!(task.pollJoin(cx) instanceof Poll.Ready<Outcome<T>>(Outcome<T> outcome))) {
            cx.restore();
            return Poll.pending();
        }
        spent = true;
        // No switch over types: the JVM links one at its first use, when a process has just begun.
        if (outcome instanceof Outcome.Value<T>(T value)) {
            return Poll.ready(value);
        }
        throw outcome instanceof Outcome.Failed<T>(Throwable failure)
                ? JoinException.failed(info(), failure)
                : JoinException.cancelled(info());
    }

    /** Detaches the task; it goes on. */
    @Override
    public void cancel() {
        if (!spent) {
            spent = true;
            task.forgetJoiner();
            task.detach();
        }
    }

    /**
     * Says that the task shall go on by itself and nobody will join it. Its failure, if it has one,
     * goes to the runtime's uncaught handler.
     */
    public void detach() {
        task.detach();
    }

    /**
     * Cancels the task at its next suspension: its {@code finally} blocks run, and joining it
     * throws {@link JoinException} with {@code isCancelled()}. A JDK call that blocks in it right
     * now is interrupted. A task that ends first ends as if nothing had been said. A closure of
     * spawnBlocking can be cancelled only before it has started.
     */
    public void abort() {
        task.abort();
    }

    /**
     * Whether the task has ended, in whatever way.
     *
     * @return true once it has ended; joining it does not wait then
     */
    public boolean isFinished() {
        return task.isFinished();
    }

    /**
     * Has a waker called once the task has ended, at once if it has; the result stays here to be
     * joined. For collections of tasks, which learn by it which of their handles to poll.
     *
     * <p>There is one waker: a later call, and a later poll, takes the place of this one.
     *
     * @param waker called at least once, from whichever thread the task ends on
     */
    public void onFinish(Waker waker) {
        task.onFinish(waker);
    }

    /**
     * The task's id.
     *
     * @return the id
     */
    public TaskId id() {
        return new TaskId(task.id());
    }

    /**
     * A second handle that can only cancel.
     *
     * @return a handle that may be kept and shared
     */
    public AbortHandle abortHandle() {
        return new AbortHandle(task);
    }

    private TaskInfo info() {
        return new TaskInfo(task.id(), task.meta());
    }

    @Override
    public String toString() {
        return "JoinHandle of " + task;
    }
}
