package dev.kyoto.sync;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * How far one receiver has come: what only one task at a time may move.
 *
 * <pre>
 *   next: p -> p + 1     the message p was taken
 *   next: p -> q         the messages p to q - 1 were overwritten and are reported as missed
 *   next: p -> CLOSED    the receiver closes, and counts down what it has not taken
 *
 *   waiter: null -> f    the future f has to wait               under the core's lock
 *   waiter: f -> null    f ends or is cancelled                 by the task of f
 * </pre>
 *
 * <p>{@code next} is moved by compare-and-set, and what follows from a move is done by who made it:
 * so a message is counted down once, whatever closes at the same moment. That a second task moved
 * it is a bug in the program, which is reported.
 *
 * <p>Closing reads {@code waiter} under the core's lock. If it is the future that waits, that one
 * is told; if it was cleared meanwhile, its task does not wait any more. It is set under that lock,
 * and cleared by a task that looks at nothing afterwards: so writes with release are enough.
 */
final class BroadcastCursor<T> {
    /** The position of a receiver that was closed. */
    static final long CLOSED = -1;

    private static final VarHandle NEXT;
    private static final VarHandle WAITER;

    static {
        try {
            var lookup = MethodHandles.lookup();
            NEXT = lookup.findVarHandle(BroadcastCursor.class, "next", long.class);
            WAITER = lookup.findVarHandle(BroadcastCursor.class, "waiter", BroadcastRecv.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final BroadcastCore<T> core;

    @SuppressWarnings("FieldMayBeFinal") // written through NEXT
    private volatile long next;

    @SuppressWarnings("FieldMayBeFinal") // written through WAITER
    private volatile @Nullable BroadcastRecv<T> waiter;

    BroadcastCursor(BroadcastCore<T> core, long next) {
        this.core = core;
        this.next = next;
    }

    long next() {
        return next;
    }

    boolean isClosed() {
        return next == CLOSED;
    }

    /** How many messages were sent that this receiver has not taken, the missed ones included. */
    long length() {
        long position = next;
        // The tail is read later, so it is not behind.
        return position == CLOSED ? 0 : core.tail() - position;
    }

    /** Receives, or keeps the waker. */
    Poll<Broadcast.Received<T>> poll(Context cx, BroadcastRecv<T> claimant) {
        requireSoleWaiter(claimant);
        if (!cx.proceed()) {
            return Poll.pending();
        }
        var received = takeAtOnce();
        // The waker that is kept is only cleared by who will wake it, so if it is the newest one
        // and nothing is there, it is the one that will be woken.
        if (received == null && claimant.waker != cx.waker()) {
            received = core.takeOrWait(this, claimant, cx.waker());
        }
        if (received == null) {
            cx.restore();
            return Poll.pending();
        }
        release(claimant);
        return Poll.ready(received);
    }

    /** Receives what is there now: null if nothing is. */
    Broadcast.@Nullable Received<T> tryRecv() {
        requireSoleWaiter(null);
        var received = takeAtOnce();
        return received != null ? received : core.take(this);
    }

    /** The way without a lock: null if the message is not in its slot. */
    private Broadcast.@Nullable Received<T> takeAtOnce() {
        long position = next;
        if (position == CLOSED) {
            return Broadcast.Received.closed();
        }
        var entry = core.entryAt(position);
        return entry == null ? null : advance(entry);
    }

    /** Takes the message at the position of this receiver. */
    Broadcast.Received<T> advance(BroadcastEntry<T> entry) {
        if (!casNext(entry.position, entry.position + 1)) {
            return movedByOther();
        }
        core.seen(entry);
        return new Broadcast.Received.Message<>(entry.message);
    }

    /** Leaves out what was overwritten. */
    Broadcast.Received<T> skip(long from, long to) {
        return casNext(from, to) ? new Broadcast.Received.Lagged<>(to - from) : movedByOther();
    }

    private Broadcast.Received<T> movedByOther() {
        if (isClosed()) {
            return Broadcast.Received.closed();
        }
        throw usedTwice();
    }

    /** Ends all receiving; answers the position before. */
    long closeNext() {
        return (long) NEXT.getAndSet(this, CLOSED);
    }

    /** Has a future wait, unless another one does; the core's lock is held. */
    void claim(BroadcastRecv<T> claimant) {
        var seen = waiter;
        if (seen != null && seen != claimant) {
            throw usedTwice();
        }
        WAITER.setRelease(this, claimant);
    }

    @Nullable BroadcastRecv<T> waiter() {
        return waiter;
    }

    /** The claimant has ended. */
    void release(BroadcastRecv<T> claimant) {
        if (waiter == claimant) {
            WAITER.setRelease(this, null);
        }
    }

    private void requireSoleWaiter(@Nullable BroadcastRecv<T> claimant) {
        var seen = waiter;
        if (seen != null && seen != claimant) {
            throw usedTwice();
        }
    }

    private boolean casNext(long expected, long following) {
        return NEXT.compareAndSet(this, expected, following);
    }

    static IllegalStateException usedTwice() {
        return new IllegalStateException(
                "two tasks receive from one broadcast receiver, or a recv() that waits was neither"
                        + " awaited to its end nor cancelled; give each task a receiver of its own,"
                        + " by subscribe() or resubscribe()");
    }
}
