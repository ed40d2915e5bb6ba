package dev.kyoto.bench;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import java.util.concurrent.TimeUnit;

/**
 * Netty's wheel, with ticks as long as Kyoto's. Its own thread files and takes out what callers have
 * put into queues; so its costs show as processor time, not on the caller. It has no move either.
 */
final class NettyTimers implements Timers<Timeout> {
    private static final int TICK_MS = 1;
    private static final int SLOTS = 4_096;

    private final HashedWheelTimer timer =
            new HashedWheelTimer(TICK_MS, TimeUnit.MILLISECONDS, SLOTS);

    @Override
    public String name() {
        return "netty";
    }

    @Override
    public Timeout arm(long nanos, Runnable action) {
        return timer.newTimeout(_ -> action.run(), nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public Timeout postpone(Timeout old, long nanos, Runnable action) {
        old.cancel();
        return arm(nanos, action);
    }

    @Override
    public void cancel(Timeout old) {
        old.cancel();
    }

    @Override
    public void close() {
        var _ = timer.stop();
    }
}
