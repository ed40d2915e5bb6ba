package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Behind {@link AsyncStream#inspect}. */
final class InspectStream<T> extends Adapter<T, T> {
    private final Consumer<? super T> action;

    InspectStream(AsyncStream<T> source, Consumer<? super T> action) {
        super(source);
        this.action = Objects.requireNonNull(action, "action");
    }

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        var polled = source.pollNext(cx);
        if (polled.isReady()) {
            var item = polled.value();
            if (item != null) {
                action.accept(item);
            }
        }
        return polled;
    }
}
