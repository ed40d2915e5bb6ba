package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Behind {@link AsyncStream#filter}. */
final class FilterStream<T> extends Adapter<T, T> {
    private final Predicate<? super T> predicate;

    FilterStream(AsyncStream<T> source, Predicate<? super T> predicate) {
        super(source);
        this.predicate = Objects.requireNonNull(predicate, "predicate");
    }

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        while (true) {
            var polled = source.pollNext(cx);
            if (polled.isPending()) {
                return polled;
            }
            var item = polled.value();
            if (item == null || predicate.test(item)) {
                return polled;
            }
        }
    }
}
