package dev.kyoto.internal.driver;

import dev.kyoto.internal.timer.TimeDriver;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The timers and the I/O readiness of one runtime, and the sleep of the one thread that waits for
 * both.
 *
 * <p>At most one thread holds the drivers ({@link #tryAcquire()}); it alone may {@link #park} and
 * {@link #poll}. It sleeps in the selector while anything is registered there, and by plain parking
 * otherwise, so that a runtime without sockets pays for none.
 *
 * <p>States of the sleep, held in {@code sleep}:
 *
 * <pre>
 *   AWAKE -> DECIDING     park, before it looks at timers and registrations
 *   DECIDING -> PARKED    nothing is registered: about to park the thread
 *   DECIDING -> SELECTING something is registered: about to select
 *   DECIDING, PARKED, SELECTING -> AWAKE   park returns
 * </pre>
 *
 * <p>Whoever has news (a new earliest timer, a first registration, a task) publishes it and then
 * calls {@link #unpark()}, which sets {@code nudged} and then reads {@code sleep}; the holder writes
 * {@code sleep} and then reads {@code nudged}. All four accesses are volatile, so either unpark sees a
 * holder that is about to sleep and wakes it, or the holder sees the nudge and does not sleep.
 *
 * <p>The permit of a parked thread alone would not do: while the holder decides, it takes locks, and
 * a contended lock parks as well and uses the permit up. So nothing between the last look at {@code
 * nudged} and the sleep may park.
 */
public final class Drivers {
    private enum Sleep {
        AWAKE,
        DECIDING,
        PARKED,
        SELECTING
    }

    private final AtomicBoolean held = new AtomicBoolean();
    private final Parking parking;
    private final TimeDriver time;
    private final IoDriver io;

    private volatile Sleep sleep = Sleep.AWAKE;

    /** Set by unpark, cleared by the holder before it begins to decide. */
    private volatile boolean nudged;

    /** Written before {@code sleep} leaves AWAKE, read after a {@code sleep} other than AWAKE. */
    private volatile @Nullable Thread sleeper;

    /**
     * Creates the drivers of a runtime.
     *
     * @param provider clock, parking and sockets
     */
    public Drivers(Provider provider) {
        parking = provider.parking();
        // No lambda: the JVM takes long to link the first ones, and every start would wait.
        Runnable unpark =
                new Runnable() {
                    @Override
                    public void run() {
                        unpark();
                    }
                };
        time = new TimeDriver(provider.clock(), unpark);
        io = new IoDriver(provider.sockets(), unpark);
    }

    /**
     * The timers.
     *
     * @return the one time driver
     */
    public TimeDriver time() {
        return time;
    }

    /**
     * The readiness reactor.
     *
     * @return the one I/O driver
     */
    public IoDriver io() {
        return io;
    }

    /**
     * Becomes the holder, if there is none.
     *
     * @return true if the caller holds the drivers now
     */
    public boolean tryAcquire() {
        return !held.get() && held.compareAndSet(false, true);
    }

    /** Stops being the holder. What the holder has done is seen by the next one. */
    public void release() {
        // Release is enough: who finds the drivers held a moment too long does what he would have
        // done a moment earlier.
        held.setRelease(false);
    }

    /**
     * Whether some thread holds the drivers, and so sees events as they come.
     *
     * @return true while held
     */
    public boolean isHeld() {
        return held.get();
    }

    /**
     * By the holder: sleeps until an event, a timer, {@link #unpark()} or the limit, and wakes what
     * is due.
     *
     * @param limit at most that many nanoseconds; negative for as long as it takes
     * @param hasNews looked at right before sleeping; true makes it return at once. Whoever makes it
     *     true calls {@link #unpark()} afterwards.
     */
    public void park(long limit, BooleanSupplier hasNews) {
        sleeper = Thread.currentThread();
        nudged = false;
        sleep = Sleep.DECIDING;
        try {
            long wait = shorter(limit, time.nanosUntilNext());
            if (io.registered() > 0) {
                sleep = Sleep.SELECTING;
                io.poll(nudged || hasNews.getAsBoolean() ? 0 : wait);
            } else {
                sleep = Sleep.PARKED;
                // A first registration since the last look has nudged.
                if (!nudged && !hasNews.getAsBoolean()) {
                    parking.park(this, wait);
                }
            }
        } finally {
            sleep = Sleep.AWAKE;
            sleeper = null;
        }
        time.process();
    }

    private static long shorter(long limit, long untilTimer) {
        if (untilTimer == Long.MAX_VALUE) {
            return limit;
        }
        return limit < 0 ? untilTimer : Math.min(limit, untilTimer);
    }

    /** By the holder: wakes what is due, without waiting. */
    public void poll() {
        if (io.registered() > 0) {
            io.glance();
        }
        time.process();
    }

    /** Makes the holder's current or coming sleep end; from any thread. */
    public void unpark() {
        nudged = true;
        switch (sleep) {
            case AWAKE, DECIDING -> {}
            case SELECTING -> io.wakeup();
            case PARKED -> unparkSleeper();
        }
    }

    private void unparkSleeper() {
        var thread = sleeper;
        if (thread != null) {
            parking.unpark(thread);
        }
    }

    /** Ends all waiting: I/O fails with a clear error, timers fire. */
    public void shutdown() {
        io.shutdown();
        time.shutdown();
    }
}
