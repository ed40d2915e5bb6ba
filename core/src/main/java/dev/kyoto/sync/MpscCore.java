package dev.kyoto.sync;

import dev.kyoto.future.Waker;
import dev.kyoto.internal.util.LeakGuard;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What all handles of one {@link Mpsc} channel share.
 *
 * <p><b>Parts.</b> The list of messages; the pool of free slots, if the channel is bounded; the
 * waker of the receiver; counts of the handles. A message holds a permit of the pool from before it
 * is appended until after it was taken out.
 *
 * <p><b>States of the channel.</b>
 *
 * <pre>
 *   OPEN   -> CLOSED    the receiver closes, or the last sender does
 *   CLOSED -> DRAINED   bounded: all permits are back, hence nothing is held, appended or in flight
 *                       unbounded: all messages that were appended before the close are taken
 * </pre>
 *
 * <p>The state is the pool's CLOSED bit where there is a pool, so that permits which were handed
 * out before can still be used; else it is the list's.
 *
 * <p><b>No wake-up of the receiver is lost:</b> it keeps its waker by a volatile write, and then
 * looks at the slot and at the state. Others first make their change visible - the slot by a store
 * and a full fence, the state by a compare-and-set - and then look for the waker. Every change that
 * may end the receiver's wait is followed by that look: push, close, and the return of a permit
 * after close.
 */
final class MpscCore<T> extends CloseSignal {
    private static final VarHandle RECEIVER_WAKER;

    static {
        try {
            RECEIVER_WAKER =
                    MethodHandles.lookup()
                            .findVarHandle(MpscCore.class, "receiverWaker", Waker.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The capacity of a channel without a limit. */
    static final int UNBOUNDED = Integer.MAX_VALUE;

    final BlockList<T> messages = new BlockList<>();
    final SenderCounts senders = new SenderCounts();
    final int capacity;

    /**
     * What watches the receiver. That it was forgotten matters to the senders alone, all of which
     * reach this core: so this is where it is kept. Nobody reads it.
     */
    @Nullable LeakGuard receiverGuard;

    /** Kept and dropped by the receiver, taken by whoever is to wake it. */
    private volatile @Nullable Waker receiverWaker;

    /** Free slots; null if the channel is unbounded. */
    private final @Nullable PermitPool slots;

    MpscCore(int capacity) {
        this.capacity = capacity;
        this.slots = capacity == UNBOUNDED ? null : new PermitPool(capacity);
    }

    boolean isBounded() {
        return slots != null;
    }

    /** The pool of a bounded channel. */
    PermitPool slots() {
        var pool = slots;
        if (pool == null) {
            throw new AssertionError("an unbounded channel has no slots to wait for");
        }
        return pool;
    }

    int freeSlots() {
        return slots == null ? UNBOUNDED : (int) slots.volatileSnapshot().free();
    }

    // ---- senders

    /** Appends a message; answers false if an unbounded channel is closed. */
    boolean push(T message) {
        if (!messages.push(message)) {
            return false;
        }
        if (receiverWaker == null) {
            VarHandle.fullFence(); // the slot was written with release
        }
        wakeReceiver();
        return true;
    }

    /** Called after a change that is ordered before this look for the waker. */
    private void wakeReceiver() {
        if (receiverWaker != null) {
            var taken = (Waker) RECEIVER_WAKER.getAndSet(this, null);
            if (taken != null) {
                taken.wake();
            }
        }
    }

    /** Gives back slots that will not be used. */
    void giveBack(int unused) {
        if (unused > 0) {
            slots().release(unused);
            wakeIfDrained();
        }
    }

    void wakeIfDrained() {
        if (isDrained()) {
            wakeReceiver();
        }
    }

    /** Counts one sender less; answers whether the channel had not been closed before. */
    boolean senderGone() {
        boolean open = !isClosed();
        if (senders.remove()) {
            close();
        }
        return open;
    }

    // ---- the receiver

    /** Keeps the waker of the one who receives, who looks again afterwards. */
    void keepReceiverWaker(Waker waker) {
        receiverWaker = waker;
    }

    /** Forgets the waker. One that is being called at this moment is called in vain. */
    void dropReceiverWaker() {
        if (receiverWaker != null) {
            RECEIVER_WAKER.setRelease(this, null);
        }
    }

    // ---- both sides

    @Override
    boolean isClosed() {
        return slots == null ? messages.isClosed() : slots.isClosed();
    }

    boolean isDrained() {
        if (slots == null) {
            return messages.isDrained();
        }
        var seen = slots.volatileSnapshot();
        return seen.isClosed() && seen.free() == capacity;
    }

    /** Closes the channel, unless it is; answers true, as there always is one to close. */
    boolean close() {
        if (isClosed()) {
            return true; // whoever did it wakes those who wait
        }
        if (slots == null) {
            messages.close();
        } else {
            slots.close();
        }
        wakeReceiver();
        announceClosed();
        return true;
    }

    /** A message was taken out: its slot is free. */
    void taken(int messages) {
        if (slots != null) {
            slots.release(messages);
        }
    }
}
