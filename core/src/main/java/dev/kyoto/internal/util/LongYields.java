package dev.kyoto.internal.util;

/**
 * Remembers threads that yielded their processor and had it back late, and says when to yield no
 * more.
 *
 * <p>A thread that computes keeps the processor that was yielded to it for milliseconds, where one
 * that sleeps would have been woken in time. One such yield may have been a stop of the garbage
 * collector; after two in a row nobody is to yield for 16 times as long as the second took. So
 * about a tenth of the time is lost to them at most.
 *
 * <p>Shared by all threads. What it has are two instants, each of which any of them may write: two
 * that do so at the same time were held up by the same.
 */
final class LongYields {
    /** Less than an operating system gives to one thread before it looks for another. */
    static final long LONG_NANOS = 500_000;

    /** Two that are no further apart are in a row. */
    static final long ROW_NANOS = 20_000_000;

    static final int PAUSE_FACTOR = 16;

    /** When the last long yield ended. */
    private volatile long last;

    private volatile long pausedUntil;

    /**
     * Remembers none.
     *
     * @param now the current {@link System#nanoTime}
     */
    LongYields(long now) {
        this.last = now - ROW_NANOS;
        this.pausedUntil = now;
    }

    boolean arePaused(long now) {
        return now - pausedUntil < 0;
    }

    /** Counts a yield, long or not. */
    void count(long before, long after) {
        if (after - before <= LONG_NANOS) {
            return;
        }
        long sinceLast = before - last;
        last = after;
        // One that began before the last had ended was held up by the same.
        if (sinceLast >= 0 && sinceLast < ROW_NANOS) {
            pausedUntil = after + PAUSE_FACTOR * (after - before);
        }
    }
}
