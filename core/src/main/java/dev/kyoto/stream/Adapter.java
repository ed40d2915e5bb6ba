package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A stream over another one, which it owns and passes a cancellation on to. */
abstract class Adapter<S, T> implements AsyncStream<T> {
    final AsyncStream<S> source;

    Adapter(AsyncStream<S> source) {
        this.source = Objects.requireNonNull(source, "source");
    }

    @Override
    public void cancel() {
        source.cancel();
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
        return source.pollCancel(cx);
    }
}
