package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Behind {@link AsyncStream#flatMap}. */
final class FlatMapStream<S, T> extends Compound<T> {
    private final AsyncStream<S> source;
    private final Function<? super S, ? extends AsyncStream<? extends T>> function;

    /** The stream whose values come at the moment. */
    private @Nullable AsyncStream<? extends T> inner;

    FlatMapStream(
            AsyncStream<S> source,
            Function<? super S, ? extends AsyncStream<? extends T>> function) {
        this.source = source;
        this.function = Objects.requireNonNull(function, "function");
    }

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        while (true) {
            var current = inner;
            if (current == null) {
                var polled = source.pollNext(cx);
                if (polled.isPending()) {
                    return Poll.pending();
                }
                var item = polled.value();
                if (item == null) {
                    return Poll.ready(null);
                }
                current = Values.of(function.apply(item), "flatMap");
                inner = current;
            }
            var polled = current.pollNext(cx);
            if (polled.isPending()) {
                return Poll.pending();
            }
            var value = polled.value();
            if (value != null) {
                return Poll.ready(value);
            }
            inner = null;
        }
    }

    @Override
    List<Part> parts() {
        var current = inner;
        return current == null
                ? List.of(Part.ofStream(source))
                : List.of(Part.ofStream(current), Part.ofStream(source));
    }
}
