package dev.kyoto.sync;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all handles of one {@link Mpmc} channel share.
 *
 * <p><b>Parts.</b> The messages in order; a queue of receivers that wait for one; a queue of senders
 * that wait for a free slot; counts of the handles. All but the counts is under this object's
 * monitor, and no waker and no code of users is called while it is held.
 *
 * <p><b>Why a lock.</b> A busy channel nearly always has somebody waiting on one side, and to serve
 * a fair queue takes a lock. One lock for the whole then costs less than the compare-and-sets of a
 * lock-free queue, a counter of slots and a counter of messages beside it. It also makes every
 * operation one step: no full channel whose message cannot be received yet, no message behind one
 * that is still being written.
 *
 * <p><b>Promises.</b> A waiter that is served gets no message and no slot yet, as it may be
 * cancelled: one is set aside for it. It takes the oldest message, whichever that is by then, so a
 * promise that is given back disturbs no order.
 *
 * <pre>
 *   promised   messages in the queue that are set aside for receivers that were woken
 *   reserved   free slots that are set aside for senders that were woken
 *   inHand     messages taken out by recvMany, until the buffer of its caller has accepted them
 * </pre>
 *
 * <p><b>Rules</b>, true whenever the lock is free; {@link #serve} restores them:
 *
 * <ol>
 *   <li>A receiver is in the queue only if every message is promised.
 *   <li>A sender is in the queue only if every slot is used or reserved.
 *   <li>Once closed, no sender is in the queue, nothing is reserved, and no message is added; what
 *       was reserved before is taken back, so its sender fails and keeps its message.
 *   <li>Once closed and empty, nothing in hand, no receiver is in the queue. Until then receivers
 *       wait even if all messages are promised to others: one may come back.
 * </ol>
 *
 * <p><b>States of the channel.</b>
 *
 * <pre>
 *   OPEN   -> CLOSED    closed by hand; or the last sender or the last receiver is
 *   CLOSED -> DRAINED   the last message was taken
 * </pre>
 */
final class MpmcCore<T> extends CloseSignal {
    /** The capacity of a channel without a limit. */
    static final int UNBOUNDED = Integer.MAX_VALUE;

    final int capacity;
    final SenderCounts senders = new SenderCounts();
    final HandleCount receivers = new HandleCount();

    @GuardedBy("this")
    private final ArrayDeque<T> messages = new ArrayDeque<>();

    @GuardedBy("this")
    private final WaitQueue waitingReceivers = new WaitQueue();

    @GuardedBy("this")
    private final WaitQueue waitingSenders = new WaitQueue();

    @GuardedBy("this")
    private int promised;

    @GuardedBy("this")
    private int reserved;

    @GuardedBy("this")
    private int inHand;

    /** Written under the lock; read without it by those who only ask. */
    private volatile boolean closed;

    MpmcCore(int capacity) {
        this.capacity = capacity;
    }

    // ---- senders

    /** Sends if a slot is free that is set aside for nobody. */
    SendResult trySend(T message) {
        Waiter<?> served;
        synchronized (this) {
            if (closed) {
                return SendResult.CLOSED;
            }
            if (free() == 0) {
                return SendResult.FULL;
            }
            messages.add(message);
            served = serve();
        }
        Waiter.wakeAll(served);
        return SendResult.SENT;
    }

    /** As {@link #trySend}, but FULL leaves the node in the queue with this waker. */
    SendResult sendOrWait(MpmcWaiter<?> node, T message, Waker waker) {
        Waiter<?> served;
        synchronized (this) {
            if (closed) {
                return SendResult.CLOSED;
            }
            if (node.place == MpmcWaiter.Place.GRANTED) {
                reserved--;
                node.place = MpmcWaiter.Place.AWAY;
            } else if (free() == 0) {
                waitIn(waitingSenders, node, waker);
                return SendResult.FULL;
            }
            messages.add(message);
            served = serve();
        }
        Waiter.wakeAll(served);
        return SendResult.SENT;
    }

    /** A sender gives up: the slot that was set aside for it goes to the next. */
    void leaveSenders(MpmcWaiter<?> node) {
        Waiter<?> served;
        synchronized (this) {
            if (leftQueue(waitingSenders, node) || closed) {
                return;
            }
            reserved--;
            served = serve();
        }
        Waiter.wakeAll(served);
    }

    /** Counts one sender less; answers whether the channel had not been closed before. */
    boolean senderGone() {
        boolean open = !closed;
        if (senders.remove()) {
            close();
        }
        return open;
    }

    // ---- receivers

    /** Receives a message that is promised to nobody. */
    TryRecv<T> tryRecv() {
        T message;
        Waiter<?> served;
        synchronized (this) {
            if (messages.size() == promised) {
                return isDrained() ? TryRecv.closed() : TryRecv.empty();
            }
            message = messages.remove();
            served = serve();
        }
        Waiter.wakeAll(served);
        return new TryRecv.Received<>(message);
    }

    /** Receives a message, null once drained; Pending leaves the node in the queue. */
    Poll<@Nullable T> recvOrWait(MpmcWaiter<?> node, Waker waker) {
        T message;
        Waiter<?> served;
        synchronized (this) {
            if (node.place == MpmcWaiter.Place.GRANTED) {
                promised--;
                node.place = MpmcWaiter.Place.AWAY;
            } else if (messages.size() == promised) {
                if (isDrained()) {
                    return Poll.ready(null);
                }
                waitIn(waitingReceivers, node, waker);
                return Poll.pending();
            }
            message = messages.remove();
            served = serve();
        }
        Waiter.wakeAll(served);
        return Poll.ready(message);
    }

    /**
     * Takes out the messages that are promised to nobody, up to a limit; they are in hand until
     * {@link #handedOver}.
     *
     * @return the messages, none once drained; null leaves the node in the queue
     */
    synchronized @Nullable List<T> takeInHandOrWait(MpmcWaiter<?> node, int limit, Waker waker) {
        if (node.place == MpmcWaiter.Place.GRANTED) {
            promised--;
            node.place = MpmcWaiter.Place.AWAY;
        } else if (messages.size() == promised) {
            if (isDrained()) {
                return List.of();
            }
            waitIn(waitingReceivers, node, waker);
            return null;
        }
        int count = Math.min(limit, messages.size() - promised);
        var taken = new ArrayList<T>(count);
        while (taken.size() < count) {
            taken.add(messages.remove());
        }
        inHand += count;
        return taken;
    }

    /** Frees the slots of messages that were in hand; those not accepted go back to the front. */
    void handedOver(List<T> taken, int accepted) {
        Waiter<?> served;
        synchronized (this) {
            inHand -= taken.size();
            for (int i = taken.size() - 1; i >= accepted; i--) {
                messages.addFirst(taken.get(i));
            }
            served = serve();
        }
        Waiter.wakeAll(served);
    }

    /** A receiver gives up: the message that was promised to it goes to the next. */
    void leaveReceivers(MpmcWaiter<?> node) {
        Waiter<?> served;
        synchronized (this) {
            if (leftQueue(waitingReceivers, node)) {
                return;
            }
            promised--;
            served = serve();
        }
        Waiter.wakeAll(served);
    }

    /** Counts one receiver less; answers whether the channel had not been closed before. */
    boolean receiverGone() {
        boolean open = !closed;
        if (receivers.remove()) {
            close();
        }
        return open;
    }

    // ---- both sides

    void close() {
        Waiter<?> served;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            reserved = 0;
            served = serve();
        }
        Waiter.wakeAll(served);
        announceClosed();
    }

    @Override
    boolean isClosed() {
        return closed;
    }

    synchronized int length() {
        return messages.size() + inHand;
    }

    int freeSlots() {
        if (capacity == UNBOUNDED) {
            return UNBOUNDED;
        }
        synchronized (this) {
            return free();
        }
    }

    @Override
    public String toString() {
        var limit = capacity == UNBOUNDED ? "unbounded" : String.valueOf(capacity);
        return "len=%d/%s%s".formatted(length(), limit, closed ? ", closed" : "");
    }

    // ---- under the lock

    @GuardedBy("this")
    private int free() {
        return capacity - messages.size() - inHand - reserved;
    }

    @GuardedBy("this")
    private boolean isDrained() {
        return closed && messages.isEmpty() && inHand == 0;
    }

    @GuardedBy("this")
    private void waitIn(WaitQueue queue, MpmcWaiter<?> node, Waker waker) {
        node.waker = waker;
        if (node.place == MpmcWaiter.Place.AWAY) {
            node.place = MpmcWaiter.Place.QUEUED;
            queue.add(node);
        }
    }

    /** Ends a wait; answers false if something is set aside for the node, to be given back. */
    @GuardedBy("this")
    private boolean leftQueue(WaitQueue queue, MpmcWaiter<?> node) {
        var was = node.place;
        node.place = MpmcWaiter.Place.AWAY;
        if (was == MpmcWaiter.Place.QUEUED) {
            queue.remove(node);
            node.waker = null;
        }
        return was != MpmcWaiter.Place.GRANTED;
    }

    /**
     * Lets those go on who can: sets aside what there is, in the order of the queues, and ends the
     * waits that nothing will come of.
     *
     * @return the nodes to be woken once the lock was left
     */
    @GuardedBy("this")
    private @Nullable Waiter<?> serve() {
        if (waitingReceivers.isEmpty() && waitingSenders.isEmpty()) {
            return null;
        }
        var served = new WaitQueue();
        while (!waitingReceivers.isEmpty() && (messages.size() > promised || isDrained())) {
            promised += messages.size() > promised ? 1 : 0;
            move(waitingReceivers, served, isDrained());
        }
        while (!waitingSenders.isEmpty() && (free() > 0 || closed)) {
            reserved += closed ? 0 : 1;
            move(waitingSenders, served, closed);
        }
        return served.removeAll();
    }

    private static void move(WaitQueue from, WaitQueue to, boolean forNothing) {
        if (from.first() instanceof MpmcWaiter<?> node) {
            from.remove(node);
            to.add(node);
            node.place = forNothing ? MpmcWaiter.Place.AWAY : MpmcWaiter.Place.GRANTED;
        }
    }
}
