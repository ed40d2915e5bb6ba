package dev.kyoto.time;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.timer.TimeDriver;
import dev.kyoto.internal.timer.TimerEntry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A future that is done once its deadline has passed; made by {@link Time#sleep} and {@link
 * Time#sleepUntil}.
 *
 * <p>The timer is set at the first poll. As any future it belongs to one task at a time.
 *
 * <p><b>Cancellation</b> Safe: nothing is lost but the waiting. Before the first poll it costs
 * nothing.
 *
 * <p><b>Errors</b> {@link IllegalStateException} if the runtime is shut down meanwhile.
 *
 * <p>Answers to {@code tokio::time::Sleep}.
 */
public final class Sleep implements Future<@Nullable Void> {
    // States:
    //   WAITING   -> DONE       poll: the deadline has passed, or the runtime was shut down
    //   WAITING   -> CANCELLED  cancel
    //   DONE      -> WAITING    reset
    // The timer is there from the first poll on, and in the driver only while WAITING.
    private enum State {
        WAITING,
        DONE,
        CANCELLED
    }

    private final TimeDriver driver;
    private @Nullable TimerEntry entry;
    private long deadline;
    private State state = State.WAITING;

    Sleep(TimeDriver driver, long deadline) {
        this.driver = driver;
        this.deadline = deadline;
    }

    @Override
    public Poll<@Nullable Void> poll(Context cx) {
        if (state != State.WAITING) {
            throw new IllegalStateException(
                    state == State.DONE
                            ? "this sleep has ended and must not be polled again; reset it first"
                            : "this sleep was cancelled and must not be polled again; call sleep()"
                                    + " for a new one");
        }
        if (!cx.proceed()) {
            return Poll.pending();
        }
        // Whatever poll() throws is an end as well; only Pending takes it back.
        state = State.DONE;
        var timer = entry;
        if (timer == null) {
            timer = new TimerEntry();
            entry = timer;
        }
        if (driver.poll(timer, deadline, cx.waker())) {
            return Poll.ready(null);
        }
        state = State.WAITING;
        cx.restore();
        return Poll.pending();
    }

    @Override
    public void cancel() {
        if (state == State.WAITING) {
            state = State.CANCELLED;
            var timer = entry;
            if (timer != null) {
                driver.cancel(timer);
            }
        }
    }

    /**
     * Moves the deadline; a sleep that has ended can be awaited again afterwards.
     *
     * <p>A task that waits on it need not poll again: it is woken at the new deadline. Moving a
     * deadline to a later one takes no lock, which makes a sleep good for idle timeouts that are
     * pushed back all the time.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var idle = Time.sleep(Duration.ofSeconds(30));
     * idle.reset(AsyncInstant.now().plus(Duration.ofSeconds(30)));
     * idle.await();
     * }
     *
     * <p>Answers to {@code tokio::time::Sleep::reset}.
     *
     * @param newDeadline when it shall be done
     * @throws IllegalStateException if it was cancelled
     */
    public void reset(AsyncInstant newDeadline) {
        if (state == State.CANCELLED) {
            throw new IllegalStateException(
                    "this sleep was cancelled and cannot be reset; make a new one");
        }
        deadline = newDeadline.nanos();
        state = State.WAITING;
        var timer = entry;
        if (timer != null) {
            driver.reset(timer, deadline);
        }
    }

    /**
     * When it is done.
     *
     * @return the deadline
     */
    public AsyncInstant deadline() {
        return new AsyncInstant(deadline);
    }

    /**
     * Whether the deadline has passed, be it polled or not.
     *
     * @return true from the deadline on
     */
    public boolean isElapsed() {
        return driver.clock().nanos() >= deadline;
    }

    /**
     * The state and the deadline.
     *
     * @return as "Sleep[WAITING until PT1.5S]"
     */
    @Override
    public String toString() {
        return "Sleep[" + state + " until " + Duration.ofNanos(deadline) + "]";
    }
}
