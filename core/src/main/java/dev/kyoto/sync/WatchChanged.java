package dev.kyoto.sync;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/** The wait for a value that the receiver has not seen. */
final class WatchChanged<T> extends WatchWait<T, Boolean> {

    WatchChanged(Object keepAlive, WatchCursor<T> cursor) {
        super(keepAlive, cursor);
    }

    @Override
    public Poll<Boolean> poll(Context cx) {
        begin();
        if (!cx.proceed()) {
            return Poll.pending();
        }
        try {
            var answer = look();
            while (answer == null) {
                if (mustWait(cx)) {
                    return Poll.pending();
                }
                answer = look();
            }
            leave();
            return ready(answer);
        } finally {
            Reference.reachabilityFence(keepAlive);
        }
    }

    private @Nullable Boolean look() {
        var newest = cursor.core.volatileSnapshot();
        // Asked after the value was read: what was sent after the receiver was closed is not seen.
        if (cursor.isClosed()) {
            return false;
        }
        if (cursor.see(newest)) {
            return true;
        }
        return newest.isClosed() ? false : null;
    }

    @Override
    public String toString() {
        return "Watch.Receiver.changed()";
    }
}
