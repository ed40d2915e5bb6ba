package dev.kyoto.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What one receiver has seen, and whether it waits.
 *
 * <pre>
 *   seen: any -> v          the value of version v was seen, or is to count as unseen
 *   closed: false -> true   the receiver closes
 *   waiter: null -> f       the future f is about to wait
 *   waiter: f -> null       f ends or is cancelled
 * </pre>
 *
 * <p>One task at a time uses a receiver. All fields are volatile all the same, so that it may be
 * handed on without ceremony, looked at from anywhere, and closed by the garbage collector.
 *
 * <p>A wait that another thread closes the receiver under is told: it writes {@code waiter}, then
 * makes its {@code Notified}, then reads {@code closed}; {@link #close} writes {@code closed}, then
 * reads {@code waiter} and notifies its shard. So the wait sees the close, or is found. Nothing
 * depends on what is read after {@code seen} was written or {@code waiter} cleared, so those writes
 * are releases, which pair with the reads of whoever has the receiver next.
 */
final class WatchCursor<T> {
    private static final VarHandle WAITER;
    private static final VarHandle SEEN;

    static {
        try {
            var lookup = MethodHandles.lookup();
            WAITER = lookup.findVarHandle(WatchCursor.class, "waiter", WatchWait.class);
            SEEN = lookup.findVarHandle(WatchCursor.class, "seen", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final WatchCore<T> core;

    @SuppressWarnings("FieldMayBeFinal") // written through SEEN as well
    private volatile long seen;

    private volatile boolean closed;

    @SuppressWarnings("FieldMayBeFinal") // written through WAITER
    private volatile @Nullable WatchWait<T, ?> waiter;

    /** Takes over one count of the core's receivers. */
    WatchCursor(WatchCore<T> core, long seen) {
        this.core = core;
        this.seen = seen;
    }

    long seen() {
        return seen;
    }

    boolean isUnseen(WatchCore.Snapshot<T> snapshot) {
        return snapshot.version() != seen;
    }

    /** Marks a value as seen; answers whether it was unseen. */
    boolean see(WatchCore.Snapshot<T> snapshot) {
        long version = snapshot.version();
        if (seen == version) {
            return false;
        }
        SEEN.setRelease(this, version);
        return true;
    }

    void markUnseen() {
        seen = WatchCore.before(core.volatileSnapshot().version());
    }

    boolean isClosed() {
        return closed;
    }

    boolean close() {
        closed = true;
        core.receiverGone();
        var waiting = waiter;
        if (waiting != null) {
            waiting.tell();
        }
        return true;
    }

    /** Has a future wait, unless another one does. */
    boolean claim(WatchWait<T, ?> claimant) {
        return waiter == claimant || WAITER.compareAndSet(this, null, claimant);
    }

    /** Whether no other future waits. */
    boolean isFreeFor(WatchWait<T, ?> claimant) {
        var waiting = waiter;
        return waiting == null || waiting == claimant;
    }

    /** The claimant has ended. */
    void release(WatchWait<T, ?> claimant) {
        if (waiter == claimant) {
            WAITER.setRelease(this, null);
        }
    }
}
