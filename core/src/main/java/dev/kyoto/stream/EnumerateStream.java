package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/** Behind {@link AsyncStream#enumerate}. */
final class EnumerateStream<T> extends Adapter<T, Indexed<T>> {
    private long count;

    EnumerateStream(AsyncStream<T> source) {
        super(source);
    }

    @Override
    public Poll<@Nullable Indexed<T>> pollNext(Context cx) {
        var polled = source.pollNext(cx);
        if (polled.isPending()) {
            return Poll.pending();
        }
        var item = polled.value();
        return Poll.ready(item == null ? null : new Indexed<>(count++, item));
    }
}
