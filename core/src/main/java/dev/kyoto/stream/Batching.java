package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Failures;
import dev.kyoto.future.Poll;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers values into lists; says when a list is full, and asks the subclass whether to wait for more.
 *
 * <p>A failure of the source waits until the values before it were handed over.
 */
abstract class Batching<T> extends Adapter<T, List<T>> {
    private final int max;
    private List<T> batch = new ArrayList<>();
    private @Nullable Throwable failure;

    Batching(AsyncStream<T> source, int max) {
        super(source);
        if (max < 1) {
            throw new IllegalArgumentException(
                    "a list of values must be allowed at least 1, but max was " + max);
        }
        this.max = max;
    }

    /** A value was added to the list, which has this many now. */
    void added(int count) {}

    /** Whether to hand over what is there, if anything, as the source has no more for now. */
    abstract boolean isDue(Context cx, int count);

    /** A list is handed over, or there is nothing to wait for. */
    void done() {}

    @Override
    public final Poll<@Nullable List<T>> pollNext(Context cx) {
        var held = failure;
        if (held != null) {
            failure = null;
            throw Failures.unchecked(held);
        }
        while (batch.size() < max) {
            Poll<@Nullable T> polled;
            try {
                polled = source.pollNext(cx);
            } catch (RuntimeException | Error e) {
                if (batch.isEmpty()) {
                    throw e;
                }
                failure = e;
                return Poll.ready(take());
            }
            if (polled.isPending()) {
                return isDue(cx, batch.size()) && !batch.isEmpty()
                        ? Poll.ready(take())
                        : Poll.pending();
            }
            var value = polled.value();
            if (value == null) {
                done();
                return Poll.ready(batch.isEmpty() ? null : take());
            }
            batch.add(value);
            added(batch.size());
        }
        return Poll.ready(take());
    }

    /** Takes the values that are there, of which there may be none. */
    final List<T> take() {
        var taken = batch;
        batch = new ArrayList<>();
        done();
        return taken;
    }
}
