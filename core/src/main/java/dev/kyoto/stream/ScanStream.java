package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Behind {@link AsyncStream#scan}. */
final class ScanStream<S, T> extends Adapter<S, T> {
    private final BiFunction<? super T, ? super S, ? extends T> function;
    private T state;

    ScanStream(
            AsyncStream<S> source,
            T initial,
            BiFunction<? super T, ? super S, ? extends T> function) {
        super(source);
        this.state = Objects.requireNonNull(initial, "initial");
        this.function = Objects.requireNonNull(function, "function");
    }

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        var polled = source.pollNext(cx);
        if (polled.isPending()) {
            return Poll.pending();
        }
        var item = polled.value();
        if (item == null) {
            return Poll.ready(null);
        }
        state = Values.of(function.apply(state, item), "scan");
        return Poll.ready(state);
    }
}
