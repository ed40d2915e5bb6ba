package dev.kyoto.sync;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/**
 * One side of a channel as the other side waits for its end: a condition, and a {@link Notify} that
 * is told each time after it became true. Where the side that left may come back, the condition
 * becomes false again: whoever waits then looks again, and waits on.
 */
abstract class CloseSignal {
    /**
     * Made by the first who waits, as most channels end without anybody waiting for it. Whoever
     * makes it looks at the condition afterwards; whoever announces made the condition true before
     * reading it. Both fields are volatile, so one of the two sees the other.
     */
    private volatile @Nullable Notify notify;

    /** Whether the end has come. */
    abstract boolean isClosed();

    /** Called after {@link #isClosed()} became true. */
    final void announceClosed() {
        var told = notify;
        if (told != null) {
            told.notifyWaiters();
        }
    }

    /** Waits until {@link #isClosed()}. */
    final Future<@Nullable Void> closed(Object keepAlive) {
        return new Closed(this, keepAlive);
    }

    private Notify notifyOfWaiters() {
        var made = notify;
        if (made != null) {
            return made;
        }
        synchronized (this) {
            made = notify;
            if (made == null) {
                made = new Notify();
                notify = made;
            }
            return made;
        }
    }

    private static final class Closed extends LeafFuture<@Nullable Void> {
        private final CloseSignal signal;

        /** The handle this was asked of: it must not count as forgotten while somebody waits. */
        @SuppressWarnings("unused") // held, not read
        private final Object keepAlive;

        private Notify.Notified notified;

        Closed(CloseSignal signal, Object keepAlive) {
            this.signal = signal;
            this.keepAlive = keepAlive;
            this.notified = signal.notifyOfWaiters().notified();
        }

        @Override
        public Poll<@Nullable Void> poll(Context cx) {
            checkLive();
            // The condition is looked at after `notified` was made, and announced after it became
            // true: either it is seen here, or the announcement reaches `notified`.
            while (!signal.isClosed()) {
                if (notified.poll(cx).isPending()) {
                    stage = WAITING;
                    return Poll.pending();
                }
                notified = signal.notifyOfWaiters().notified();
            }
            notified.cancel();
            return ready(null);
        }

        @Override
        public void cancel() {
            if (stage <= WAITING) {
                stage = CANCELLED;
                notified.cancel();
            }
        }

        @Override
        public String toString() {
            return "closed()";
        }
    }
}
