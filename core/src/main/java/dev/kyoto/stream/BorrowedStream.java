package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/** Behind {@link AsyncStream#byRef}: a cancellation does not reach the stream itself. */
record BorrowedStream<T>(AsyncStream<T> source) implements AsyncStream<T> {

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        return source.pollNext(cx);
    }
}
