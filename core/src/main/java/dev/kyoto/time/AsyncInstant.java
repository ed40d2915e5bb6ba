package dev.kyoto.time;

import java.time.Duration;

/**
 * A reading of the runtime's monotonic clock, which stands still when a test pauses it.
 *
 * <p>It says nothing about the time of day; use it to tell how far apart things are. Arithmetic
 * stops at the ends of time, some 292 years away, instead of wrapping round. Immutable.
 *
 * <p>Answers to {@code tokio::time::Instant}.
 *
 * @param nanos nanoseconds since the origin of the clock
 */
public record AsyncInstant(long nanos) implements Comparable<AsyncInstant> {

    /**
     * The present moment by the clock of the current runtime.
     *
     * <p>Without a runtime it is read from the system's clock, which all runtimes follow whose time
     * was never paused.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var start = AsyncInstant.now();
     * var limit = start.plus(Duration.ofSeconds(5));
     * }
     *
     * <p>Answers to {@code tokio::time::Instant::now}.
     *
     * @return now
     */
    public static AsyncInstant now() {
        return new AsyncInstant(TimeAccess.clock().nanos());
    }

    /**
     * A later moment, or an earlier one for a negative duration.
     *
     * @param duration how much later
     * @return this moment plus the duration, or the end of time if that comes first
     */
    public AsyncInstant plus(Duration duration) {
        return new AsyncInstant(Nanos.plus(nanos, Nanos.of(duration)));
    }

    /**
     * An earlier moment, or a later one for a negative duration.
     *
     * @param duration how much earlier
     * @return this moment minus the duration, or the beginning of time if that comes first
     */
    public AsyncInstant minus(Duration duration) {
        return new AsyncInstant(Nanos.minus(nanos, Nanos.of(duration)));
    }

    /**
     * The way from here to another moment, as {@link java.time.Instant#until(java.time.Instant)}.
     *
     * @param end the other moment
     * @return the time between them, negative if the other is the earlier one
     */
    public Duration until(AsyncInstant end) {
        return Duration.ofNanos(Nanos.minus(end.nanos, nanos));
    }

    /**
     * How long ago this moment was.
     *
     * @return the time from here until now, zero if this moment is still to come
     */
    public Duration elapsed() {
        var way = until(now());
        return way.isNegative() ? Duration.ZERO : way;
    }

    /**
     * Whether this moment is the later one.
     *
     * @param other the other moment
     * @return true if it is strictly later
     */
    public boolean isAfter(AsyncInstant other) {
        return nanos > other.nanos;
    }

    /**
     * Whether this moment is the earlier one.
     *
     * @param other the other moment
     * @return true if it is strictly earlier
     */
    public boolean isBefore(AsyncInstant other) {
        return nanos < other.nanos;
    }

    @Override
    public int compareTo(AsyncInstant other) {
        return Long.compare(nanos, other.nanos);
    }

    /**
     * The time since the clock's origin.
     *
     * @return as "AsyncInstant[PT1.5S]"
     */
    @Override
    public String toString() {
        return "AsyncInstant[" + Duration.ofNanos(nanos) + "]";
    }
}
