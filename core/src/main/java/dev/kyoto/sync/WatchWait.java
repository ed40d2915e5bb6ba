package dev.kyoto.sync;

import dev.kyoto.future.Context;
import org.jspecify.annotations.Nullable;

/**
 * What the waits of a receiver share: they look at the value, and wait for the next one.
 *
 * <p>A poll looks at the snapshot, and as long as that does not end the wait, asks {@link
 * #mustWait}, which at first only makes the {@code Notified}: so the last look is always one after
 * it was made. See {@link WatchCore} for why that loses no wake-up.
 */
abstract class WatchWait<T, R extends @Nullable Object> extends LeafFuture<R> {
    /** The receiver: it must not count as forgotten while somebody waits. */
    final Object keepAlive;

    final WatchCursor<T> cursor;

    /** Where this waits; written before the cursor's {@code waiter}, which publishes it. */
    private @Nullable Notify shard;

    private Notify.@Nullable Notified notified;

    WatchWait(Object keepAlive, WatchCursor<T> cursor) {
        this.keepAlive = keepAlive;
        this.cursor = cursor;
    }

    /** Called first by every poll. */
    final void begin() {
        checkLive();
        if (!cursor.isFreeFor(this)) {
            throw usedTwice();
        }
    }

    /** Whether the answer is Pending; if not, the snapshot has to be looked at again. */
    final boolean mustWait(Context cx) {
        var told = notified;
        if (told == null) {
            notified = notifiedOfShard();
            return false;
        }
        if (told.poll(cx).isReady()) {
            notified = null;
            return false;
        }
        cx.restore();
        stage = WAITING;
        return true;
    }

    private Notify.Notified notifiedOfShard() {
        var place = shard;
        if (place == null) {
            place = cursor.core.randomShard();
            shard = place;
            if (!cursor.claim(this)) {
                throw usedTwice();
            }
        }
        return place.notified();
    }

    /** Called by every poll that ends the wait, and by cancel. */
    final void leave() {
        var told = notified;
        if (told != null) {
            notified = null;
            told.cancel();
        }
        cursor.release(this);
    }

    /** Has this wait look again; called by whoever closes the receiver. */
    final void tell() {
        var place = shard;
        if (place != null) {
            place.notifyWaiters();
        }
    }

    @Override
    public final void cancel() {
        if (stage <= WAITING) {
            stage = CANCELLED;
            leave();
        }
    }

    private IllegalStateException usedTwice() {
        stage = FAILED;
        return new IllegalStateException(
                "two tasks wait on one watch receiver, so that each would miss changes, or a wait"
                        + " was neither awaited to its end nor cancelled; give each task a receiver"
                        + " of its own, by fork() or subscribe()");
    }
}
