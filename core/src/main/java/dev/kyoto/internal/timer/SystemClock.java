package dev.kyoto.internal.timer;

/**
 * The JDK's monotonic clock, counted from the start of the process.
 *
 * <p>{@link System#nanoTime()} may start anywhere, at the edge of overflow too. Counted from an
 * origin its values are small and positive for 292 years, and they mean the same to all runtimes of
 * the process.
 */
public enum SystemClock implements Clock {
    /** The only one. */
    INSTANCE;

    private final long origin = System.nanoTime();

    @Override
    public long nanos() {
        return System.nanoTime() - origin;
    }
}
