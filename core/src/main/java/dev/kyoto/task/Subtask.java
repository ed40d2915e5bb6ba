package dev.kyoto.task;

import dev.kyoto.future.AtomicWaker;
import dev.kyoto.future.Context;
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
 * the outcome, and wakes both.
 *
 * <p>Who may touch what: {@code outcome} and the join handle, under this object's monitor; {@code
 * previous}, {@code next}, {@code nextEnded} and {@code toldEnded}, under the scope's. No thread
 * takes a monitor of the other kind while it has one.
 *
 * <p>No wake-up is lost: both parties register their wakers first and ask afterwards. Whoever sees
 * the task complete first, the task that calls {@link #wake()} or the party that asks, has both of
 * them woken.
 */
final class Subtask<T extends @Nullable Object> implements Waker {
    /** How it ended: with a value, or without. */
    private sealed interface Outcome<T extends @Nullable Object> {
        record Value<T extends @Nullable Object>(Poll<T> ready) implements Outcome<T> {}

        record Failure<T extends @Nullable Object>(JoinException failure) implements Outcome<T> {}
    }

    final AtomicWaker joiner = new AtomicWaker();

    private final TaskScope scope;
    private final JoinHandle<T> task;
    private final Context cx = Context.of(this);
    private @Nullable Outcome<T> outcome;

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

    /** The value, or Pending; asks to be woken when the task has ended. */
    Poll<T> poll() {
        return switch (settle()) {
            case null -> Poll.pending();
            case Outcome.Value<T>(var ready) -> ready;
            case Outcome.Failure<T>(var failure) -> {
                failureSeen = true;
                throw failure;
            }
        };
    }

    /** Begins to wait for the end; tells the scope at once if it has come already. */
    void watch() {
        settle();
    }

    /** Why an ended task has no value; null if it has one, or was aborted. */
    @Nullable JoinException failure() {
        return settle() instanceof Outcome.Failure<T>(var failure) && !failure.isCancelled()
                ? failure
                : null;
    }

    boolean isFailureSeen() {
        return failureSeen;
    }

    private @Nullable Outcome<T> settle() {
        Outcome<T> settled;
        synchronized (this) {
            if (outcome != null) {
                return outcome;
            }
            outcome = join();
            settled = outcome;
        }
        if (settled != null) {
            wake(); // a task that finds itself joined wakes nobody
        }
        return settled;
    }

    private @Nullable Outcome<T> join() {
        cx.startTurn();
        try {
            var polled = task.poll(cx);
            return polled.isReady() ? new Outcome.Value<>(polled) : null;
        } catch (JoinException failure) {
            return new Outcome.Failure<>(failure);
        }
    }
}
