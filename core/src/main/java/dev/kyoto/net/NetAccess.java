package dev.kyoto.net;

import dev.kyoto.internal.driver.IoDriver;
import dev.kyoto.internal.scheduler.ThreadContext;
import dev.kyoto.internal.timer.TimeDriver;

/** The one door from this package to the runtime. */
final class NetAccess {

    private NetAccess() {}

    /** The I/O driver of the runtime at hand. */
    static IoDriver io() {
        return ThreadContext.current().scheduler().drivers().io();
    }

    /** The timers of the runtime at hand. */
    static TimeDriver time() {
        return ThreadContext.current().scheduler().drivers().time();
    }
}
