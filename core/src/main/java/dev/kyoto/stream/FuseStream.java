package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/** Behind {@link AsyncStream#fuse}. */
final class FuseStream<T> extends Adapter<T, T> {
    private boolean ended;

    FuseStream(AsyncStream<T> source) {
        super(source);
    }

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        if (ended) {
            return Poll.ready(null);
        }
        var polled = source.pollNext(cx);
        ended = polled.isReady() && polled.value() == null;
        return polled;
    }
}
