package dev.kyoto.internal.scheduler;

import dev.kyoto.future.Waker;
import dev.kyoto.internal.driver.Drivers;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The waker of the future that blockOn drives on a current-thread scheduler.
 *
 * <p>The thread of blockOn sleeps in the drivers if it has the core, and by plain parking while
 * another thread has it; a wake-up ends both, since it cannot tell which.
 */
final class RootWaker implements Waker {
    private final Drivers drivers;
    private final Thread thread = Thread.currentThread();

    /**
     * Set by wake before it ends a sleep; cleared before each poll after the first. Looked at before
     * sleeping.
     */
    private final AtomicBoolean woken = new AtomicBoolean();

    RootWaker(Drivers drivers) {
        this.drivers = drivers;
    }

    @Override
    public void wake() {
        // A swap even if it is set already: it orders what the caller has done before the poll that
        // the set flag stands for.
        if (!woken.getAndSet(true)) {
            if (Thread.currentThread() != thread) {
                drivers.unpark();
                LockSupport.unpark(thread);
            }
        }
    }

    boolean isWoken() {
        return woken.get();
    }

    /** True if a poll is due. */
    boolean consume() {
        return woken.get() && woken.getAndSet(false);
    }
}
