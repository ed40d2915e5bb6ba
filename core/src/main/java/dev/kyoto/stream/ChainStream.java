package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Behind {@link AsyncStream#chain}. */
final class ChainStream<T> extends Compound<T> {
    private final AsyncStream<? extends T> first;
    private final AsyncStream<? extends T> second;
    private boolean firstEnded;

    ChainStream(AsyncStream<? extends T> first, AsyncStream<? extends T> second) {
        this.first = first;
        this.second = Objects.requireNonNull(second, "other");
    }

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        if (!firstEnded) {
            var polled = first.pollNext(cx);
            if (polled.isPending()) {
                return Poll.pending();
            }
            var value = polled.value();
            if (value != null) {
                return Poll.ready(value);
            }
            firstEnded = true;
        }
        var polled = second.pollNext(cx);
        return polled.isPending() ? Poll.pending() : Poll.ready(polled.value());
    }

    @Override
    List<Part> parts() {
        return List.of(Part.ofStream(first), Part.ofStream(second));
    }
}
