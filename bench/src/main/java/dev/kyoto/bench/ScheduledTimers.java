package dev.kyoto.bench;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The JDK's heap behind a lock, with one thread. It has no move: cancel and set anew. */
final class ScheduledTimers implements Timers<ScheduledFuture<?>> {
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);

    ScheduledTimers() {
        // Else what is cancelled stays in the heap until its time, and the heap grows for ever.
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public String name() {
        return "scheduled";
    }

    @Override
    public ScheduledFuture<?> arm(long nanos, Runnable action) {
        return executor.schedule(action, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public ScheduledFuture<?> postpone(ScheduledFuture<?> timer, long nanos, Runnable action) {
        timer.cancel(false);
        return arm(nanos, action);
    }

    @Override
    public void cancel(ScheduledFuture<?> timer) {
        timer.cancel(false);
    }

    @Override
    public void close() {
        executor.shutdownNow();
        executor.close();
    }
}
