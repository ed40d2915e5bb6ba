package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Behind {@link AsyncStream#zip}: keeps what one side has given until the other gives its own. */
final class ZipStream<A, B, T> extends Ending<T> {
    private final AsyncStream<A> left;
    private final AsyncStream<B> right;
    private final BiFunction<? super A, ? super B, ? extends T> function;

    private @Nullable A leftValue;
    private @Nullable B rightValue;

    ZipStream(
            AsyncStream<A> left,
            AsyncStream<B> right,
            BiFunction<? super A, ? super B, ? extends T> function) {
        this.left = left;
        this.right = Objects.requireNonNull(right, "other");
        this.function = Objects.requireNonNull(function, "function");
    }

    @Override
    Poll<@Nullable T> step(Context cx) {
        if (leftValue == null) {
            var polled = left.pollNext(cx);
            if (polled.isReady()) {
                leftValue = polled.value();
                if (leftValue == null) {
                    return Poll.ready(null);
                }
            }
        }
        if (rightValue == null) {
            var polled = right.pollNext(cx);
            if (polled.isReady()) {
                rightValue = polled.value();
                if (rightValue == null) {
                    return Poll.ready(null);
                }
            }
        }
        var a = leftValue;
        var b = rightValue;
        if (a == null || b == null) {
            return Poll.pending();
        }
        leftValue = null;
        rightValue = null;
        return Poll.ready(Values.of(function.apply(a, b), "zip"));
    }

    @Override
    List<Part> parts() {
        return List.of(Part.ofStream(left), Part.ofStream(right));
    }
}
