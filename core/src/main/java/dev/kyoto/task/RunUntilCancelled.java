package dev.kyoto.task;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A future that is cancelled once a token is; its value is null then. */
final class RunUntilCancelled<T extends @Nullable Object> implements Future<@Nullable T> {
    // States, touched by the owner alone:
    //   NEW, RUNNING            -> ENDED     poll: the inner future is Ready or throws
    //   NEW                     -> RUNNING   first poll, the token is not cancelled
    //   NEW, RUNNING            -> STOPPING  poll: the token is cancelled, and so is the inner
    // future
    //   STOPPING                -> ENDED     poll: the inner future's cleanup has ended; null
    //   NEW, RUNNING, STOPPING  -> DROPPING  pollCancel
    //   DROPPING                -> ENDED     pollCancel: the inner future's cleanup has ended
    //   any                     -> ENDED     cancel
    private enum State {
        NEW,
        RUNNING,
        STOPPING,
        DROPPING,
        ENDED
    }

    private final CancellationToken token;
    private final CancelledFuture cancelled;
    private final Future<T> inner;
    private State state = State.NEW;

    RunUntilCancelled(CancellationToken token, Future<T> inner) {
        this.token = token;
        this.cancelled = new CancelledFuture(token);
        this.inner = Objects.requireNonNull(inner, "future");
    }

    @Override
    public Poll<@Nullable T> poll(Context cx) {
        return switch (state) {
            case NEW -> {
                if (token.isCancelled()) {
                    yield stop(cx);
                }
                state = State.RUNNING;
                yield run(cx);
            }
            case RUNNING -> run(cx);
            case STOPPING -> stop(cx);
            case DROPPING, ENDED ->
                    throw new IllegalStateException(
                            "runUntilCancelled() was polled after it had ended or was cancelled; a"
                                    + " future ends once, so call the method that made it again");
        };
    }

    private Poll<@Nullable T> run(Context cx) {
        boolean pending = false;
        try {
            if (inner.poll(cx) instanceof Poll.Ready<T>(T value)) {
                return Poll.ready(value);
            }
            pending = true;
        } finally {
            if (!pending) {
                end();
            }
        }
        // The wait takes no budget, so an inner future that spends it all does not outlive the
        // token.
        return cancelled.poll(cx).isReady() ? stop(cx) : Poll.pending();
    }

    private Poll<@Nullable T> stop(Context cx) {
        state = State.STOPPING;
        return pollDrop(cx).isReady() ? Poll.ready(null) : Poll.pending();
    }

    private Poll<@Nullable Void> pollDrop(Context cx) {
        boolean pending = false;
        try {
            var answer = inner.pollCancel(cx);
            pending = answer.isPending();
            return answer;
        } finally {
            if (!pending) {
                end();
            }
        }
    }

    private void end() {
        state = State.ENDED;
        cancelled.cancel();
    }

    @Override
    public void cancel() {
        if (state != State.ENDED) {
            end();
            inner.cancel();
        }
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
        if (state == State.ENDED) {
            return Poll.ready(null);
        }
        state = State.DROPPING;
        cancelled.cancel();
        return pollDrop(cx);
    }

    @Override
    public String toString() {
        return "runUntilCancelled(" + inner + ")";
    }
}
