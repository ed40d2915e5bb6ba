package dev.kyoto.task;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.runtime.AbortHandle;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.runtime.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * The right to join a task of a {@link TaskScope}: a future of its value.
 *
 * <p>It may be let go of: the scope waits for the task in any case. Awaited by one task or thread;
 * its other methods are thread-safe.
 *
 * <p><b>Cancellation</b> Safe: the task goes on.
 *
 * <p><b>Errors</b> {@link dev.kyoto.runtime.JoinException}: with {@code isCancelled()}, or with the
 * task's failure as its cause.
 *
 * <p>Answers to {@code std::thread::ScopedJoinHandle}; Tokio has no scopes.
 *
 * @param <T> the type of the value
 */
public final class ScopedJoinHandle<T extends @Nullable Object> implements Future<T> {
    private final Subtask<T> subtask;
    private boolean spent;

    ScopedJoinHandle(Subtask<T> subtask) {
        this.subtask = subtask;
    }

    @Override
    public Poll<T> poll(Context cx) {
        if (spent) {
            throw new IllegalStateException(
                    this + " has given its result already, or was cancelled; keep the value");
        }
        if (!cx.proceed()) {
            return Poll.pending();
        }
        subtask.joiner.register(cx.waker());
        Poll<T> polled;
        try {
            polled = subtask.poll();
        } catch (RuntimeException failure) {
            letGo();
            throw failure;
        }
        if (polled.isPending()) {
            cx.restore();
            return polled;
        }
        letGo();
        return polled;
    }

    /** Waits no more; the task goes on, and its scope still waits for it. */
    @Override
    public void cancel() {
        letGo();
    }

    private void letGo() {
        spent = true;
        subtask.joiner.takeWaker();
    }

    private JoinHandle<T> task() {
        return subtask.task();
    }

    /** Cancels the task at its next suspension; see {@link JoinHandle#abort()}. */
    public void abort() {
        task().abort();
    }

    /**
     * Whether the task has ended, in whatever way.
     *
     * @return true once it has ended
     */
    @CheckReturnValue
    public boolean isFinished() {
        return task().isFinished();
    }

    /**
     * The task's id.
     *
     * @return the id
     */
    @CheckReturnValue
    public TaskId id() {
        return task().id();
    }

    /**
     * A second handle that can only cancel.
     *
     * @return a handle that may be kept and shared
     */
    @CheckReturnValue
    public AbortHandle abortHandle() {
        return task().abortHandle();
    }

    @Override
    public String toString() {
        return "Scoped" + task();
    }
}
