package dev.kyoto.sync;

import dev.kyoto.future.Waker;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What all handles of one {@link Broadcast} channel share.
 *
 * <p><b>Parts.</b> A ring of entries, one for each of the newest messages; the position of the next
 * message to be sent ({@code tail}); the queue of receivers that wait for it; counts of the
 * handles. Positions count messages from 0 and never wrap.
 *
 * <p><b>States of a slot</b>, for a ring of n slots and a position p that belongs to it.
 *
 * <pre>
 *   null, or entry p - n  -> entry p    p is sent; an older message may be lost to slow receivers
 *   entry p               -> null       the last receiver has seen p            compare-and-set
 * </pre>
 *
 * <p><b>Who may touch what.</b>
 *
 * <ol>
 *   <li>{@code tail}, {@code ended}, {@code receivers}, the queue, and the putting of entries: under
 *       this object's monitor. The first three are volatile, to be looked at without it.
 *   <li>A receiver reads slots without the lock. If it finds the entry of its position it takes it
 *       and nothing else is needed: the sender's release of the slot pairs with the receiver's
 *       acquire in {@link #entryAt}. Only if it does not find it does it take the lock, to learn
 *       whether the message is yet to come, overwritten, or never to come.
 *   <li>A slot that is null, or holds an older entry, was not yet sent to as far as a live receiver
 *       is concerned: what was sent at or after its position counts it, so it is not cleared before
 *       the receiver has counted down.
 * </ol>
 *
 * <p><b>No wake-up is lost.</b> A receiver looks at tail and {@code ended} and joins the queue under
 * one hold of the lock; a send moves the tail and empties the queue under one hold, and so does the
 * end. So each of these is either seen by the receiver or finds it in the queue. Wakers are called
 * after the lock was left.
 *
 * <p><b>What was sent before the end is received:</b> the end is told only to a receiver whose
 * position is the tail, and once {@code ended} is set, under the lock, the tail stays.
 *
 * <p><b>The tail moves before the slot is written</b>, so that a message that anybody has received
 * is counted by everybody's {@code len()}.
 */
final class BroadcastCore<T> extends CloseSignal {
    static final int MAX_CAPACITY = 1 << 30;

    /** What {@link #send} answers once all senders are closed. */
    static final int ENDED = -1;

    final SenderCounts senders = new SenderCounts();

    private final AtomicReferenceArray<@Nullable BroadcastEntry<T>> ring;
    private final WaitQueue queue = new WaitQueue();
    private volatile long tail;
    private volatile int receivers;
    private volatile boolean ended;

    /** The capacity is rounded up to a power of two. */
    BroadcastCore(int capacity) {
        int slots = Integer.highestOneBit(capacity);
        this.ring = new AtomicReferenceArray<>(slots < capacity ? slots << 1 : slots);
    }

    // ---- senders

    /** Appends a message; answers how many will see it, none of which means it was not kept. */
    int send(T message) {
        int audience;
        Waiter<?> told;
        synchronized (this) {
            if (ended) {
                return ENDED;
            }
            audience = receivers;
            if (audience == 0) {
                return 0;
            }
            long position = tail;
            tail = position + 1;
            ring.setRelease(slotOf(position), new BroadcastEntry<>(position, message, audience));
            told = takeWaitersLocked();
        }
        Waiter.wakeAll(told);
        return audience;
    }

    /** Counts one sender less; answers whether there was anybody to hear of it. */
    boolean senderGone() {
        boolean heard = receivers > 0;
        if (senders.remove()) {
            Waiter<?> told;
            synchronized (this) {
                ended = true;
                told = takeWaitersLocked();
            }
            Waiter.wakeAll(told);
        }
        return heard;
    }

    private @Nullable Waiter<?> takeWaitersLocked() {
        var all = queue.removeAll();
        for (var node = all; node != null; node = node.next) {
            ((BroadcastRecv<?>) node).place = BroadcastRecv.Place.TOLD;
        }
        return all;
    }

    /**
     * How many messages some receiver has yet to see.
     *
     * <p>Receivers see messages in order, so a message that is unseen by one is followed by such
     * only: the first of them is found by halving.
     */
    synchronized int unseen() {
        long end = tail;
        long low = oldestLocked();
        long high = end;
        while (low < high) {
            long middle = (low + high) >>> 1;
            var entry = entryAt(middle);
            if (entry == null || entry.isSeenByAll()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return (int) (end - low);
    }

    // ---- receivers

    /** A receiver of what is sent from now on. */
    synchronized BroadcastCursor<T> subscribe() {
        receivers = receivers + 1;
        return new BroadcastCursor<>(this, tail);
    }

    int receivers() {
        return receivers;
    }

    long tail() {
        return tail;
    }

    boolean isEnded() {
        return ended;
    }

    /** Whether no receiver is left now; one may be added again. */
    @Override
    boolean isClosed() {
        return receivers == 0;
    }

    /** The entry of a position, if it was sent, is not overwritten, and not seen by all. */
    @Nullable BroadcastEntry<T> entryAt(long position) {
        var entry = ring.getAcquire(slotOf(position));
        return entry != null && entry.position == position ? entry : null;
    }

    /** Counts an entry as seen, and lets go of it once all have. */
    void seen(BroadcastEntry<T> entry) {
        if (entry.countDown()) {
            ring.compareAndSet(slotOf(entry.position), entry, null);
        }
    }

    /** Receives what there is: null if nothing is there now. */
    synchronized Broadcast.@Nullable Received<T> take(BroadcastCursor<T> cursor) {
        return takeLocked(cursor);
    }

    /** Receives what there is, or keeps the waker and answers null. */
    synchronized Broadcast.@Nullable Received<T> takeOrWait(
            BroadcastCursor<T> cursor, BroadcastRecv<T> node, Waker waker) {
        var received = takeLocked(cursor);
        if (received == null) {
            if (node.place == BroadcastRecv.Place.OUTSIDE) {
                cursor.claim(node);
                node.place = BroadcastRecv.Place.QUEUED;
                queue.add(node);
            } else if (node.place == BroadcastRecv.Place.TOLD) {
                // It was told of something that somebody else has taken.
                throw BroadcastCursor.usedTwice();
            }
            node.waker = waker;
        }
        return received;
    }

    private Broadcast.@Nullable Received<T> takeLocked(BroadcastCursor<T> cursor) {
        long position = cursor.next();
        if (position == BroadcastCursor.CLOSED) {
            return Broadcast.Received.closed();
        }
        long oldest = oldestLocked();
        if (position < oldest) {
            return cursor.skip(position, oldest);
        }
        var entry = entryAt(position);
        if (entry != null) {
            return cursor.advance(entry);
        }
        return ended ? Broadcast.Received.closed() : null;
    }

    private long oldestLocked() {
        return Math.max(0, tail - ring.length());
    }

    /** A wait ends without a message. */
    synchronized void leave(BroadcastRecv<T> node) {
        if (node.place == BroadcastRecv.Place.QUEUED) {
            queue.remove(node);
            node.waker = null;
        }
        node.place = BroadcastRecv.Place.TOLD;
    }

    /** A receiver goes: what it has not seen need not be kept for it any more. */
    boolean close(BroadcastCursor<T> cursor) {
        long from;
        long to;
        boolean last;
        BroadcastRecv<?> told = null;
        synchronized (this) {
            from = cursor.closeNext();
            if (from == BroadcastCursor.CLOSED) {
                return false;
            }
            from = Math.max(from, oldestLocked());
            to = tail;
            last = receivers == 1;
            receivers = receivers - 1;
            var waiting = cursor.waiter();
            if (waiting != null && waiting.place == BroadcastRecv.Place.QUEUED) {
                queue.remove(waiting);
                waiting.place = BroadcastRecv.Place.TOLD;
                told = waiting;
            }
        }
        Waiter.wakeAll(told);
        if (last) {
            announceClosed();
        }
        // Without the lock, as there may be many. What is overwritten meanwhile needs no count.
        for (long position = from; position < to; position++) {
            var entry = entryAt(position);
            if (entry != null) {
                seen(entry);
            }
        }
        return true;
    }

    private int slotOf(long position) {
        return (int) position & (ring.length() - 1);
    }

    @Override
    public String toString() {
        return "Broadcast[unseen=%d, receivers=%d]".formatted(unseen(), receivers);
    }
}
