package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/** Behind {@link AsyncStream#take}. */
final class TakeStream<T> extends Bounded<T, T> {
    private long left;

    TakeStream(AsyncStream<T> source, long count) {
        super(source);
        this.left = SkipStream.requireCount(count, "take");
    }

    @Override
    Poll<@Nullable T> step(Context cx) {
        if (left == 0) {
            return Poll.ready(null);
        }
        var polled = source.pollNext(cx);
        if (polled.isReady()) {
            left--;
        }
        return polled;
    }
}
