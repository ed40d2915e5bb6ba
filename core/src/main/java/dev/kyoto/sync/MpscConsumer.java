package dev.kyoto.sync;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a channel: what only one task at a time may do.
 *
 * <p><b>Who receives.</b> {@code waiter} is the future that has kept its waker; it is claimed by
 * compare-and-set <em>before</em> the waker is kept, so that a second task never replaces the waker
 * of the first: it gets an exception instead. {@code inside} marks a thread between the look at a
 * slot and the taking of it; like the counter of modifications in the JDK's collections it is there
 * to report a bug, not to make it harmless, and so does without a fence.
 *
 * <pre>
 *   waiter: null -> f     the future f has to wait
 *   waiter: f -> null     f ends or is cancelled
 * </pre>
 */
final class MpscConsumer<T> {
    private static final int SPINS = 64;

    private static final VarHandle WAITER;
    private static final VarHandle INSIDE;

    static {
        try {
            var lookup = MethodHandles.lookup();
            WAITER = lookup.findVarHandle(MpscConsumer.class, "waiter", LeafFuture.class);
            INSIDE = lookup.findVarHandle(MpscConsumer.class, "inside", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final MpscCore<T> core;
    private volatile @Nullable LeafFuture<?> waiter;

    @SuppressWarnings("unused") // accessed through INSIDE
    private boolean inside;

    MpscConsumer(MpscCore<T> core) {
        this.core = core;
    }

    /** Receives one message: null once the channel is drained. */
    Poll<@Nullable T> poll(Context cx, @Nullable LeafFuture<?> claimant) {
        requireSoleWaiter(claimant);
        if (!cx.proceed()) {
            return Poll.pending();
        }
        enter();
        boolean first;
        @Nullable T message;
        try {
            message = core.messages.peekAcquire();
            first = message != null;
            if (message == null) {
                keepWaker(cx, claimant);
                message = core.messages.peekVolatile();
            }
            if (message != null) {
                core.messages.advance();
            }
        } finally {
            leave();
        }
        if (message != null) {
            core.taken(1);
            if (first) {
                endWait(claimant);
            } else {
                release(claimant);
            }
            return Poll.ready(message);
        }
        if (core.isDrained()) {
            release(claimant);
            return Poll.ready(null);
        }
        cx.restore();
        return Poll.pending();
    }

    /** Receives what is there, up to a limit: 0 once the channel is drained. */
    Poll<Integer> pollMany(
            Context cx, Collection<? super T> buffer, int limit, @Nullable LeafFuture<?> claimant) {
        requireSoleWaiter(claimant);
        if (!cx.proceed()) {
            return Poll.pending();
        }
        int moved = move(buffer, limit);
        if (moved == 0) {
            keepWaker(cx, claimant);
            if (core.messages.peekVolatile() != null) {
                moved = move(buffer, limit);
            } else if (!core.isDrained()) {
                cx.restore();
                return Poll.pending();
            }
        }
        release(claimant);
        return Poll.ready(moved);
    }

    private int move(Collection<? super T> buffer, int limit) {
        int moved = 0;
        enter();
        try {
            while (moved < limit) {
                var message = core.messages.peekAcquire();
                if (message == null) {
                    break;
                }
                // Added before it is taken, so that a buffer that refuses it does not lose it.
                buffer.add(message);
                core.messages.advance();
                moved++;
            }
        } finally {
            leave();
            core.taken(moved);
        }
        return moved;
    }

    /**
     * Receives what is there now.
     *
     * <p>A sender that has reserved its slot but not yet written it is waited for: it is about to
     * do nothing but that. Otherwise a message that was sent after it would not be found although
     * its sender has returned.
     */
    TryRecv<T> tryRecv() {
        for (int spins = 0; ; spins++) {
            enter();
            @Nullable T message;
            try {
                message = core.messages.peekAcquire();
                if (message != null) {
                    core.messages.advance();
                }
            } finally {
                leave();
            }
            if (message != null) {
                core.taken(1);
                return new TryRecv.Received<>(message);
            }
            if (core.isDrained()) {
                return TryRecv.closed();
            }
            if (core.messages.length() == 0) {
                return TryRecv.empty();
            }
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    /** The claimant has ended, and its waker may be kept still. */
    void release(@Nullable LeafFuture<?> claimant) {
        if (claimant != null && waiter == claimant) {
            core.dropReceiverWaker();
            endWait(claimant);
        }
    }

    /**
     * The claimant has ended by a message that was there when it looked first. If it kept its waker
     * in an earlier poll, that look found nothing, so the message was sent after the waker was kept,
     * and its sender empties the slot of the waker.
     *
     * <p>Pairs with the compare-and-set of the next claimant; nothing is read behind it that a store
     * could be missed by.
     */
    private void endWait(@Nullable LeafFuture<?> claimant) {
        if (claimant != null && waiter == claimant) {
            WAITER.setRelease(this, null);
        }
    }

    private void keepWaker(Context cx, @Nullable LeafFuture<?> claimant) {
        if (claimant != null && waiter != claimant && !WAITER.compareAndSet(this, null, claimant)) {
            throw usedTwice();
        }
        core.keepReceiverWaker(cx.waker());
    }

    private void requireSoleWaiter(@Nullable LeafFuture<?> claimant) {
        var seen = waiter;
        if (seen != null && seen != claimant) {
            throw usedTwice();
        }
    }

    private void enter() {
        if ((boolean) INSIDE.getOpaque(this)) {
            throw usedTwice();
        }
        INSIDE.setOpaque(this, true);
    }

    private void leave() {
        INSIDE.setOpaque(this, false);
    }

    private static IllegalStateException usedTwice() {
        return new IllegalStateException(
                "two tasks receive from one mpsc receiver, or a recv() that waits was neither awaited"
                        + " to its end nor cancelled; give the receiver to one task, or use one"
                        + " channel for each");
    }
}
