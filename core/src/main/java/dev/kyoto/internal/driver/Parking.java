package dev.kyoto.internal.driver;

import java.util.concurrent.locks.LockSupport;

/** How a thread of the runtime goes to sleep, and how another one wakes it. */
public interface Parking {
    /** Parking as the JDK does it. */
    Parking JDK =
            new Parking() {
                @Override
                public void park(Object blocker, long nanos) {
                    if (nanos < 0) {
                        LockSupport.park(blocker);
                    } else if (nanos > 0) {
                        LockSupport.parkNanos(blocker, nanos);
                    }
                }

                @Override
                public void unpark(Thread thread) {
                    LockSupport.unpark(thread);
                }
            };

    /**
     * Sleeps until unparked; may return early for no reason.
     *
     * @param blocker what it waits for, for thread dumps
     * @param nanos at most that long; negative for as long as it takes, 0 for not at all
     */
    void park(Object blocker, long nanos);

    /**
     * Makes the thread's current or next park return.
     *
     * @param thread the thread
     */
    void unpark(Thread thread);
}
