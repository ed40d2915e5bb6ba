package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Behind {@link AsyncStream#takeWhile}. */
final class TakeWhileStream<T> extends Bounded<T, T> {
    private final Predicate<? super T> predicate;

    TakeWhileStream(AsyncStream<T> source, Predicate<? super T> predicate) {
        super(source);
        this.predicate = Objects.requireNonNull(predicate, "predicate");
    }

    @Override
    Poll<@Nullable T> step(Context cx) {
        var polled = source.pollNext(cx);
        if (polled.isPending()) {
            return polled;
        }
        var item = polled.value();
        return item == null || predicate.test(item) ? polled : Poll.ready(null);
    }
}
