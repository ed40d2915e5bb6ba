package dev.kyoto.sync;

import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/**
 * What all futures of this package share: they end once, and say so when polled again.
 *
 * <p>Stages, touched only by the task that owns the future:
 *
 * <pre>
 *   NEW       -> WAITING     first poll that is Pending for a reason other than the budget
 *   NEW       -> READY       first poll succeeds
 *   WAITING   -> READY       later poll succeeds
 *   NEW, WAITING -> FAILED      poll throws
 *   NEW, WAITING -> CANCELLED   cancel()
 * </pre>
 *
 * <p>Each subclass has its own {@code poll}, instead of a template method here: so that the virtual
 * machine sees one receiver type at each call, and inlines it.
 */
abstract class LeafFuture<T extends @Nullable Object> implements Future<T> {
    static final byte NEW = 0;
    static final byte WAITING = 1;
    static final byte READY = 2;
    static final byte FAILED = 3;
    static final byte CANCELLED = 4;

    byte stage = NEW;

    /** Called first by every poll: refuses polls after the end. */
    final void checkLive() {
        if (stage > WAITING) {
            throw ended();
        }
    }

    /** Ends with a value; null where the contract of the future has it. */
    final Poll<T> ready(@Nullable T value) {
        stage = READY;
        return Poll.ready(value);
    }

    /** Ends with an exception, to be thrown by the caller. */
    final ClosedException failed(String message) {
        stage = FAILED;
        return new ClosedException(message);
    }

    private IllegalStateException ended() {
        var how =
                switch (stage) {
                    case READY -> "it had answered Ready";
                    case FAILED -> "it had failed";
                    default -> "it was cancelled";
                };
        return new IllegalStateException(
                this
                        + " was polled after "
                        + how
                        + "; a future ends once, so call the method that made it again");
    }

    @Override
    public String toString() {
        return getClass().getSimpleName();
    }
}
