package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.time.AsyncInstant;
import dev.kyoto.time.Sleep;
import dev.kyoto.time.Time;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The clock of one operator: one timer that is set again and again.
 *
 * <pre>
 *   STOPPED -> RUNNING   start
 *   RUNNING -> RUNNING   start: the full time again
 *   RUNNING -> OVER      pollOver is true
 *   OVER    -> RUNNING   start
 *   any     -> STOPPED   stop
 * </pre>
 *
 * <p>The timer belongs to the runtime of the thread that starts it first.
 */
final class Countdown {
    private final Duration duration;

    /** Null while STOPPED. */
    private @Nullable Sleep sleep;

    private boolean running;

    Countdown(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(
                    "the duration must be zero or more, but was " + duration);
        }
        this.duration = duration;
    }

    Duration duration() {
        return duration;
    }

    boolean isRunning() {
        return running;
    }

    void start() {
        var timer = sleep;
        if (timer == null) {
            sleep = Time.sleep(duration);
        } else {
            timer.reset(AsyncInstant.now().plus(duration));
        }
        running = true;
    }

    /** Whether the time is over; if not, the waker is kept. Only while RUNNING. */
    boolean pollOver(Context cx) {
        var timer = sleep;
        if (timer == null) {
            throw new IllegalStateException("a countdown that does not run is not over either");
        }
        // A source that always spends the whole budget must not hold up the clock by that.
        Poll<?> polled = timer.poll(cx.hasBudget() ? cx : cx.unconstrained());
        running = polled.isPending();
        return polled.isReady();
    }

    /** Gives back the timer. */
    void stop() {
        var timer = sleep;
        sleep = null;
        running = false;
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Lets the time run out unnoticed: the timer stays set, as another start is likely. */
    void ignore() {
        running = false;
    }
}
