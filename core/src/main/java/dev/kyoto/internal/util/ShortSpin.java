package dev.kyoto.internal.util;

/**
 * A thread's last look around before it lets itself be put to sleep: 20 µs at most, as to sleep and
 * be woken costs about as much. The caller looks for what it waits for after each {@link #goOn}.
 *
 * <p>Between two looks the thread yields: if there are more threads awake than processors, the one
 * that is to bring what is waited for may be among those that have none. If no other thread is
 * ready, to yield is a call of the operating system that returns at once. Where others have work of
 * their own and keep the processor, nobody spins for a while ({@link LongYields}).
 *
 * <p>Used by one thread.
 */
public final class ShortSpin {
    private static final long SPIN_NANOS = 20_000;

    private static final LongYields LONG_YIELDS = new LongYields(System.nanoTime());

    private final long start = System.nanoTime();
    private final boolean paused = LONG_YIELDS.arePaused(start);
    private long now = start;

    /** Begins to spin. */
    public ShortSpin() {}

    /**
     * Lets others run for a moment, unless this is no time to spin.
     *
     * @return false if it was the last time
     */
    public boolean goOn() {
        if (paused) {
            return false;
        }
        long before = now;
        Thread.yield();
        now = System.nanoTime();
        LONG_YIELDS.count(before, now);
        return now - start < SPIN_NANOS;
    }
}
