package dev.kyoto.time;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.timer.TimeDriver;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes sleeps, timeouts and intervals, and stops the clock in tests.
 *
 * <p>Every method needs a current runtime and throws {@link IllegalStateException} without one.
 *
 * <p><b>Durations at the edges</b>, here and in all that is made here: zero and less mean now, unless
 * a method says that it refuses them; a time that lies beyond the end of the clock, some 292 years,
 * is cut off there; no duration overflows.
 *
 * <p>Answers to the functions of {@code tokio::time}.
 */
public final class Time {

    private Time() {}

    /**
     * Waits for some time.
     *
     * <p>The time counts from this call. Zero and less mean now: it is done at the first poll.
     *
     * <p><b>Cancellation</b> Safe: nothing is lost but the waiting.
     *
     * <p><b>Errors</b> {@link IllegalStateException} if the runtime is shut down meanwhile.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * Time.sleep(Duration.ofMillis(100)).await();
     * }
     *
     * <p>Answers to {@code tokio::time::sleep}.
     *
     * @param duration how long
     * @return a future that is done afterwards
     */
    public static Sleep sleep(Duration duration) {
        var driver = TimeAccess.driver();
        return new Sleep(driver, Nanos.after(driver.clock().nanos(), duration));
    }

    /**
     * Waits until a moment; one that has passed is done at the first poll.
     *
     * <p><b>Cancellation</b> Safe: nothing is lost but the waiting.
     *
     * <p><b>Errors</b> {@link IllegalStateException} if the runtime is shut down meanwhile.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var deadline = AsyncInstant.now().plus(Duration.ofMillis(100));
     * Time.sleepUntil(deadline).await();
     * }
     *
     * <p>Answers to {@code tokio::time::sleep_until}.
     *
     * @param deadline when
     * @return a future that is done then
     */
    public static Sleep sleepUntil(AsyncInstant deadline) {
        return new Sleep(TimeAccess.driver(), deadline.nanos());
    }

    /**
     * Gives a future a limited time.
     *
     * <p>The time counts from this call. A future that is done at its first poll is in time, even
     * for a duration of zero or less.
     *
     * <p><b>Cancellation</b> Cancels the future along.
     *
     * <p><b>Errors</b> {@link Elapsed} if the time is up, after the future was cancelled and its
     * cleanup has ended; what the future throws.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try {
     *     Time.timeout(Duration.ofSeconds(1), connection.readFrame()).await();
     * } catch (Elapsed e) {
     *     connection.close();
     * }
     * }
     *
     * <p>Answers to {@code tokio::time::timeout}.
     *
     * @param duration how long it may take
     * @param future what to wait for
     * @param <T> the type of its value
     * @return a future of the same value
     */
    public static <T extends @Nullable Object> Timeout<T> timeout(
            Duration duration, Future<T> future) {
        Objects.requireNonNull(future, "future");
        return new Timeout<>(future, sleep(duration), duration);
    }

    /**
     * Gives a future time until a deadline; otherwise as {@link #timeout}.
     *
     * <p><b>Cancellation</b> Cancels the future along.
     *
     * <p><b>Errors</b> {@link Elapsed} if the deadline passes, after the future was cancelled and
     * its cleanup has ended; what the future throws.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var deadline = AsyncInstant.now().plus(Duration.ofSeconds(1));
     * var head = Time.timeoutAt(deadline, connection.readHead()).await();
     * var body = Time.timeoutAt(deadline, connection.readBody()).await();
     * }
     *
     * <p>Answers to {@code tokio::time::timeout_at}.
     *
     * @param deadline when it must be done
     * @param future what to wait for
     * @param <T> the type of its value
     * @return a future of the same value
     */
    public static <T extends @Nullable Object> Timeout<T> timeoutAt(
            AsyncInstant deadline, Future<T> future) {
        Objects.requireNonNull(future, "future");
        var delay = sleepUntil(deadline);
        var limit = AsyncInstant.now().until(deadline);
        return new Timeout<>(future, delay, limit.isNegative() ? Duration.ZERO : limit);
    }

    /**
     * Gives a future a limited time, in the order of speech: it is {@link #timeout} with the future
     * first.
     *
     * <p><b>Cancellation</b> Cancels the future along.
     *
     * <p><b>Errors</b> {@link Elapsed} if the time is up, after the future was cancelled and its
     * cleanup has ended; what the future throws.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var frame = Time.within(connection.readFrame(), Duration.ofSeconds(1)).await();
     * }
     *
     * <p>Answers to {@code tokio_util::time::FutureExt::timeout}.
     *
     * @param future what to wait for
     * @param duration how long it may take
     * @param <T> the type of its value
     * @return a future of the same value
     */
    public static <T extends @Nullable Object> Timeout<T> within(
            Future<T> future, Duration duration) {
        return timeout(duration, future);
    }

    /**
     * Ticks at a fixed pace, at once for the first time.
     *
     * <p><b>Errors</b> {@link IllegalArgumentException} for a period of zero or less.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var interval = Time.interval(Duration.ofSeconds(1));
     * interval.tick().await();
     * }
     *
     * <p>Answers to {@code tokio::time::interval}.
     *
     * @param period the time between two ticks, more than zero; beyond the end of time there is no
     *     second tick
     * @return the interval
     */
    public static Interval interval(Duration period) {
        var driver = TimeAccess.driver();
        return new Interval(driver, driver.clock().nanos(), period);
    }

    /**
     * Ticks at a fixed pace from a given moment on.
     *
     * <p><b>Errors</b> {@link IllegalArgumentException} for a period of zero or less.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var start = AsyncInstant.now().plus(Duration.ofSeconds(10));
     * var interval = Time.intervalAt(start, Duration.ofSeconds(1));
     * interval.tick().await();
     * }
     *
     * <p>Answers to {@code tokio::time::interval_at}.
     *
     * @param start when the first tick is due
     * @param period the time between two ticks, more than zero; beyond the end of time there is no
     *     second tick
     * @return the interval
     */
    public static Interval intervalAt(AsyncInstant start, Duration period) {
        return new Interval(TimeAccess.driver(), start.nanos(), period);
    }

    /**
     * Stops the clock of the current runtime, for tests, at the next whole millisecond.
     *
     * <p>While it is stopped and no task can run, it jumps to the next timer by itself, unless
     * blocking work is under way; so tests of long waits take no time.
     *
     * <p><b>Errors</b> {@link IllegalStateException} if it is stopped already, or if this is not a
     * current-thread runtime.
     *
     * <p>Answers to {@code tokio::time::pause}.
     */
    public static void pause() {
        TimeAccess.driver().pause();
    }

    /**
     * Lets the clock of the current runtime run on.
     *
     * <p><b>Errors</b> {@link IllegalStateException} if it was not stopped.
     *
     * <p>Answers to {@code tokio::time::resume}.
     */
    public static void resume() {
        TimeAccess.driver().resume();
    }

    /**
     * Moves the stopped clock of the current runtime forward, and lets the tasks run whose timers
     * are due by then.
     *
     * <p>All of them fire at the new time, however far they lie apart. To meet each at its own
     * time, sleep instead.
     *
     * <p><b>Cancellation</b> Before the first poll the clock was not moved, afterwards it was.
     *
     * <p><b>Errors</b> {@link IllegalStateException} if the clock is not stopped; {@link
     * IllegalArgumentException} for a negative duration.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * Time.pause();
     * Time.advance(Duration.ofHours(1)).await();
     * Time.resume();
     * }
     *
     * <p>Answers to {@code tokio::time::advance}.
     *
     * @param duration by how much; zero only lets other tasks run, and beyond the end of time the
     *     clock stops there
     * @return a future that is done at the poll after the one that moved the clock
     */
    public static Future<@Nullable Void> advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(
                    "time cannot be advanced by " + duration + "; use zero or more");
        }
        return new Advance(TimeAccess.driver(), Nanos.of(duration));
    }

    /** Moves the clock at its first poll and is done at the second one. */
    private static final class Advance implements Future<@Nullable Void> {
        private final TimeDriver driver;
        private final long nanos;
        private boolean moved;
        private boolean ended;

        Advance(TimeDriver driver, long nanos) {
            this.driver = driver;
            this.nanos = nanos;
        }

        @Override
        public Poll<@Nullable Void> poll(Context cx) {
            if (ended) {
                throw new IllegalStateException(
                        "this advance has ended or was cancelled and must not be polled again;"
                                + " call advance() again");
            }
            if (moved) {
                ended = true;
                return Poll.ready(null);
            }
            moved = true;
            // The tasks of the due timers are queued before this one, so they run first.
            driver.advance(nanos);
            cx.waker().wake();
            return Poll.pending();
        }

        @Override
        public void cancel() {
            ended = true;
        }
    }
}
