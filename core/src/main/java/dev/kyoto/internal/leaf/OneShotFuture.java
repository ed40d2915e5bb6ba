package dev.kyoto.internal.leaf;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/**
 * The one-shot rule: an operation ends once, a poll after its end is reported, and what it holds is
 * given back once, unless it was handed over as the value.
 *
 * <pre>
 *   WAITING -> DONE        step answers Ready
 *   WAITING -> FAILED      step throws; then release
 *   WAITING -> CANCELLED   cancel; then release
 * </pre>
 *
 * <p>It takes no budget: that is for operations built of polls that do. Those that are the leaf
 * themselves extend {@link LeafFuture}. All fields belong to the task that polls.
 *
 * @param <T> the type of the value
 */
public abstract class OneShotFuture<T extends @Nullable Object> implements Future<T> {
    private enum State {
        WAITING,
        DONE,
        FAILED,
        CANCELLED
    }

    private State state = State.WAITING;

    /** For subclasses. */
    protected OneShotFuture() {}

    /**
     * Makes what progress is possible; never called again after Ready or an exception.
     *
     * @param cx the waker to keep and the budget to honour
     * @return as {@link Future#poll}
     */
    protected abstract Poll<T> step(Context cx);

    /**
     * Gives back what is held; called once at most, and not if {@link #step} was Ready. Must not
     * block or throw. Most operations hold nothing but memory.
     */
    protected void release() {}

    /**
     * What the user called, for messages.
     *
     * @return as {@code accept()}; the name of the class by default
     */
    protected String name() {
        return getClass().getSimpleName();
    }

    @Override
    public final Poll<T> poll(Context cx) {
        if (state != State.WAITING) {
            throw new IllegalStateException(
                    "%s was polled after its end: it is %s; call the method again for a new future"
                            .formatted(name(), state));
        }
        state = State.FAILED; // stays so if step() throws
        try {
            var outcome = step(cx);
            state = outcome.isReady() ? State.DONE : State.WAITING;
            return outcome;
        } finally {
            if (state == State.FAILED) {
                release();
            }
        }
    }

    @Override
    public final void cancel() {
        if (state == State.WAITING) {
            state = State.CANCELLED;
            release();
        }
    }

    @Override
    public String toString() {
        return name() + " " + state;
    }
}
