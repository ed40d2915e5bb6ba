package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Behind {@link AsyncStream#filterMap}. */
final class FilterMapStream<S, T> extends Adapter<S, T> {
    private final Function<? super S, ? extends @Nullable T> function;

    FilterMapStream(AsyncStream<S> source, Function<? super S, ? extends @Nullable T> function) {
        super(source);
        this.function = Objects.requireNonNull(function, "function");
    }

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        while (true) {
            var polled = source.pollNext(cx);
            if (polled.isPending()) {
                return Poll.pending();
            }
            var item = polled.value();
            if (item == null) {
                return Poll.ready(null);
            }
            var mapped = function.apply(item);
            if (mapped != null) {
                return Poll.ready(mapped);
            }
        }
    }
}
