package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Behind {@link AsyncStream#takeUntil} and {@link AsyncStream#until}: asks the future first. */
final class TakeUntilStream<T> extends Bounded<T, T> {
    /** Null once it has ended. */
    private @Nullable Future<?> stop;

    TakeUntilStream(AsyncStream<T> source, Future<?> stop) {
        super(source);
        this.stop = Objects.requireNonNull(stop, "stop");
    }

    @Override
    Poll<@Nullable T> step(Context cx) {
        return isStopped(cx) ? Poll.ready(null) : source.pollNext(cx);
    }

    private boolean isStopped(Context cx) {
        var future = stop;
        if (future == null) {
            return true;
        }
        try {
            if (future.poll(cx).isPending()) {
                return false;
            }
        } catch (RuntimeException | Error e) {
            stop = null;
            endAfterThis();
            throw e;
        }
        stop = null;
        return true;
    }

    @Override
    List<Part> parts() {
        var future = stop;
        return future == null ? super.parts() : List.of(Part.of(future), Part.ofStream(source));
    }
}
