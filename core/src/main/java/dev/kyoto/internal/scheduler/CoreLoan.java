package dev.kyoto.internal.scheduler;

import dev.kyoto.internal.blocking.BlockingPool;
import java.util.concurrent.CountDownLatch;

/**
 * The time in which a thread of the blocking pool drives a current-thread scheduler, because the
 * thread that should do so is blocked.
 *
 * <p>At any moment one thread at most has the core, so tasks still never run in parallel.
 */
final class CoreLoan implements Goal, BlockingPool.Job {
    private final CurrentThreadScheduler scheduler;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean wantedBack;

    private CoreLoan(CurrentThreadScheduler scheduler) {
        this.scheduler = scheduler;
    }

    static CoreLoan start(CurrentThreadScheduler scheduler) {
        var loan = new CoreLoan(scheduler);
        if (!scheduler.blocking().submitMandatory(loan)) {
            loan.ended.countDown(); // shutting down: nobody drives the scheduler any more
        }
        return loan;
    }

    /** Asks for the core and waits until the helper thread has let go of it. */
    void end() {
        wantedBack = true;
        scheduler.drivers().unpark();
        boolean interrupted = false;
        while (true) {
            try {
                ended.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true; // the helper ends after its current task; kept for the caller
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isReached() {
        return wantedBack;
    }

    @Override
    public boolean hasNews() {
        return wantedBack;
    }

    @Override
    public void run() {
        var loop = new CurrentThreadLoop(scheduler, ThreadContext.current());
        try {
            if (!wantedBack && loop.acquire()) {
                try {
                    loop.run(this);
                } finally {
                    loop.release();
                }
            }
        } finally {
            ended.countDown();
        }
    }

    @Override
    public void discard() {
        ended.countDown();
    }
}
