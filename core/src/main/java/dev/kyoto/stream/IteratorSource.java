package dev.kyoto.stream;

import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The values of an iterator. */
final class IteratorSource<T> extends ReadySource<T> {
    private final Iterator<? extends T> iterator;
    private final Runnable onEnd;

    /** Calls {@code onEnd} at the end and at a cancellation; it may be called twice. */
    IteratorSource(Iterator<? extends T> iterator, Runnable onEnd) {
        this.iterator = Objects.requireNonNull(iterator, "iterator");
        this.onEnd = onEnd;
    }

    @Override
    @Nullable T take() {
        if (!iterator.hasNext()) {
            onEnd.run();
            return null;
        }
        return Objects.requireNonNull(
                iterator.next(),
                "a value of a stream is never null, as null is its end, but the iterator has given"
                        + " null");
    }

    @Override
    void release() {
        onEnd.run();
    }
}
