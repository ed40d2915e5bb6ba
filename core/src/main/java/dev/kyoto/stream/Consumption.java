package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Failures;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Consumes a stream that it owns: however it ends, the stream is cancelled, with its cleanup
 * awaited.
 *
 * <pre>
 *   RUNNING    -> FINISHING    run is Ready or throws
 *   FINISHING  -> ENDED        the cleanup of the stream has ended
 *   RUNNING, FINISHING -> CANCELLING   pollCancel
 *   CANCELLING -> ENDED        likewise
 *   any        -> ENDED        cancel
 * </pre>
 */
abstract class Consumption<T, R extends @Nullable Object> implements Future<R> {
    private enum State {
        RUNNING,
        FINISHING,
        CANCELLING,
        ENDED
    }

    final AsyncStream<T> source;
    private State state = State.RUNNING;
    private @Nullable Poll<R> outcome;
    private @Nullable Throwable failure;

    /** There once the stream is being cancelled. */
    private @Nullable Parts cancelling;

    Consumption(AsyncStream<T> source) {
        this.source = source;
    }

    /** Goes on; not called again after Ready or an exception. */
    abstract Poll<R> run(Context cx);

    /** What is to be cancelled besides the stream. */
    @Nullable Part extra() {
        return null;
    }

    /** What the user called. */
    abstract String name();

    @Override
    public final Poll<R> poll(Context cx) {
        if (state == State.RUNNING) {
            try {
                var polled = run(cx);
                if (polled.isPending()) {
                    return polled;
                }
                outcome = polled;
            } catch (Throwable thrown) { // thrown again once the stream was cancelled
                failure = thrown;
            }
            state = State.FINISHING;
        }
        if (state != State.FINISHING) {
            throw new IllegalStateException(
                    name()
                            + " was polled after its end: it is "
                            + state
                            + "; a stream is consumed once, make a new one");
        }
        if (!isCleanedUp(cx)) {
            return Poll.pending();
        }
        state = State.ENDED;
        var thrown = failure;
        if (thrown != null) {
            throw Failures.unchecked(thrown);
        }
        return Objects.requireNonNull(outcome, "an outcome, as there was no failure");
    }

    private boolean isCleanedUp(Context cx) {
        try {
            return cancelling().pollCancel(cx).isReady();
        } catch (Throwable thrown) {
            failure = Parts.merge(failure, thrown);
            return true;
        }
    }

    private Parts cancelling() {
        var parts = cancelling;
        if (parts == null) {
            var extra = extra();
            parts =
                    new Parts(
                            extra == null
                                    ? List.of(Part.ofStream(source))
                                    : List.of(extra, Part.ofStream(source)));
            cancelling = parts;
        }
        return parts;
    }

    @Override
    public final void cancel() {
        if (state != State.ENDED) {
            state = State.ENDED;
            cancelling().cancel();
        }
    }

    @Override
    public final Poll<@Nullable Void> pollCancel(Context cx) {
        if (state == State.ENDED) {
            return Poll.ready(null);
        }
        state = State.ENDED; // stays so if the cleanup throws
        var polled = cancelling().pollCancel(cx);
        if (polled.isPending()) {
            state = State.CANCELLING;
        }
        return polled;
    }

    @Override
    public String toString() {
        return name() + " " + state;
    }
}
