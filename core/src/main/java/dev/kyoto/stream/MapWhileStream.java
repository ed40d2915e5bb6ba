package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Behind {@link AsyncStream#mapWhile}. */
final class MapWhileStream<S, T> extends Bounded<S, T> {
    private final Function<? super S, ? extends @Nullable T> function;

    MapWhileStream(AsyncStream<S> source, Function<? super S, ? extends @Nullable T> function) {
        super(source);
        this.function = Objects.requireNonNull(function, "function");
    }

    @Override
    Poll<@Nullable T> step(Context cx) {
        var polled = source.pollNext(cx);
        if (polled.isPending()) {
            return Poll.pending();
        }
        var item = polled.value();
        return Poll.ready(item == null ? null : function.apply(item));
    }
}
