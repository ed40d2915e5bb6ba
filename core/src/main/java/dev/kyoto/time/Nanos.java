package dev.kyoto.time;

import java.time.Duration;

/** Arithmetic on nanoseconds that stops at the ends of time instead of wrapping round. */
final class Nanos {
    private static final long PER_SECOND = 1_000_000_000;
    private static final long MAX_SECONDS = Long.MAX_VALUE / PER_SECOND;

    private Nanos() {}

    /** The whole duration, or the end of time on its side of zero. */
    static long of(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds >= MAX_SECONDS) {
            return Long.MAX_VALUE;
        }
        return seconds <= -MAX_SECONDS ? Long.MIN_VALUE : duration.toNanos();
    }

    /** A duration from a reading on: the reading itself for zero and less. */
    static long after(long now, Duration duration) {
        return plus(now, Math.max(0, of(duration)));
    }

    static long plus(long a, long b) {
        long sum = a + b;
        // Only two numbers of one sign overflow, and then the sum has the other sign.
        if (((a ^ sum) & (b ^ sum)) < 0) {
            return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return sum;
    }

    static long minus(long a, long b) {
        long difference = a - b;
        if (((a ^ b) & (a ^ difference)) < 0) {
            return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return difference;
    }
}
