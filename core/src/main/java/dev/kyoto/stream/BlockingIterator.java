package dev.kyoto.stream;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Behind {@link AsyncStream#toIterator}: a thread waits for each value. */
final class BlockingIterator<T> implements Iterator<T> {
    private final AsyncStream<T> stream;

    /** The value that hasNext() has found. */
    private @Nullable T found;

    private boolean ended;

    BlockingIterator(AsyncStream<T> stream) {
        this.stream = stream;
    }

    @Override
    public boolean hasNext() {
        if (found == null && !ended) {
            found = stream.next().await();
            ended = found == null;
        }
        return found != null;
    }

    @Override
    public T next() {
        var value = hasNext() ? found : null;
        if (value == null) {
            throw new NoSuchElementException("the stream has ended; ask hasNext() before next()");
        }
        found = null;
        return value;
    }
}
