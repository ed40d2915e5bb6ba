package dev.kyoto.task;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.runtime.AbortHandle;
import dev.kyoto.runtime.JoinException;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.runtime.TaskId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A {@link JoinHandle} that aborts its task instead of detaching it: when it is closed, and when its
 * await is cancelled. So the task does not outlive the block of code that started it.
 *
 * <p>It is a future of the task's value and belongs to one task or thread, as handles do.
 *
 * <p><b>Cancellation</b> Aborts the task; its value is lost. As the loser of a select or a timeout
 * the task is also waited for, cleanup included.
 *
 * <p><b>Errors</b> {@link JoinException}, as with a JoinHandle. {@link IllegalStateException} once it
 * was closed or defused.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var page = AbortOnClose.of(spawn(() -> fetch(url).await()))) {
 *     log("fetching, for %s", read());     // if this throws, the task is aborted
 *     show(page.await());
 * }
 * }
 *
 * <p>Answers to {@code tokio_util::task::AbortOnDropHandle}.
 *
 * @param <T> the type of the task's value
 */
public final class AbortOnClose<T extends @Nullable Object> implements Future<T>, AutoCloseable {
    // States, touched by the owner alone:
    //   ARMED   -> ENDED     poll is Ready or throws; cancel, close: the task is aborted
    //   ARMED   -> ENDING    pollCancel: the task is aborted
    //   ARMED   -> DEFUSED   detach
    //   ENDING  -> ENDED     pollCancel: the task has ended; cancel, close
    private enum State {
        ARMED,
        ENDING,
        DEFUSED,
        ENDED
    }

    private final JoinHandle<T> handle;
    private State state = State.ARMED;

    private AbortOnClose(JoinHandle<T> handle) {
        this.handle = Objects.requireNonNull(handle, "handle");
    }

    /**
     * Takes a task over.
     *
     * @param handle the right to join it, which is used no more
     * @param <T> the type of its value
     * @return the same right; close it, best by try-with-resources
     */
    @CheckReturnValue
    public static <T extends @Nullable Object> AbortOnClose<T> of(JoinHandle<T> handle) {
        return new AbortOnClose<>(handle);
    }

    @Override
    public Poll<T> poll(Context cx) {
        if (state != State.ARMED) {
            throw new IllegalStateException(
                    "this AbortOnClose has given its result, was cancelled, closed or defused, and"
                            + " cannot be awaited; await it once, before close(): "
                            + handle);
        }
        boolean pending = false;
        try {
            var answer = handle.poll(cx);
            pending = answer.isPending();
            return answer;
        } finally {
            if (!pending) {
                state = State.ENDED;
            }
        }
    }

    @Override
    public void cancel() {
        if (state == State.ARMED || state == State.ENDING) {
            state = State.ENDED;
            handle.abort();
            handle.cancel();
        }
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
        if (state == State.ARMED) {
            state = State.ENDING;
            handle.abort();
        }
        if (state != State.ENDING) {
            return Poll.ready(null);
        }
        boolean pending = false;
        try {
            var answer = handle.poll(cx);
            pending = answer.isPending();
        } catch (JoinException e) {
            if (!e.isCancelled()) {
                throw e; // a failure is not lost for coming late
            }
        } finally {
            if (!pending) {
                state = State.ENDED;
            }
        }
        return pending ? Poll.pending() : Poll.ready(null);
    }

    /** Aborts the task now; it can still be awaited, until this is closed. */
    public void abort() {
        handle.abort();
    }

    /**
     * Whether the task has ended.
     *
     * @return true once it has ended, in whatever way
     */
    @CheckReturnValue
    public boolean isFinished() {
        return handle.isFinished();
    }

    /**
     * The task's id.
     *
     * @return the id
     */
    @CheckReturnValue
    public TaskId id() {
        return handle.id();
    }

    /**
     * A second handle that can only cancel.
     *
     * @return a handle that may be kept and shared
     */
    @CheckReturnValue
    public AbortHandle abortHandle() {
        return handle.abortHandle();
    }

    /**
     * Defuses this: closing it does nothing any more.
     *
     * @return the right to join the task, as it was before
     * @throws IllegalStateException if it was awaited to its end, cancelled or closed
     */
    public JoinHandle<T> detach() {
        if (state != State.ARMED && state != State.DEFUSED) {
            throw new IllegalStateException(
                    "this AbortOnClose was awaited to its end, cancelled or closed, and has no task to"
                            + " give back; detach before that: "
                            + handle);
        }
        state = State.DEFUSED;
        return handle;
    }

    /** Aborts the task, unless it was awaited to its end or defused; does not wait for its end. */
    @Override
    public void close() {
        cancel();
    }

    @Override
    public String toString() {
        return "AbortOnClose of " + handle;
    }
}
