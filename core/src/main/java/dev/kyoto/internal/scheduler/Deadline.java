package dev.kyoto.internal.scheduler;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A point on the JVM's monotonic clock, or never. Shutdown waits by it: its bounds are real time,
 * also where the runtime's own clock is paused.
 */
public final class Deadline {
    private static final Deadline NEVER = new Deadline(Long.MAX_VALUE, 0);

    private final long start;
    private final long nanos;

    private Deadline(long nanos, long start) {
        this.nanos = nanos;
        this.start = start;
    }

    /**
     * A deadline that many nanoseconds from now.
     *
     * @param limit how long, or null for never
     * @return the deadline
     */
    public static Deadline in(@Nullable Duration limit) {
        if (limit == null) {
            return NEVER;
        }
        long nanos;
        try {
            nanos = Math.max(0, limit.toNanos());
        } catch (ArithmeticException e) {
            return NEVER;
        }
        return new Deadline(nanos, System.nanoTime());
    }

    /**
     * What is left.
     *
     * @return nanoseconds left, 0 if it has passed, negative for never
     */
    public long remainingNanos() {
        return nanos == Long.MAX_VALUE ? -1 : Math.max(0, nanos - (System.nanoTime() - start));
    }

    /**
     * What is left, rounded up.
     *
     * @return milliseconds left, 0 if it has passed, negative for never
     */
    long remainingMillis() {
        long left = remainingNanos();
        return left <= 0 ? left : TimeUnit.NANOSECONDS.toMillis(left) + 1;
    }
}
