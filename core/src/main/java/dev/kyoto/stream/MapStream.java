package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Behind {@link AsyncStream#map}. */
final class MapStream<S, T> extends Adapter<S, T> {
    private final Function<? super S, ? extends T> function;

    MapStream(AsyncStream<S> source, Function<? super S, ? extends T> function) {
        super(source);
        this.function = Objects.requireNonNull(function, "function");
    }

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        var polled = source.pollNext(cx);
        if (polled.isPending()) {
            return Poll.pending();
        }
        var item = polled.value();
        return Poll.ready(item == null ? null : Values.of(function.apply(item), "map"));
    }
}
