package dev.kyoto.sync;

import dev.kyoto.internal.util.ThreadRng;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What all handles of one {@link Watch} channel share.
 *
 * <p><b>Parts.</b> The newest value with its version, as one immutable snapshot; several {@link
 * Notify} that share out the waiting receivers, and one for waiting senders; counts of the handles.
 *
 * <p>The version is a word that steps by 2, so that its lowest bit is free:
 *
 * <pre>
 *   bit 0      CLOSED    all senders are gone; never cleared
 *   bits 1..   how often the value was replaced
 *
 *   v         -> v + 2         the value is replaced
 *   v         -> v | CLOSED    the last sender closes
 * </pre>
 *
 * <p>The snapshot is replaced under this object's monitor, which orders updates by functions; it is
 * read without it. So a receiver sees a value together with its own version, and never waits for a
 * sender.
 *
 * <p><b>No wake-up is lost.</b> A receiver makes its {@code Notified} first and then reads the
 * snapshot; a sender replaces the snapshot first and then calls {@code notifyWaiters} on every
 * shard. The field is volatile, and so is the generation that {@code Notified} remembers: either
 * the receiver reads the new snapshot, or its {@code Notified} is of an older generation than the
 * call, which then reaches it, whether or not it was polled. The end is a new snapshot as well.
 *
 * <p><b>No lock is shared by all receivers:</b> a wait picks one of the shards at random, so that a
 * thousand receivers that are woken at once queue again in different places.
 */
final class WatchCore<T> extends CloseSignal {
    /** Among how many {@link Notify} the waiting receivers are shared out. */
    static final int SHARDS = 8;

    private static final long CLOSED = 1;
    private static final long STEP = 2;

    final SenderCounts senders = new SenderCounts();

    private final Notify[] shards;
    private final AtomicInteger receivers = new AtomicInteger();
    private volatile Snapshot<T> snapshot;

    /** Whether a function is being applied; touched under the lock. */
    private boolean updating;

    WatchCore(T initial, int shards) {
        this.snapshot = new Snapshot<>(initial, 0);
        this.shards = new Notify[shards];
        for (int i = 0; i < shards; i++) {
            this.shards[i] = new Notify();
        }
    }

    /** The value at one moment. */
    record Snapshot<T>(T value, long word) {
        long version() {
            return word & ~CLOSED;
        }

        boolean isClosed() {
            return (word & CLOSED) != 0;
        }

        private Snapshot<T> with(T next) {
            return new Snapshot<>(next, word + STEP);
        }

        private Snapshot<T> closed() {
            return new Snapshot<>(value, word | CLOSED);
        }
    }

    /** A version that is not the one given, nor any that is to come. */
    static long before(long version) {
        return version - STEP;
    }

    Snapshot<T> volatileSnapshot() {
        return snapshot;
    }

    // ---- senders

    /**
     * Replaces the value by what a function makes of it.
     *
     * @return the value before; null if the function answered null, so that nothing has changed
     */
    @Nullable T update(Function<? super T, ? extends @Nullable T> function) {
        T before;
        synchronized (this) {
            if (updating) {
                throw new IllegalStateException(
                        "a function that makes the next value of a watch channel has sent to the"
                                + " same channel; return the value instead");
            }
            if (snapshot.isClosed()) {
                throw senderClosed();
            }
            before = snapshot.value();
            updating = true;
            T next;
            try {
                next = function.apply(before);
            } finally {
                updating = false;
            }
            if (next == null) {
                return null;
            }
            // From the field again: the function may have closed the last sender.
            snapshot = snapshot.with(next);
        }
        notifyReceivers();
        return before;
    }

    static ClosedException senderClosed() {
        return new ClosedException(
                "this sender of a watch channel was closed; the value was not sent and is still the"
                        + " caller's");
    }

    /** Counts one sender less; answers whether there was anybody to hear of it. */
    boolean senderGone() {
        boolean heard = receivers.get() > 0;
        if (senders.remove()) {
            synchronized (this) {
                snapshot = snapshot.closed();
            }
            notifyReceivers();
        }
        return heard;
    }

    // ---- receivers

    void addReceiver() {
        receivers.incrementAndGet();
    }

    void receiverGone() {
        if (receivers.decrementAndGet() == 0) {
            announceClosed();
        }
    }

    int receivers() {
        return receivers.get();
    }

    /** Whether no receiver is left now; one may be added again. */
    @Override
    boolean isClosed() {
        return receivers.get() == 0;
    }

    /** Where a wait that begins now is to queue. */
    Notify randomShard() {
        return shards[ThreadRng.current().nextInt(shards.length)];
    }

    Notify shard(int index) {
        return shards[index];
    }

    private void notifyReceivers() {
        for (var shard : shards) {
            shard.notifyWaiters();
        }
    }
}
