package dev.kyoto.io;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/**
 * The one-shot rule for this package's futures: a poll after the end is reported, not answered.
 *
 * <p>None of them holds anything but memory, so {@link #cancel()} gives back nothing; what a
 * cancelled operation has already done is for each one's <b>Cancellation</b> heading to say.
 */
abstract class IoFuture<T extends @Nullable Object> implements Future<T> {
    private enum State {
        WAITING,
        DONE,
        FAILED,
        CANCELLED
    }

    private State state = State.WAITING;

    /** Makes what progress is possible; never called again after Ready or an exception. */
    abstract Poll<T> step(Context cx);

    @Override
    public final Poll<T> poll(Context cx) {
        if (state != State.WAITING) {
            throw new IllegalStateException(
                    "polled after its end: %s is %s; call the method again for a new future"
                            .formatted(getClass().getSimpleName(), state));
        }
        state = State.FAILED; // stays so if step() throws
        var outcome = step(cx);
        state = outcome.isReady() ? State.DONE : State.WAITING;
        return outcome;
    }

    @Override
    public final void cancel() {
        if (state == State.WAITING) {
            state = State.CANCELLED;
        }
    }

    @Override
    public String toString() {
        return "%s(%s)".formatted(getClass().getSimpleName(), state);
    }
}
