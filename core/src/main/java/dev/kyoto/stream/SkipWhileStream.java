package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Behind {@link AsyncStream#skipWhile}. */
final class SkipWhileStream<T> extends Adapter<T, T> {
    /** Null once an item was let through. */
    private @Nullable Predicate<? super T> predicate;

    SkipWhileStream(AsyncStream<T> source, Predicate<? super T> predicate) {
        super(source);
        this.predicate = Objects.requireNonNull(predicate, "predicate");
    }

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        while (true) {
            var polled = source.pollNext(cx);
            var skipping = predicate;
            if (skipping == null || polled.isPending()) {
                return polled;
            }
            var item = polled.value();
            if (item == null) {
                return polled;
            }
            if (!skipping.test(item)) {
                predicate = null;
                return polled;
            }
        }
    }
}
