package dev.kyoto.sync;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;

/**
 * A place where a number of tasks wait for each other, again and again.
 *
 * <p>The first so many arrivals form a generation, which goes on together; the next arrival begins
 * another one. What a task did before it arrived is seen by all of its generation afterwards.
 * Thread-safe.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var barrier = Barrier.of(10);
 * // each of ten tasks
 * work();
 * if (barrier.arrive().await().isLeader()) {
 *     log("all ten are done");
 * }
 * }
 *
 * <p>Answers to {@code tokio::sync::Barrier}. Other than there, an arrival that is cancelled is
 * taken back.
 */
public final class Barrier {
    // The state of a generation is the queue of those who have arrived and `waiting`, its length;
    // both are touched under this object's monitor only. Transitions:
    //
    //   waiting = k -> k + 1   an arrival that is not the last joins the queue
    //   waiting = k -> k - 1   a waiting arrival is cancelled and leaves the queue
    //   waiting = n - 1 -> 0   the last arrival: the queue is emptied, and all in it have passed
    //
    // No wake-up is lost: whether an arrival is the last, joins or leaves is settled under the
    // lock, and `passed` is written under it, after the waker was put there. Wakers are called
    // after it was left. So an arrival counts in exactly one generation, or, cancelled in time, in
    // none; and the leader, who is the last, never waited and so cannot be cancelled any more.

    private static final Arrival LEADER = new Arrival(true);
    private static final Arrival FOLLOWER = new Arrival(false);

    private final int parties;
    private final WaitQueue queue = new WaitQueue();
    private int waiting;

    private Barrier(int parties) {
        this.parties = parties;
    }

    /**
     * Creates a barrier.
     *
     * @param parties how many go on together; nobody waits at a barrier for one, and one for none
     *     is the same, as it is in Tokio
     * @return the barrier, with nobody there
     * @throws IllegalArgumentException if {@code parties} is negative
     */
    public static Barrier of(int parties) {
        if (parties < 0) {
            throw new IllegalArgumentException(
                    "the number of parties must be 0 to %d, but was %d"
                            .formatted(Integer.MAX_VALUE, parties));
        }
        return new Barrier(Math.max(1, parties));
    }

    /**
     * Arrives, and waits until all of the generation have arrived. The arrival counts from the
     * first poll on.
     *
     * <p><b>Cancellation</b> Safe: an arrival that is cancelled before its generation is complete
     * is taken back, as if it had never been. So a task that gives up after a timeout and arrives
     * again counts once, and the barrier never opens with fewer tasks behind it than it should. The
     * price: if a task gives up for good, the others wait until somebody comes in its place. Once
     * the generation is complete a cancellation changes nothing for the others; what is lost is
     * that the caller does not learn that it passed. The leader does not wait, so its answer is
     * never lost.
     *
     * <p><b>Errors</b> None.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * if (barrier.arrive().await().isLeader()) {
     *     finish();
     * }
     * }
     *
     * <p>Answers to {@code Barrier::wait}, a name that is taken in Java.
     *
     * @return the wait; its value says who is to speak for all
     */
    @CheckReturnValue
    public Future<Arrival> arrive() {
        return new Arrive(this);
    }

    /** Joins those who wait; or, as the last one, lets all go on and answers true. */
    private boolean join(Arrive node, Waker waker) {
        Waiter<?> passing;
        synchronized (this) {
            if (waiting < parties - 1) {
                waiting++;
                node.waker = waker;
                queue.add(node);
                return false;
            }
            waiting = 0;
            passing = queue.removeAll();
            for (var each = passing; each != null; each = each.next) {
                ((Arrive) each).passed = true;
            }
        }
        Waiter.wakeAll(passing);
        return true;
    }

    private synchronized void replaceWaker(Arrive node, Waker waker) {
        if (!node.passed) {
            node.waker = waker;
        }
    }

    private synchronized void leave(Arrive node) {
        if (!node.passed) {
            queue.remove(node);
            node.waker = null;
            waiting--;
        }
    }

    @Override
    public synchronized String toString() {
        return "Barrier[%d of %d]".formatted(waiting, parties);
    }

    /**
     * That all have arrived.
     *
     * <p>Answers to {@code tokio::sync::BarrierWaitResult}.
     *
     * @param isLeader true for exactly one of each generation: the one that arrived last
     */
    public record Arrival(boolean isLeader) {}

    /** One arrival. */
    private static final class Arrive extends Waiter<Arrival> {
        private final Barrier barrier;

        /** Written under the barrier's lock, once; the owner reads it without. */
        private volatile boolean passed;

        Arrive(Barrier barrier) {
            this.barrier = barrier;
        }

        @Override
        public Poll<Arrival> poll(Context cx) {
            checkLive();
            if (!cx.proceed()) {
                return Poll.pending();
            }
            if (stage == NEW) {
                if (barrier.join(this, cx.waker())) {
                    return ready(LEADER);
                }
                stage = WAITING;
                cx.restore();
                return Poll.pending();
            }
            // The waker that is kept can only be cleared after `passed` was written, so if it is
            // the newest and `passed` is false below, it is the one that will be woken.
            if (!passed && waker != cx.waker()) {
                barrier.replaceWaker(this, cx.waker());
            }
            if (passed) {
                return ready(FOLLOWER);
            }
            cx.restore();
            return Poll.pending();
        }

        @Override
        public void cancel() {
            if (stage == WAITING) {
                barrier.leave(this);
            }
            if (stage <= WAITING) {
                stage = CANCELLED;
            }
        }

        @Override
        public String toString() {
            return "Barrier.arrive()";
        }
    }
}
