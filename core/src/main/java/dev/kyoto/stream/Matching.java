package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import java.util.Objects;
import java.util.function.Predicate;

/** Behind {@link AsyncStream#all} and {@link AsyncStream#any}: ends at the first that decides. */
final class Matching<T> extends OneShotFuture<Boolean> {
    private final AsyncStream<T> stream;
    private final Predicate<? super T> predicate;

    /** What the predicate says of a value that decides. */
    private final boolean deciding;

    Matching(AsyncStream<T> stream, Predicate<? super T> predicate, boolean deciding) {
        this.stream = stream;
        this.predicate = Objects.requireNonNull(predicate, "predicate");
        this.deciding = deciding;
    }

    @Override
    protected Poll<Boolean> step(Context cx) {
        while (true) {
            var polled = stream.pollNext(cx);
            if (polled.isPending()) {
                return Poll.pending();
            }
            var item = polled.value();
            if (item == null) {
                return Poll.ready(!deciding);
            }
            if (predicate.test(item) == deciding) {
                return Poll.ready(deciding);
            }
        }
    }

    @Override
    protected String name() {
        return deciding ? "any()" : "all()";
    }
}
