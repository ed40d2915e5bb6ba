package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Behind the consumers that put all values into one: {@code fold}, {@code collect}, {@code count}. */
final class Fold<T, A extends @Nullable Object, R extends @Nullable Object>
        extends Consumption<T, R> {
    private final String name;
    private final BiFunction<? super A, ? super T, ? extends A> step;
    private final Function<? super A, ? extends R> finish;
    private A state;

    Fold(
            String name,
            AsyncStream<T> source,
            A initial,
            BiFunction<? super A, ? super T, ? extends A> step,
            Function<? super A, ? extends R> finish) {
        super(source);
        this.name = name;
        this.state = initial;
        this.step = step;
        this.finish = finish;
    }

    @Override
    Poll<R> run(Context cx) {
        while (true) {
            var polled = source.pollNext(cx);
            if (polled.isPending()) {
                return Poll.pending();
            }
            var item = polled.value();
            if (item == null) {
                return Poll.ready(finish.apply(state));
            }
            state = step.apply(state, item);
        }
    }

    @Override
    String name() {
        return name;
    }
}
