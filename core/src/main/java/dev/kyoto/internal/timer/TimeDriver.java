package dev.kyoto.internal.timer;

import dev.kyoto.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one runtime: a wheel behind a lock, the clock it follows, and the way to wake
 * whoever parks by it.
 *
 * <p>Two sides use it. Futures call {@link #poll}, {@link #reset} and {@link #cancel} with an entry
 * of their own, from any thread. The scheduler, from the one thread that has the drivers at the
 * moment, loops over {@link #nanosUntilNext}, parking, and {@link #process}. Everything else may be
 * called from anywhere.
 */
public final class TimeDriver {
    // `planned` tells inserters whether the driver's thread must be woken for an earlier deadline:
    //
    //   AWAKE -> tick, NONE   nanosUntilNext: the driver is about to park, under the lock
    //   any   -> AWAKE        process: the driver is up, without the lock
    //   tick, NONE -> AWAKE   an earlier tick was filed and unpark is called, under the lock
    //
    // The driver plans under the lock and inserters compare under the lock: either the inserter
    // sees
    // the plan, or the driver sees the timer. The write without the lock only spares wake-ups: the
    // driver plans again before it parks again.
    //
    // What the states of an entry are and who may change them is told in TimerEntry. Wakers and
    // `unpark` are foreign code and run outside of the lock.

    /** What {@link #nanosUntilNext} answers if no timer asks for a wake-up. */
    public static final long NONE = Long.MAX_VALUE;

    private static final long NANOS_PER_TICK = 1_000_000;

    /** The last tick; deadlines that were cut off at the end of time are due then. */
    private static final long LAST_TICK = Long.MAX_VALUE / NANOS_PER_TICK;

    private static final long AWAKE = Long.MIN_VALUE;

    /** Wakers that are run between two holds of the lock. */
    private static final int BATCH = 32;

    private static final VarHandle ARMED;

    static {
        try {
            ARMED = MethodHandles.lookup().findVarHandle(TimeDriver.class, "armed", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Clock clock;
    private final Runnable unpark;
    private final AtomicInteger inhibitors = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock. */
    private final TimerWheel wheel;

    private volatile long planned = AWAKE;

    /** The wheel's size, written under the lock, for those who look without it. */
    private volatile int armed;

    /** Set under the lock, once. */
    private volatile boolean closed;

    /**
     * A driver without timers.
     *
     * @param clock the time to follow
     * @param unpark makes the driver's thread return from its park, or from its next one; called
     *     from any thread, outside of all locks
     */
    public TimeDriver(Clock clock, Runnable unpark) {
        this.clock = clock;
        this.unpark = unpark;
        this.wheel = new TimerWheel(clock.nanos() / NANOS_PER_TICK);
    }

    /**
     * The time that this driver follows.
     *
     * @return the clock given at construction
     */
    public Clock clock() {
        return clock;
    }

    // ---- for futures ----

    /**
     * Polls a timer; the first poll files it.
     *
     * @param entry the timer, by its owner
     * @param deadline when it is due, in nanoseconds of the clock; the one of the first poll counts
     *     until {@link #reset}
     * @param waker is woken once the timer is due, if the answer is false
     * @return true if the deadline has passed
     * @throws IllegalStateException if the driver was shut down before the deadline
     */
    public boolean poll(TimerEntry entry, long deadline, Waker waker) {
        long state = entry.stateVolatile();
        if (state == TimerEntry.IDLE) {
            state = arm(entry, deadline);
        }
        if (state >= 0) {
            // Register, then look: pairs with fireIfDue and takeWaker in fireBatch().
            entry.register(waker);
            state = entry.stateVolatile();
        }
        if (state == TimerEntry.SHUT) {
            throw new IllegalStateException(
                    "the runtime was shut down, so this timer cannot elapse any more; keep the"
                            + " runtime open until its timers are done");
        }
        return state == TimerEntry.FIRED;
    }

    /** Files an idle entry, unless there is no need to; answers the state it then has. */
    private long arm(TimerEntry entry, long deadline) {
        long now = clock.nanos();
        if (deadline <= now && !closed) {
            entry.stateVolatile(TimerEntry.FIRED);
            return TimerEntry.FIRED;
        }
        boolean earlier = false;
        lock.lock();
        try {
            if (closed) {
                entry.stateVolatile(TimerEntry.SHUT);
            } else {
                wheel.skipTo(now / NANOS_PER_TICK);
                earlier = file(entry, tickOf(deadline));
            }
        } finally {
            lock.unlock();
        }
        if (earlier) {
            unpark.run();
        }
        return entry.stateVolatile();
    }

    /**
     * Moves a timer's deadline.
     *
     * <p>A timer that was not polled yet, or has fired, is filed by its next poll, to which the new
     * deadline must be given. One that waits keeps its waker. Later is a CAS, or nothing within the
     * same tick; earlier takes the lock.
     *
     * @param entry the timer, by its owner
     * @param deadline the new deadline, in nanoseconds of the clock
     */
    public void reset(TimerEntry entry, long deadline) {
        long tick = tickOf(deadline);
        long state = entry.stateVolatile();
        if (state == TimerEntry.FIRED) {
            entry.stateVolatile(TimerEntry.IDLE);
        } else if (state >= 0
                && !(tick == state && deadline > clock.nanos())
                && !(tick > state && entry.casLater(state, tick))) {
            refile(entry, deadline, tick);
        }
    }

    private void refile(TimerEntry entry, long deadline, long tick) {
        boolean due = deadline <= clock.nanos();
        boolean earlier = false;
        Waker waker = null;
        lock.lock();
        try {
            long state = entry.stateVolatile();
            if (state >= 0) {
                wheel.remove(entry);
                earlier = file(entry, due ? wheel.elapsed() : tick);
                if (entry.stateVolatile() == TimerEntry.FIRED) {
                    waker = entry.takeWaker();
                }
            } else if (state == TimerEntry.FIRED) {
                entry.stateVolatile(TimerEntry.IDLE);
            }
        } finally {
            lock.unlock();
        }
        if (waker != null) {
            waker.wake();
        }
        if (earlier) {
            unpark.run();
        }
    }

    /**
     * Takes a timer out; it may be polled again later, as if for the first time, unless it has
     * fired.
     *
     * <p>Takes no lock unless the timer is waiting.
     *
     * @param entry the timer, by its owner
     */
    public void cancel(TimerEntry entry) {
        if (entry.stateVolatile() < 0) {
            return;
        }
        lock.lock();
        try {
            if (entry.stateVolatile() >= 0) {
                wheel.remove(entry);
                publishArmed();
                entry.stateVolatile(TimerEntry.IDLE);
            }
        } finally {
            lock.unlock();
        }
        // A cancelled timer must not keep its task reachable.
        var _ = entry.takeWaker();
    }

    /**
     * Links an unlinked entry, or fires it if that tick has been reached; under the lock.
     *
     * @return whether the caller must unpark the driver's thread, after the lock
     */
    private boolean file(TimerEntry entry, long tick) {
        boolean due = tick <= wheel.elapsed();
        if (due) {
            entry.stateVolatile(TimerEntry.FIRED);
        } else {
            entry.stateVolatile(tick);
            wheel.insert(entry, tick);
        }
        publishArmed();
        if (due || tick >= planned) {
            return false;
        }
        planned = AWAKE;
        return true;
    }

    private void publishArmed() {
        ARMED.setRelease(this, wheel.size());
    }

    // ---- for the scheduler's driver thread ----

    /**
     * How long the driver's thread may park; it is unparked if that becomes too long.
     *
     * <p>Only the thread that has the drivers calls this, and {@link #process} after it has parked.
     *
     * @return nanoseconds, 0 if a timer is due, or {@link #NONE}; while the clock is paused only 0
     *     or {@link #NONE}, as waiting moves nothing
     */
    public long nanosUntilNext() {
        lock.lock();
        try {
            long next = wheel.nextExpiry();
            if (next == TimerWheel.NONE) {
                planned = NONE;
                return NONE;
            }
            long left = next * NANOS_PER_TICK - clock.nanos();
            if (left > 0 && isPaused()) {
                planned = NONE;
                // Inhibitors are looked at after the caller has announced its park, so a release
                // that came too late for advanceToNext() is seen here or unparks the caller.
                return inhibitors.get() == 0 ? 0 : NONE;
            }
            planned = next;
            return Math.max(left, 0);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Fires every timer that is due.
     *
     * <p>Only the thread that has the drivers calls this. Without timers it costs one read.
     *
     * @return how many fired
     */
    public int process() {
        planned = AWAKE;
        return fireDue();
    }

    private int fireDue() {
        return armed == 0 ? 0 : fire(clock.nanos() / NANOS_PER_TICK);
    }

    private int fire(long now) {
        var wakers = new @Nullable Waker[BATCH];
        int fired = 0;
        int batch;
        do {
            batch = fireBatch(now, wakers);
            fired += batch;
            wake(wakers, batch);
        } while (batch == BATCH);
        return fired;
    }

    private int fireBatch(long now, @Nullable Waker[] wakers) {
        lock.lock();
        try {
            int count = 0;
            while (count < BATCH) {
                var due = wheel.poll(now);
                if (due == null) {
                    break;
                }
                // Fired, then taken: pairs with register and look in poll().
                wakers[count++] = due.takeWaker();
            }
            publishArmed();
            return count;
        } finally {
            lock.unlock();
        }
    }

    private static void wake(@Nullable Waker[] wakers, int count) {
        for (int i = 0; i < count; i++) {
            var waker = wakers[i];
            wakers[i] = null;
            if (waker != null) {
                waker.wake();
            }
        }
    }

    /**
     * Moves a paused clock on to the next timer and fires it; the scheduler calls this when it has
     * nothing to run.
     *
     * @return true if a timer fired; false if the clock is running, if somebody inhibits, or if
     *     there is no timer
     */
    public boolean advanceToNext() {
        if (!(clock instanceof PausableClock pausable)) {
            return false;
        }
        // A slot that is due need not hold a timer that is, so it may take several steps.
        while (inhibitors.get() == 0) {
            long next;
            lock.lock();
            try {
                next = wheel.nextExpiry();
            } finally {
                lock.unlock();
            }
            if (next == TimerWheel.NONE || !pausable.advanceTo(next * NANOS_PER_TICK)) {
                return false;
            }
            if (process() > 0) {
                return true;
            }
        }
        return false;
    }

    // ---- for everybody ----

    /**
     * How many timers wait.
     *
     * @return the number of timers that were polled and neither fired nor were cancelled
     */
    public int pending() {
        return armed;
    }

    /** Keeps a paused clock from moving on by itself, as long as work outside of tasks runs. */
    public void inhibit() {
        inhibitors.incrementAndGet();
    }

    /** Ends one {@link #inhibit()}. */
    public void release() {
        int left = inhibitors.decrementAndGet();
        if (left < 0) {
            throw new IllegalStateException("released more often than inhibited");
        }
        if (left == 0 && isPaused()) {
            unpark.run();
        }
    }

    /**
     * Whether the clock stands still.
     *
     * @return true for a clock that was paused
     */
    public boolean isPaused() {
        return clock instanceof PausableClock pausable && pausable.isPaused();
    }

    /**
     * Stops the clock.
     *
     * @throws IllegalStateException if it stands already, or cannot be paused
     */
    public void pause() {
        pausable().pause();
        unpark.run();
    }

    /**
     * Lets the clock run on.
     *
     * @throws IllegalStateException if it runs already, or cannot be paused
     */
    public void resume() {
        pausable().resume();
        unpark.run();
    }

    /**
     * Moves the paused clock forward and fires what is then due.
     *
     * @param nanos by how much, not negative
     * @return how many timers fired
     * @throws IllegalStateException if the clock runs, or cannot be paused
     */
    public int advance(long nanos) {
        pausable().advance(nanos);
        return fireDue();
    }

    private PausableClock pausable() {
        if (clock instanceof PausableClock pausable) {
            return pausable;
        }
        throw new IllegalStateException(
                "this runtime's clock cannot be paused; only a current-thread runtime can have its"
                        + " time paused");
    }

    /**
     * Ends all waiting: timers that wait are woken and their next poll fails, as does the first
     * poll of any other.
     */
    public void shutdown() {
        var wakers = new @Nullable Waker[BATCH];
        int batch;
        do {
            batch = shutBatch(wakers);
            wake(wakers, batch);
        } while (batch == BATCH);
    }

    private int shutBatch(@Nullable Waker[] wakers) {
        lock.lock();
        try {
            closed = true;
            int count = 0;
            while (count < BATCH) {
                var entry = wheel.takeAny();
                if (entry == null) {
                    break;
                }
                entry.shut();
                wakers[count++] = entry.takeWaker();
            }
            publishArmed();
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** The first tick at which that deadline has passed: rounded up, so a timer is never early. */
    private static long tickOf(long deadline) {
        return deadline <= 0 ? 0 : Math.min((deadline - 1) / NANOS_PER_TICK + 1, LAST_TICK);
    }
}
