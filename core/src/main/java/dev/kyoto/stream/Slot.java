package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Failures;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One of the futures of a {@link BufferedStream}, and its outcome once it has ended. As a future it
 * never fails: what the inner one throws is kept to be thrown in its turn.
 *
 * <pre>
 *   RUNNING -> DONE   the inner future has ended, well or badly
 * </pre>
 */
final class Slot<T> implements Future<Slot<T>> {
    /** Null once DONE. */
    private @Nullable Future<? extends T> future;

    private @Nullable T value;
    private @Nullable Throwable failure;

    Slot(Future<? extends T> future) {
        this.future = future;
    }

    private Slot() {}

    /** A slot for a failure of the source, which keeps its place among the values. */
    static <T> Slot<T> failed(Throwable failure) {
        var slot = new Slot<T>();
        slot.failure = failure;
        return slot;
    }

    boolean isDone() {
        return future == null;
    }

    /** The outcome, once DONE. */
    T take() {
        var thrown = failure;
        if (thrown != null) {
            throw Failures.unchecked(thrown);
        }
        return Objects.requireNonNull(value, "a slot that is done has an outcome");
    }

    @Override
    public Poll<Slot<T>> poll(Context cx) {
        var running = Objects.requireNonNull(future, "a slot that is done is not polled");
        try {
            var polled = running.poll(cx);
            if (polled.isPending()) {
                return Poll.pending();
            }
            value = Values.of(polled.value(), "buffered");
        } catch (Throwable thrown) { // it belongs to whoever takes this slot's value
            failure = thrown;
        }
        future = null;
        return Poll.ready(this);
    }

    @Override
    public void cancel() {
        var running = future;
        if (running != null) {
            running.cancel();
        }
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
        var running = future;
        return running == null ? Poll.ready(null) : running.pollCancel(cx);
    }
}
