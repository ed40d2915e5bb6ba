package dev.kyoto.internal.scheduler;

import dev.kyoto.internal.driver.Drivers;
import dev.kyoto.internal.driver.Parking;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The sleep of one worker: in the drivers if they are free, else on its own.
 *
 * <p>States, held in {@code state}:
 *
 * <pre>
 *   EMPTY         -> PARKED_THREAD   park, the drivers being held by another worker
 *   EMPTY         -> PARKED_DRIVER   park, holding the drivers
 *   any           -> NOTIFIED        unpark; from PARKED_* it also ends the sleep
 *   NOTIFIED      -> EMPTY           park consumes the notification, before or after sleeping
 *   PARKED_*      -> EMPTY           the sleep ended by itself (an event, a timer, no reason)
 * </pre>
 *
 * <p>park and poll are called by the thread that has the worker's core, unpark by anybody. The swap
 * in unpark and the compare-and-set in park are on one word, so a notification is either consumed
 * before sleeping or finds a sleeper.
 */
final class Parker {
    private static final int EMPTY = 0;
    private static final int PARKED_THREAD = 1;
    private static final int PARKED_DRIVER = 2;
    private static final int NOTIFIED = 3;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Parker.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Drivers drivers;
    private final Parking parking;
    // No lambda: the JVM takes long to link the first ones, and every start would wait.
    private final BooleanSupplier notified =
            new BooleanSupplier() {
                @Override
                public boolean getAsBoolean() {
                    return isNotified();
                }
            };

    private volatile int state = EMPTY;

    /** Written before {@code state} becomes PARKED_THREAD, read after it was seen. */
    private @Nullable Thread sleeper;

    Parker(Drivers drivers, Parking parking) {
        this.drivers = drivers;
        this.parking = parking;
    }

    /** Sleeps until unparked, or until the drivers had something; may return for no reason. */
    void park() {
        if (consumeNotification()) {
            return;
        }
        if (drivers.tryAcquire()) {
            try {
                parkInDrivers();
            } finally {
                drivers.release();
            }
        } else {
            parkThread();
        }
    }

    /** Wakes what is due without sleeping, if no other worker holds the drivers. */
    void poll() {
        if (drivers.tryAcquire()) {
            try {
                drivers.poll();
            } finally {
                drivers.release();
            }
        }
    }

    private boolean isNotified() {
        return state == NOTIFIED;
    }

    private boolean consumeNotification() {
        return state == NOTIFIED && STATE.compareAndSet(this, NOTIFIED, EMPTY);
    }

    private void parkInDrivers() {
        if (!STATE.compareAndSet(this, EMPTY, PARKED_DRIVER)) {
            state = EMPTY; // it was NOTIFIED; nothing else leaves EMPTY but this thread
            return;
        }
        try {
            drivers.park(-1, notified);
        } finally {
            STATE.getAndSet(this, EMPTY);
        }
    }

    private void parkThread() {
        sleeper = Thread.currentThread();
        if (!STATE.compareAndSet(this, EMPTY, PARKED_THREAD)) {
            state = EMPTY;
            return;
        }
        while (state == PARKED_THREAD) {
            parking.park(this, -1);
        }
        // A swap, so that what a second unpark has published before it is seen as well.
        STATE.getAndSet(this, EMPTY);
    }

    void unpark() {
        switch ((int) STATE.getAndSet(this, NOTIFIED)) {
            case PARKED_THREAD -> {
                var thread = sleeper;
                if (thread != null) {
                    parking.unpark(thread);
                }
            }
            case PARKED_DRIVER -> drivers.unpark();
            default -> {}
        }
    }
}
