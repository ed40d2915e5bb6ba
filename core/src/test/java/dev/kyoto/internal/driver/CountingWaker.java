package dev.kyoto.internal.driver;

import dev.kyoto.future.Context;
import dev.kyoto.future.Waker;
import java.util.concurrent.Semaphore;

/** Counts wake-ups, and lets a thread wait for the next one. */
final class CountingWaker implements Waker {
    private final Semaphore wakes = new Semaphore(0);
    private final Context cx = Context.of(this);

    Context cx() {
        return cx;
    }

    int count() {
        return wakes.availablePermits();
    }

    void awaitOne() throws InterruptedException {
        wakes.acquire();
    }

    /** Without parking, so that the waiter goes on while the waking thread is still at it. */
    void awaitSpinning() throws InterruptedException {
        while (!wakes.tryAcquire()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void wake() {
        wakes.release();
    }
}
