package dev.kyoto.sync;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.lang.ref.Reference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The wait for a value that a predicate holds for. */
final class WatchWaitFor<T> extends WatchWait<T, T> {
    /** Versions are even, so this is none. */
    private static final long NONE = -1;

    private final Predicate<? super T> predicate;

    /** The version that the predicate was last asked about. */
    private long asked = NONE;

    WatchWaitFor(Object keepAlive, WatchCursor<T> cursor, Predicate<? super T> predicate) {
        super(keepAlive, cursor);
        this.predicate = predicate;
    }

    @Override
    public Poll<T> poll(Context cx) {
        begin();
        if (!cx.proceed()) {
            return Poll.pending();
        }
        boolean failed = true;
        try {
            var match = look();
            while (match == null) {
                if (mustWait(cx)) {
                    failed = false;
                    return Poll.pending();
                }
                match = look();
            }
            failed = false;
            leave();
            return ready(match);
        } finally {
            if (failed) {
                stage = FAILED;
                leave();
            }
            Reference.reachabilityFence(keepAlive);
        }
    }

    /** The newest value if the predicate holds for it; null if there may be others. */
    private @Nullable T look() {
        var newest = cursor.core.volatileSnapshot();
        if (newest.version() != asked) {
            asked = newest.version();
            var _ = cursor.see(newest);
            if (predicate.test(newest.value())) {
                return newest.value();
            }
        }
        if (newest.isClosed() || cursor.isClosed()) {
            throw failed(
                    (cursor.isClosed()
                                    ? "the receiver of this watch channel was closed"
                                    : "all senders of this watch channel are closed")
                            + " before a value came that was waited for; the last one was "
                            + newest.value());
        }
        return null;
    }

    @Override
    public String toString() {
        return "Watch.Receiver.waitFor()";
    }
}
