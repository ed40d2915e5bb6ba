package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.internal.driver.IoDriver;
import dev.kyoto.internal.timer.TimeDriver;
import dev.kyoto.internal.timer.TimerEntry;
import java.time.Duration;

/** A timer of the runtime at hand that says when to try again; started as often as needed. */
final class RetryTimer {
    private final TimeDriver time = NetAccess.time();
    private final TimerEntry entry = new TimerEntry();
    private long deadline;

    void start(Duration delay) {
        deadline = time.clock().nanos() + delay.toNanos();
        time.reset(entry, deadline);
    }

    /** False while it runs, in which case the waker was kept. */
    boolean isDue(Context cx) {
        try {
            return time.poll(entry, deadline, cx.waker());
        } catch (IllegalStateException e) {
            throw IoDriver.shutdownFailure();
        }
    }

    void cancel() {
        time.cancel(entry);
    }
}
