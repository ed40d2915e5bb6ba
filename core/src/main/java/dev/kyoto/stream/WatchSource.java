package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.sync.Watch;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values of a watch channel, the newest each time.
 *
 * <pre>
 *   FIRST   -> CHANGES   the value that was there was handed over
 *   CHANGES -> CHANGES   a newer one was
 * </pre>
 */
final class WatchSource<T> implements AsyncStream<T> {
    private final Watch.Receiver<T> receiver;

    /** True while FIRST. */
    private boolean first;

    private @Nullable Future<Boolean> waiting;

    WatchSource(Watch.Receiver<T> receiver, boolean withInitial) {
        this.receiver = Objects.requireNonNull(receiver, "receiver");
        this.first = withInitial;
    }

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        if (first) {
            first = false;
            return Poll.ready(receiver.borrowAndUpdate());
        }
        var future = waiting;
        if (future == null) {
            future = receiver.changed();
        }
        waiting = null; // stays so if it throws
        var polled = future.poll(cx);
        if (polled.isPending()) {
            waiting = future;
            return Poll.pending();
        }
        return Poll.ready(polled.value() ? receiver.borrowAndUpdate() : null);
    }

    @Override
    public void cancel() {
        var future = waiting;
        waiting = null;
        if (future != null) {
            future.cancel();
        }
        receiver.close();
    }
}
