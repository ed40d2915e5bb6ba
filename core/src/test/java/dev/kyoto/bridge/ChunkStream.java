package dev.kyoto.bridge;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.stream.AsyncStream;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/** A stream of given values, pending before each of them; a failure is thrown in its turn. */
final class ChunkStream<T> implements AsyncStream<T> {
    private final Deque<Object> values;
    private boolean pending = true;
    private boolean cancelled;

    ChunkStream(Collection<?> values) {
        this.values = new ArrayDeque<>(values);
    }

    boolean isCancelled() {
        return cancelled;
    }

    @Override
    @SuppressWarnings("unchecked") // whoever made it put values of that type in
    public Poll<T> pollNext(Context cx) {
        pending = !pending;
        if (!pending) {
            cx.waker().wake();
            return Poll.pending();
        }
        var next = values.poll();
        if (next instanceof RuntimeException failure) {
            throw failure;
        }
        return Poll.ready((T) next);
    }

    @Override
    public void cancel() {
        cancelled = true;
    }
}
