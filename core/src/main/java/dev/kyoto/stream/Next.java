package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import org.jspecify.annotations.Nullable;

/** Waits for one value of a stream, which it borrows. */
final class Next<T> extends OneShotFuture<@Nullable T> {
    private final AsyncStream<T> stream;

    Next(AsyncStream<T> stream) {
        this.stream = stream;
    }

    @Override
    protected Poll<@Nullable T> step(Context cx) {
        return stream.pollNext(cx);
    }

    @Override
    protected String name() {
        return "next()";
    }
}
