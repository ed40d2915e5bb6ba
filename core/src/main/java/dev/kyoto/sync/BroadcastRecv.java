package dev.kyoto.sync;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.lang.ref.Reference;

/** The wait of one receiver for the next message. */
final class BroadcastRecv<T> extends Waiter<Broadcast.Received<T>> {
    /**
     * Where this future is with respect to the core's queue.
     *
     * <pre>
     *   OUTSIDE -> QUEUED   nothing was there
     *   QUEUED  -> TOLD     taken out of the queue, to be woken: something is there now
     *   any     -> TOLD     the wait has ended otherwise
     * </pre>
     */
    enum Place {
        OUTSIDE,
        QUEUED,
        TOLD
    }

    /** The receiver: it must not count as forgotten while somebody waits. */
    private final Object keepAlive;

    private final BroadcastCursor<T> cursor;

    /** Read and written under the core's lock. */
    Place place = Place.OUTSIDE;

    BroadcastRecv(Object keepAlive, BroadcastCursor<T> cursor) {
        this.keepAlive = keepAlive;
        this.cursor = cursor;
    }

    @Override
    public Poll<Broadcast.Received<T>> poll(Context cx) {
        checkLive();
        boolean returned = false;
        try {
            var polled = cursor.poll(cx, this);
            stage = polled.isReady() ? READY : WAITING;
            returned = true;
            return polled;
        } finally {
            if (!returned) {
                stage = FAILED;
                leave();
            }
            Reference.reachabilityFence(keepAlive);
        }
    }

    @Override
    public void cancel() {
        if (stage <= WAITING) {
            boolean mayBeQueued = stage == WAITING;
            stage = CANCELLED;
            if (mayBeQueued) {
                leave();
            }
        }
    }

    private void leave() {
        cursor.core.leave(this);
        cursor.release(this);
    }

    @Override
    public String toString() {
        return "Broadcast.Receiver.recv()";
    }
}
