package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Behind {@link AsyncStream#merge}: polls the two in turn, the other one first each time. One that
 * has ended is not polled again.
 */
final class MergeStream<T> extends Compound<T> {
    private final List<Part> parts;

    /** The one to poll first, and the other; null once ended. */
    private @Nullable AsyncStream<? extends T> first;

    private @Nullable AsyncStream<? extends T> second;

    MergeStream(AsyncStream<? extends T> first, AsyncStream<? extends T> second) {
        this.first = first;
        this.second = Objects.requireNonNull(second, "other");
        this.parts = List.of(Part.ofStream(first), Part.ofStream(second));
    }

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        var one = first;
        var two = second;
        // Whatever happens, the other one is the first to be asked the next time.
        first = two;
        second = one;
        if (one != null) {
            var polled = one.pollNext(cx);
            if (polled.isReady()) {
                var value = polled.value();
                if (value != null) {
                    return Poll.ready(value);
                }
                second = null;
            }
        }
        if (two != null) {
            var polled = two.pollNext(cx);
            if (polled.isReady()) {
                var value = polled.value();
                if (value != null) {
                    // The one that had nothing goes first again.
                    first = second;
                    second = two;
                    return Poll.ready(value);
                }
                first = null;
            }
        }
        return first == null && second == null ? Poll.ready(null) : Poll.pending();
    }

    @Override
    List<Part> parts() {
        return parts;
    }
}
