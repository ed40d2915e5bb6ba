package dev.kyoto.time;

import dev.kyoto.internal.scheduler.ThreadContext;
import dev.kyoto.internal.timer.Clock;
import dev.kyoto.internal.timer.SystemClock;
import dev.kyoto.internal.timer.TimeDriver;

/** The one place where this package asks for the runtime of the current thread. */
final class TimeAccess {

    private TimeAccess() {}

    /**
     * The time driver of the current runtime.
     *
     * @throws IllegalStateException without a runtime at hand
     */
    static TimeDriver driver() {
        return ThreadContext.current().scheduler().drivers().time();
    }

    /** The clock of the current runtime, or the system's where there is none. */
    static Clock clock() {
        var scheduler = ThreadContext.current().schedulerOrNull();
        return scheduler == null ? SystemClock.INSTANCE : scheduler.drivers().time().clock();
    }
}
