package dev.kyoto.task;

import dev.kyoto.future.AtomicWaker;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.runtime.JoinException;
import dev.kyoto.runtime.JoinHandle;
import org.jspecify.annotations.Nullable;

/**
 * One task of a {@link TaskScope}, which two parties wait for: the scope, and whoever holds the
 * handle.
 *
 * <p>A task has one joiner, and this is it: it is the waker that the task wakes at its end, keeps
 * the result, and wakes both.
 *
 * <p>Who may touch what: {@code result} and joining the task, under this object's monitor; {@code
 * previous}, {@code next}, {@code nextEnded} and {@code toldEnded}, under the scope's. No thread
 * takes a monitor of the other kind while it has one.
 *
 * <p>No wake-up is lost: both parties register their wakers first and ask afterwards, and the task is
 * finished before it calls {@link #wake()}, which wakes them both.
 */
final class Subtask<T extends @Nullable Object> implements Waker {
    final AtomicWaker joiner = new AtomicWaker();

    private final TaskScope scope;
    private final JoinHandle<T> task;
    private @Nullable JoinResult<T> result;

    /** Whether the failure was thrown to somebody; written by the holder of the handle. */
    private volatile boolean failureSeen;

    @Nullable Subtask<?> previous;
    @Nullable Subtask<?> next;
    @Nullable Subtask<?> nextEnded;
    boolean toldEnded;

    Subtask(TaskScope scope, JoinHandle<T> task) {
        this.scope = scope;
        this.task = task;
    }

    JoinHandle<T> task() {
        return task;
    }

    @Override
    public void wake() {
        scope.ended(this);
        joiner.wake();
    }

    /** Begins to wait for the end; called once. */
    void watch() {
        task.onFinish(this);
    }

    /** The value, or Pending while the task has not ended. */
    Poll<T> poll() {
        return switch (result()) {
            case null -> Poll.pending();
            case JoinResult.Done<T>(var _, T value) -> Poll.ready(value);
            case JoinResult.Failed<T>(var _, JoinException failure) -> {
                failureSeen = true;
                throw failure;
            }
        };
    }

    /** Why an ended task has no value; null if it has one, or was aborted. */
    @Nullable JoinException failure() {
        return result() instanceof JoinResult.Failed<T>(var _, JoinException failure)
                        && !failure.isCancelled()
                ? failure
                : null;
    }

    boolean isFailureSeen() {
        return failureSeen;
    }

    private synchronized @Nullable JoinResult<T> result() {
        if (result == null && task.isFinished()) {
            result = TaskMember.resultOf(task);
        }
        return result;
    }
}
