package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/**
 * What this package's futures have in common: the one-shot rule, the budget, and that whatever they
 * hold is given back once, on cancellation and on failure.
 */
abstract class NetFuture<T extends @Nullable Object> implements Future<T> {
    private enum State {
        WAITING,
        DONE,
        FAILED,
        CANCELLED
    }

    private final String name;
    private State state = State.WAITING;

    /** The name is for messages: what the user called. */
    NetFuture(String name) {
        this.name = name;
    }

    /** Makes what progress is possible; never called again after Ready or an exception. */
    abstract Poll<T> step(Context cx);

    /** Gives back what is held; called once unless step() was Ready. */
    abstract void release();

    @Override
    public final Poll<T> poll(Context cx) {
        if (state != State.WAITING) {
            throw new IllegalStateException(
                    "%s was polled after its end: it is %s; call the method again for a new future"
                            .formatted(name, state));
        }
        if (!cx.proceed()) {
            return Poll.pending();
        }
        state = State.FAILED; // stays so if step() throws
        try {
            var outcome = step(cx);
            if (outcome.isReady()) {
                state = State.DONE;
            } else {
                state = State.WAITING;
                cx.restore();
            }
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
        return "%s(%s)".formatted(name, state);
    }
}
