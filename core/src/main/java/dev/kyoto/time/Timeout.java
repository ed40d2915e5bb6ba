package dev.kyoto.time;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A future that gives another one a limited time; made by {@link Time#timeout} and {@link
 * Time#timeoutAt}.
 *
 * <p>The inner future is polled first, so one that is done is never too late. Once the time is up
 * it is cancelled, its cleanup is awaited, and only then {@link Elapsed} is thrown.
 *
 * <p><b>Cancellation</b> The inner future is cancelled along; what is lost is what its own
 * cancellation loses.
 *
 * <p><b>Errors</b> {@link Elapsed}; what the inner future throws.
 *
 * <p>Answers to {@code tokio::time::Timeout}.
 *
 * @param <T> the type of the inner future's value
 */
public final class Timeout<T extends @Nullable Object> implements Future<T> {
    // States:
    //   RUNNING    -> ENDED       poll: the inner future is done or has failed, or the timer has
    //   RUNNING    -> EXPIRING    poll: the time is up; the inner future is being cancelled
    //   EXPIRING   -> ENDED       poll: its cleanup has ended; Elapsed is thrown
    //   RUNNING    -> ABANDONED   pollCancel by the owner, before it goes on to the inner future
    //   EXPIRING   -> ABANDONED   likewise
    //   ABANDONED  -> ENDED       pollCancel: the inner future's cleanup has ended
    //   any        -> ENDED       cancel
    private enum State {
        RUNNING,
        EXPIRING,
        ABANDONED,
        ENDED
    }

    private final Future<T> inner;
    private final Sleep delay;
    private final Duration limit;
    private State state = State.RUNNING;

    Timeout(Future<T> inner, Sleep delay, Duration limit) {
        this.inner = inner;
        this.delay = delay;
        this.limit = limit;
    }

    @Override
    public Poll<T> poll(Context cx) {
        return switch (state) {
            case RUNNING -> pollRunning(cx);
            case EXPIRING -> pollExpiring(cx);
            case ABANDONED, ENDED ->
                    throw new IllegalStateException(
                            "this timeout has ended or was cancelled and must not be polled again;"
                                    + " call timeout() again, with a new future");
        };
    }

    private Poll<T> pollRunning(Context cx) {
        boolean hadBudget = cx.hasBudget();
        var poll = pollInner(cx);
        if (poll.isReady()) {
            end();
            return poll;
        }
        // An inner future that always spends the whole budget must not outlive its time by that.
        boolean spent = hadBudget && !cx.hasBudget();
        if (!isTimeUp(spent ? cx.unconstrained() : cx)) {
            return Poll.pending();
        }
        state = State.EXPIRING;
        return pollExpiring(cx);
    }

    private Poll<T> pollInner(Context cx) {
        try {
            return inner.poll(cx);
        } catch (RuntimeException | Error e) {
            end();
            throw e;
        }
    }

    private boolean isTimeUp(Context cx) {
        try {
            return delay.poll(cx).isReady();
        } catch (RuntimeException | Error e) {
            // Only the runtime's shutdown comes here; nobody will poll this again.
            end();
            inner.cancel();
            throw e;
        }
    }

    private Poll<T> pollExpiring(Context cx) {
        Elapsed elapsed;
        try {
            if (inner.pollCancel(cx).isPending()) {
                return Poll.pending();
            }
            elapsed = new Elapsed(limit);
        } catch (RuntimeException e) {
            elapsed = new Elapsed(limit);
            elapsed.addSuppressed(e);
        } catch (Error e) {
            end();
            throw e;
        }
        end();
        throw elapsed;
    }

    private void end() {
        state = State.ENDED;
        delay.cancel();
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
        state = State.ABANDONED;
        delay.cancel();
        boolean pending = false;
        try {
            var poll = inner.pollCancel(cx);
            pending = poll.isPending();
            return poll;
        } finally {
            if (!pending) {
                state = State.ENDED;
            }
        }
    }

    /**
     * The future whose time is limited, to look at it; it is polled by this one alone.
     *
     * <p>Answers to {@code tokio::time::Timeout::get_ref}.
     *
     * @return the inner future
     */
    public Future<T> inner() {
        return inner;
    }

    /**
     * The state, the limit and the inner future.
     *
     * @return as "Timeout[RUNNING, PT1S, inner]"
     */
    @Override
    public String toString() {
        return "Timeout[" + state + ", " + limit + ", " + inner + "]";
    }
}
