package dev.kyoto.sync;

import dev.kyoto.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The fair counter of permits under {@link Semaphore}, {@link Mutex} and the bounded {@link Mpsc}.
 *
 * <p><b>Parts.</b> One word with the free permits and two bits, and a queue of waiters, which is
 * this object too, under its monitor.
 *
 * <pre>
 *   bit 0      CLOSED    no permit is handed out any more; never cleared
 *   bit 1      WAITERS   the queue is not empty
 *   bits 2..   free permits
 * </pre>
 *
 * <p><b>Transitions of the word.</b>
 *
 * <pre>
 *   n            -> n - k         take, n >= k                                 no lock
 *   n            -> n + k         release                                      no lock
 *   n < k        -> 0, WAITERS    a request for k joins the queue, having n    under the lock
 *   0, WAITERS   -> 0, WAITERS    release, all goes to the queue; join; leave  under the lock
 *   0, WAITERS   -> n             the last waiter was served or left           under the lock
 *   n            -> CLOSED, n     close                                        no lock
 *   0, WAITERS   -> CLOSED, n     close; the queue is emptied                  under the lock
 *   CLOSED, n    -> CLOSED, n + k release                                      no lock
 * </pre>
 *
 * <p><b>Rules.</b>
 *
 * <ol>
 *   <li>While WAITERS is set there are no free permits, and only a thread that holds the lock
 *       changes the word. So no newcomer passes the queue: it finds 0 and joins behind. And a large
 *       request at the head collects permit by permit and is never starved by small ones.
 *   <li>Joining the queue and finding too few permits are one compare-and-set (n -> 0, WAITERS). A
 *       release either comes before it and is seen as part of n, or finds WAITERS and serves the
 *       queue. Hence no wake-up is lost.
 *   <li>A waiter is served by writing 0 to its {@code missing}, after it was taken out of the queue
 *       and under the lock; its waker is called after the lock was left. What was granted to a
 *       waiter that gives up goes to the next under the same lock.
 * </ol>
 *
 * <p>The word orders what was done with a permit: a release is a compare-and-set with the effect of
 * a volatile write, a take one with that of a volatile read; a handed-over permit is ordered by
 * {@code missing}.
 */
final class PermitPool extends WaitQueue {
    private static final long CLOSED = 1;
    private static final long WAITERS = 1 << 1;
    private static final int SHIFT = 2;

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(PermitPool.class, "word", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("FieldMayBeFinal") // written through WORD
    private volatile long word;

    PermitPool(int permits) {
        this.word = (long) permits << SHIFT;
    }

    /** The word at one moment. */
    record Snapshot(long word) {
        boolean isClosed() {
            return (word & CLOSED) != 0;
        }

        boolean hasWaiters() {
            return (word & WAITERS) != 0;
        }

        long free() {
            return word >>> SHIFT;
        }

        /** The word with {@code k} permits fewer. */
        long less(long k) {
            return word - (k << SHIFT);
        }

        /** The word with {@code k} permits more. */
        long more(long k) {
            return word + (k << SHIFT);
        }
    }

    /** What an attempt to take permits came to. */
    enum Outcome {
        TAKEN,
        TOO_FEW,
        CLOSED
    }

    Snapshot volatileSnapshot() {
        return new Snapshot(word);
    }

    private boolean casWord(Snapshot expected, long next) {
        return WORD.compareAndSet(this, expected.word, next);
    }

    boolean isClosed() {
        return volatileSnapshot().isClosed();
    }

    /** Takes permits if there are enough, without waiting and without passing those who wait. */
    Outcome tryTake(int permits) {
        while (true) {
            var seen = volatileSnapshot();
            if (seen.isClosed()) {
                return Outcome.CLOSED;
            }
            if (seen.free() < permits) {
                return Outcome.TOO_FEW;
            }
            if (permits == 0 || casWord(seen, seen.less(permits))) {
                return Outcome.TAKEN;
            }
        }
    }

    /** Takes the permits, or what there is of them and a place in the queue. */
    Outcome takeOrJoin(PermitWaiter<?> node, Waker waker) {
        synchronized (this) {
            while (true) {
                var seen = volatileSnapshot();
                if (seen.isClosed()) {
                    return Outcome.CLOSED;
                }
                if (seen.free() >= node.wanted) {
                    if (node.wanted == 0 || casWord(seen, seen.less(node.wanted))) {
                        return Outcome.TAKEN;
                    }
                } else if (seen.hasWaiters() || casWord(seen, WAITERS)) {
                    node.setMissing(node.wanted - (int) seen.free());
                    node.waker = waker;
                    add(node);
                    return Outcome.TOO_FEW;
                }
            }
        }
    }

    /** Keeps the newest waker of a node; without effect if it is no longer in the queue. */
    synchronized void replaceWaker(PermitWaiter<?> node, Waker waker) {
        if (node.missing > 0) {
            node.waker = waker;
        }
    }

    /** A waiter gives up: what it was granted goes to those behind it. */
    void leave(PermitWaiter<?> node) {
        Waiter<?> served;
        synchronized (this) {
            int missing = node.missing;
            if (missing == PermitWaiter.REFUSED) {
                return; // close() has taken back what was granted
            }
            if (missing > 0) {
                remove(node);
                node.waker = null;
            }
            node.setMissing(PermitWaiter.REFUSED);
            served = giveLocked(node.wanted - missing);
        }
        Waiter.wakeAll(served);
    }

    /** Gives back permits, or adds new ones. */
    void release(long permits) {
        while (permits > 0) {
            var seen = volatileSnapshot();
            if (!seen.hasWaiters()) {
                if (casWord(seen, seen.more(permits))) {
                    return;
                }
                continue;
            }
            Waiter<?> served;
            synchronized (this) {
                if (!volatileSnapshot().hasWaiters()) {
                    continue; // the last waiter left meanwhile
                }
                served = giveLocked(permits);
            }
            Waiter.wakeAll(served);
            return;
        }
    }

    /**
     * Serves the queue with permits and keeps the rest; the lock is held.
     *
     * @return the nodes to be woken once the lock was left
     */
    private @Nullable Waiter<?> giveLocked(long permits) {
        Waiter<?> first = null;
        Waiter<?> last = null;
        long left = permits;
        while (left > 0 && first() instanceof PermitWaiter<?> node) {
            int missing = node.missing;
            if (left < missing) {
                node.setMissing(missing - (int) left);
                left = 0;
                break;
            }
            left -= missing;
            remove(node);
            if (last == null) {
                first = node;
            } else {
                last.next = node;
            }
            last = node;
            // The owner may go on from here, so this is the last that is done to a served node but
            // for `next` and `waker`, which are the waking thread's now.
            node.setMissing(0);
        }
        keepLocked(left);
        return first;
    }

    /** Brings WAITERS in line with the queue and adds what nobody waits for; the lock is held. */
    private void keepLocked(long permits) {
        while (true) {
            var seen = volatileSnapshot();
            long next = isEmpty() ? seen.more(permits) & ~WAITERS : seen.word;
            if (next == seen.word || casWord(seen, next)) {
                return;
            }
        }
    }

    /** Takes up to that many free permits away for good; answers how many. */
    int forget(int permits) {
        while (true) {
            var seen = volatileSnapshot();
            int gone = (int) Math.min(permits, seen.free());
            if (gone == 0 || casWord(seen, seen.less(gone))) {
                return gone;
            }
        }
    }

    /** Hands out no permit any more; those who wait are woken to be told so. */
    void close() {
        var now = volatileSnapshot();
        if (!now.hasWaiters() && casWord(now, now.word | CLOSED)) {
            return; // nobody is in the queue, and nobody joins it any more
        }
        Waiter<?> refused;
        synchronized (this) {
            refused = removeAll();
            long granted = 0;
            for (var node = refused; node != null; node = node.next) {
                var waiter = (PermitWaiter<?>) node;
                granted += waiter.wanted - waiter.missing;
                waiter.setMissing(PermitWaiter.REFUSED);
            }
            while (true) {
                var seen = volatileSnapshot();
                if (casWord(seen, (seen.more(granted) & ~WAITERS) | CLOSED)) {
                    break;
                }
            }
        }
        Waiter.wakeAll(refused);
    }
}
