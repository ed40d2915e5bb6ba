package dev.kyoto.time;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

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
     * A later moment, or an earlier one for a negative duration, if there is one.
     *
     * <p>Answers to {@code tokio::time::Instant::checked_add}.
     *
     * @param duration how much later
     * @return this moment plus the duration, or null if that lies beyond the ends of time
     */
    public @Nullable AsyncInstant checkedPlus(Duration duration) {
        var moved = plus(duration);
        return exactlyUntil(moved).equals(duration) ? moved : null;
    }

    /**
     * An earlier moment, or a later one for a negative duration, if there is one.
     *
     * <p>Answers to {@code tokio::time::Instant::checked_sub}.
     *
     * @param duration how much earlier
     * @return this moment minus the duration, or null if that lies beyond the ends of time
     */
    public @Nullable AsyncInstant checkedMinus(Duration duration) {
        var moved = minus(duration);
        return moved.exactlyUntil(this).equals(duration) ? moved : null;
    }

    /** As {@link #until}, which is cut off for ways of more than 292 years. */
    private Duration exactlyUntil(AsyncInstant end) {
        return Duration.ofNanos(end.nanos).minusNanos(nanos);
    }

    /**
     * The time since an earlier moment.
     *
     * <p>Answers to {@code tokio::time::Instant::duration_since} and {@code
     * saturating_duration_since}.
     *
     * @param earlier the earlier moment
     * @return the time from there to here, zero if the other is the later one
     */
    public Duration durationSince(AsyncInstant earlier) {
        return isBefore(earlier) ? Duration.ZERO : earlier.until(this);
    }

    /**
     * The time since an earlier moment, if it is one.
     *
     * <p>Answers to {@code tokio::time::Instant::checked_duration_since}.
     *
     * @param earlier the earlier moment
     * @return the time from there to here, or null if the other is the later one
     */
    public @Nullable Duration checkedDurationSince(AsyncInstant earlier) {
        return isBefore(earlier) ? null : earlier.until(this);
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
     * <p>Answers to {@code tokio::time::Instant::elapsed}.
     *
     * @return the time from here until now, zero if this moment is still to come
     */
    public Duration elapsed() {
        return now().durationSince(this);
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
