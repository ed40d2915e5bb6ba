package dev.kyoto.internal.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;

/**
 * Which workers sleep and how many search for work: the protocol by which no submitted task is left
 * to sleeping workers, without waking one for every task.
 *
 * <p>The word packs two counts: how many workers are searching, and how many are unparked
 * (searching ones included). A submitter wakes a worker only if nobody searches and somebody
 * sleeps. The rules:
 *
 * <ol>
 *   <li>A submitter first publishes its task and then reads the word. A worker that stops searching
 *       in order to park first writes the word and then, if it was the last searcher, looks at all
 *       queues once more. Both are store-then-load, so both need a full fence: here the fence in
 *       {@link #workerToNotify}, there the atomic addition in {@link #transitionToParked}. One of
 *       the two then sees the other.
 *   <li>The last searcher that finds a task looks at all queues before it runs it, and wakes another
 *       worker if there is more, since tasks that came while it was searching have woken nobody. The
 *       atomic addition in {@link #transitionFromSearching} pairs with the fence of the submitter as
 *       in the first rule.
 *   <li>A worker that is woken is counted as searching and unparked by who wakes it, so that the
 *       next submitter need not wake a second one.
 * </ol>
 *
 * <p>Sleepers are kept as a stack: the last one to sleep has the warmest cache. It is guarded by
 * the monitor of this object.
 */
final class Idle {
    private static final int SEARCHING_BITS = 16;
    private static final int SEARCHING_ONE = 1;
    private static final int UNPARKED_ONE = 1 << SEARCHING_BITS;
    private static final int SEARCHING_MASK = UNPARKED_ONE - 1;

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(Idle.class, "word", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int workers;
    private final ArrayDeque<Integer> sleepers = new ArrayDeque<>();

    private volatile int word;

    /** One reading of the word. */
    record Snapshot(int bits) {
        int searching() {
            return bits & SEARCHING_MASK;
        }

        int unparked() {
            return bits >>> SEARCHING_BITS;
        }
    }

    Idle(int workers) {
        this.workers = workers;
        this.word = workers << SEARCHING_BITS;
    }

    Snapshot snapshot() {
        return new Snapshot(word);
    }

    /** Takes a sleeping worker that should be woken now, or answers -1. */
    int workerToNotify() {
        // The caller has published a task. The fence orders that before the read of the word; it
        // pairs with the atomic addition in transitionToParked.
        VarHandle.fullFence();
        if (!shouldNotify()) {
            return -1;
        }
        synchronized (this) {
            if (!shouldNotify()) {
                return -1;
            }
            var sleeper = sleepers.pollLast();
            if (sleeper == null) {
                return -1;
            }
            addToWord(UNPARKED_ONE + SEARCHING_ONE);
            return sleeper;
        }
    }

    private boolean shouldNotify() {
        int now = word;
        return (now & SEARCHING_MASK) == 0 && now >>> SEARCHING_BITS < workers;
    }

    /** True if the worker was the last one searching: it has to look at all queues once more. */
    boolean transitionToParked(int worker, boolean searching) {
        synchronized (this) {
            int before = addToWord(-(UNPARKED_ONE + (searching ? SEARCHING_ONE : 0)));
            sleepers.addLast(worker);
            return searching && (before & SEARCHING_MASK) == 1;
        }
    }

    /** False if half of the workers search already. */
    boolean transitionToSearching() {
        if (2 * (word & SEARCHING_MASK) >= workers) {
            return false;
        }
        // The bound may be passed by a few under a race; it saves work and is no promise.
        addToWord(SEARCHING_ONE);
        return true;
    }

    /** True if the worker was the last one searching: it has to wake another one. */
    boolean transitionFromSearching() {
        return (addToWord(-SEARCHING_ONE) & SEARCHING_MASK) == 1;
    }

    /** For a worker that woke by itself and found work: true if it was still among the sleepers. */
    boolean unparkSelf(int worker) {
        synchronized (this) {
            if (!sleepers.removeLastOccurrence(worker)) {
                return false;
            }
            addToWord(UNPARKED_ONE);
            return true;
        }
    }

    synchronized boolean isParked(int worker) {
        return sleepers.contains(worker);
    }

    /** Answers the word as it was. */
    private int addToWord(int delta) {
        return (int) WORD.getAndAdd(this, delta);
    }
}
