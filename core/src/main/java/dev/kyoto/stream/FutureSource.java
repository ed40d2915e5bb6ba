package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream of the values of futures that are made one after another.
 *
 * <pre>
 *   IDLE    -> WAITING   a future was made and is Pending
 *   WAITING -> IDLE      it has ended, well or badly
 * </pre>
 */
final class FutureSource<T> extends Compound<T> {
    private final Supplier<? extends Future<? extends @Nullable T>> next;
    private final List<Part> owned;

    /** The future while WAITING. */
    private @Nullable Future<? extends @Nullable T> waiting;

    /** A source that, cancelled, cancels what is owned as well. */
    FutureSource(Supplier<? extends Future<? extends @Nullable T>> next, List<Part> owned) {
        this.next = Objects.requireNonNull(next, "next");
        this.owned = owned;
    }

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        var future = waiting;
        if (future == null) {
            future = next.get();
        }
        waiting = null; // stays so if the future throws
        var polled = future.poll(cx);
        if (polled.isPending()) {
            waiting = future;
            return Poll.pending();
        }
        return Poll.ready(polled.value());
    }

    /** What is waited for is cancelled at once: whoever waits must be gone before a set is closed. */
    @Override
    List<Part> parts() {
        var future = waiting;
        waiting = null;
        if (owned.isEmpty()) {
            return future == null ? List.of() : List.of(Part.of(future));
        }
        if (future != null) {
            future.cancel();
        }
        return owned;
    }
}
