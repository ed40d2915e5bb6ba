package dev.kyoto.internal.timer;

import dev.kyoto.future.AtomicWaker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One timer: the node that a sleeping future holds and that a wheel links.
 *
 * <p>It is handed to {@link TimeDriver}, always the same one, by the one task that owns it; all the
 * driver's threads may fire it meanwhile. It is the slot of its owner's waker, which is registered
 * only while the state is a tick. It takes 32 bytes.
 */
public final class TimerEntry extends AtomicWaker {
    // The state is one long, of a head the number of its slot, of all others as follows. A tick is
    // its own state; the rest are negative.
    //
    //   IDLE  -> tick   first poll: the owner files it, under the lock
    //   IDLE  -> FIRED  first poll of a deadline that has passed: by the owner, no lock
    //   IDLE  -> SHUT   first poll after shutdown: by the owner, under the lock
    //   tick  -> later  reset to a later deadline: by the owner, a CAS without the lock
    //   tick  -> tick   reset to a deadline ahead within the same tick: by the owner, nothing to do
    //   tick  -> other  reset to an earlier deadline: by the owner, unlinked and filed under the
    // lock
    //   tick  -> FIRED  its slot is due and so is the tick: by the driver, a CAS under the lock; or
    //                   reset to a deadline that has passed: by the owner, under the lock
    //   tick  -> IDLE   cancel: by the owner, unlinked under the lock
    //   tick  -> SHUT   shutdown: by the driver, a swap under the lock
    //   FIRED -> IDLE   reset: by the owner, no lock; the next poll files it again
    //
    // Rules.
    //  1. While the lock is held and nobody is inside one of the arrows above: the entry is linked
    //     if and only if its state is a tick. So the owner may cancel an entry that is IDLE, FIRED
    //     or SHUT without the lock, and nothing is left behind in the wheel.
    //  2. prev and next belong to the holder of the lock.
    //  3. Without the lock the owner alone leaves IDLE and FIRED, and the driver never does. Of the
    //     arrows that leave a tick, those taken under the lock exclude each other. The one that is
    //     not, `later`, competes with FIRED and SHUT only: a CAS against a CAS or a swap on one
    //     word, so one of both happens and the loser sees it. If `later` wins, the driver finds a
    //     tick that is not due and files the entry again; if FIRED wins, the owner's CAS fails and
    //     the reset goes through the lock.
    //  4. `later` leaves the entry in a slot that is due too early, never too late; the driver
    //     looks at the state whenever a slot is due. So later deadlines are neither early nor lost.
    //  5. The owner files first and registers its waker afterwards, then looks at the state; the
    //     driver sets the state and takes the waker afterwards. Registering before filing would
    //     let the tail of an earlier firing, which may still be inside the lock, take the new
    //     waker. Filing needs the lock, hence comes after that tail.

    /** Not in the wheel, waiting for nothing. */
    static final long IDLE = -1;

    /** Its deadline has passed. */
    static final long FIRED = -2;

    /** The driver was shut down while it was armed, or before. */
    static final long SHUT = -3;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(TimerEntry.class, "state", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile long state = IDLE;

    /**
     * Links of the slot's list, a ring in which the slot's {@link #head} is one more entry; null while the
     * entry is in no list.
     */
    @Nullable TimerEntry prev;

    @Nullable TimerEntry next;

    /** Creates an entry that is in no wheel. */
    public TimerEntry() {}

    /**
     * The head of a slot's list: an entry that is no timer, and is alone in its ring if the list is
     * empty.
     *
     * @param bucket level and slot in the wheel, which only a head has to know
     */
    static TimerEntry head(int bucket) {
        var head = new TimerEntry();
        head.state = bucket;
        head.prev = head;
        head.next = head;
        return head;
    }

    /** Of a head: its level and slot. */
    int bucket() {
        return (int) state;
    }

    boolean isLinked() {
        return next != null;
    }

    /**
     * The state; the volatile read pairs with the firing CAS, see rule 5.
     *
     * @return a tick, or one of the negative constants
     */
    long stateVolatile() {
        return state;
    }

    /** Sets a state that nobody competes for: by the owner, or under the lock. */
    void stateVolatile(long next) {
        state = next;
    }

    /** The owner's lock-free arrow `later`. */
    boolean casLater(long tick, long later) {
        return STATE.compareAndSet(this, tick, later);
    }

    /**
     * The driver's arrow to FIRED; under the lock.
     *
     * @return FIRED if the entry is due at that tick, otherwise the later tick to file it under
     */
    long fireIfDue(long now) {
        while (true) {
            long tick = state;
            if (tick > now) {
                return tick;
            }
            if (STATE.compareAndSet(this, tick, FIRED)) {
                return FIRED;
            }
        }
    }

    /** The driver's arrow to SHUT; under the lock. */
    void shut() {
        var _ = (long) STATE.getAndSet(this, SHUT);
    }

    @Override
    public String toString() {
        long seen = state;
        return seen == IDLE
                ? "TimerEntry[idle]"
                : seen == FIRED
                        ? "TimerEntry[fired]"
                        : seen == SHUT
                                ? "TimerEntry[shut down]"
                                : "TimerEntry[armed for tick " + seen + "]";
    }
}
