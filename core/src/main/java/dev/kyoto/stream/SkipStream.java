package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/** Behind {@link AsyncStream#skip}. */
final class SkipStream<T> extends Adapter<T, T> {
    private long left;

    SkipStream(AsyncStream<T> source, long count) {
        super(source);
        this.left = requireCount(count, "skip");
    }

    static long requireCount(long count, String method) {
        if (count < 0) {
            throw new IllegalArgumentException(
                    "the count of %s() must be zero or more, but was %d".formatted(method, count));
        }
        return count;
    }

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        while (true) {
            var polled = source.pollNext(cx);
            if (left == 0 || polled.isPending() || polled.value() == null) {
                return polled;
            }
            left--;
        }
    }
}
