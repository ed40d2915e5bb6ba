package dev.kyoto.test;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import dev.kyoto.runtime.Handle;
import dev.kyoto.time.AsyncInstant;
import dev.kyoto.time.Time;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * The clock of a test's runtime; a parameter of tests. Thread-safe.
 *
 * <p>Only the clock of a current-thread runtime can be paused; {@link AsyncTest#startPaused()} has it
 * paused from the beginning.
 *
 * <p>Answers to {@code tokio::time::{pause, resume, advance}} and {@code tokio_test::assert_elapsed!}.
 */
public final class TestClock {
    /** Timers have a granularity of one millisecond, and are late by less than that. */
    private static final Duration GRANULARITY = Duration.ofMillis(1);

    private final Handle handle;
    private final AsyncInstant start;

    private TestClock(Handle handle, AsyncInstant start) {
        this.handle = handle;
        this.start = start;
    }

    static TestClock of(Handle handle) {
        try (var _ = handle.enter()) {
            return new TestClock(handle, AsyncInstant.now());
        }
    }

    /**
     * What the clock shows.
     *
     * @return now
     */
    public AsyncInstant now() {
        try (var _ = handle.enter()) {
            return AsyncInstant.now();
        }
    }

    /**
     * How far the clock has come since the beginning of the test.
     *
     * @return the time by this clock
     */
    public Duration elapsed() {
        return start.until(now());
    }

    /**
     * Stops the clock.
     *
     * @throws IllegalStateException if it stands already, or cannot be paused
     */
    public void pause() {
        try (var _ = handle.enter()) {
            Time.pause();
        }
    }

    /**
     * Lets the clock run on.
     *
     * @throws IllegalStateException if it was not stopped
     */
    public void resume() {
        try (var _ = handle.enter()) {
            Time.resume();
        }
    }

    /**
     * Moves the stopped clock forward, and lets the tasks run whose timers are due by then; see {@link
     * Time#advance}.
     *
     * <p><b>Cancellation</b> Before the first poll the clock was not moved, afterwards it was.
     *
     * <p><b>Errors</b> {@link IllegalStateException} if the clock is not stopped; {@link
     * IllegalArgumentException} for a negative duration.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * clock.advance(Duration.ofMinutes(5)).await();
     * }
     *
     * @param duration by how much
     * @return a future that is done at the poll after the one that moved the clock
     */
    @CheckReturnValue
    public Future<@Nullable Void> advance(Duration duration) {
        try (var _ = handle.enter()) {
            return Time.advance(duration);
        }
    }

    /**
     * Checks how far the clock has come since the beginning of the test.
     *
     * @param expected that much, or up to a millisecond more
     * @throws AssertionFailedError if it was another time
     */
    public void assertElapsed(Duration expected) {
        assertElapsed(start, expected);
    }

    /**
     * Checks how far the clock has come since a moment.
     *
     * @param since a reading of this clock
     * @param expected that much, or up to a millisecond more
     * @throws AssertionFailedError if it was another time
     */
    public void assertElapsed(AsyncInstant since, Duration expected) {
        var elapsed = since.until(now());
        if (elapsed.compareTo(expected) < 0 || elapsed.minus(GRANULARITY).compareTo(expected) > 0) {
            throw new AssertionFailedError(
                    "expected the clock to have moved by %s and at most a millisecond more, but it moved by %s"
                            .formatted(expected, elapsed),
                    expected,
                    elapsed);
        }
    }

    /**
     * What the clock shows.
     *
     * @return as "TestClock[PT1.5S]"
     */
    @Override
    public String toString() {
        return "TestClock[" + elapsed() + "]";
    }
}
