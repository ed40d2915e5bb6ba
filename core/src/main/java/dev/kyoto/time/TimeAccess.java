package dev.kyoto.time;

import dev.kyoto.internal.timer.Clock;
import dev.kyoto.internal.timer.SystemClock;
import dev.kyoto.internal.timer.TimeDriver;
import org.jspecify.annotations.Nullable;

/** The one place where this package asks for the runtime of the current thread. */
final class TimeAccess {
    static final ThreadLocal<@Nullable TimeDriver> BOUND = new ThreadLocal<>();

    private TimeAccess() {}

    /** The time driver of the current runtime. */
    static TimeDriver driver() {
        var driver = BOUND.get();
        if (driver == null) {
            throw new IllegalStateException(
                    "no Kyoto runtime on this thread: make sleeps, timeouts and intervals inside"
                            + " blockOn or a spawned task, or enter the runtime first");
        }
        return driver;
    }

    /** The clock of the current runtime, or the system's where there is none. */
    static Clock clock() {
        var driver = BOUND.get();
        return driver == null ? SystemClock.INSTANCE : driver.clock();
    }
}
