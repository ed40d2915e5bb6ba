package dev.kyoto.time;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.timer.TimeDriver;
import dev.kyoto.internal.timer.TimerEntry;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Ticks at a fixed pace; made by {@link Time#interval} and {@link Time#intervalAt}.
 *
 * <p>Unlike a loop around a sleep it does not drift: ticks are due one period after another,
 * however long the work between them takes. An interval holds a timer only while one of its ticks
 * is awaited, so there is nothing to close. It belongs to one task at a time.
 *
 * <p>Answers to {@code tokio::time::Interval}.
 */
public final class Interval {
    /** Ticks taken at most this late keep to the schedule, whatever the behaviour. */
    private static final long TOLERANCE = 5_000_000;

    private final TimeDriver driver;
    private final TimerEntry entry = new TimerEntry();
    private final Duration period;
    private final long periodNanos;

    /** When the next tick is due. */
    private long due;

    private MissedTickBehavior behavior = MissedTickBehavior.BURST;

    /** The tick that polled last: it alone may take the timer out. */
    private @Nullable Tick waiting;

    Interval(TimeDriver driver, long start, Duration period) {
        if (!period.isPositive()) {
            throw new IllegalArgumentException(
                    "an interval's period must be longer than zero, but is "
                            + period
                            + "; to let other tasks run between two rounds use yieldNow()");
        }
        this.driver = driver;
        this.due = start;
        this.period = period;
        this.periodNanos = Nanos.of(period);
    }

    /**
     * Waits for the next tick; the first one of {@link Time#interval} is due at once.
     *
     * <p>Await one tick before making the next.
     *
     * <p><b>Cancellation</b> Safe: a tick that was not taken is there for the next call.
     *
     * <p><b>Errors</b> {@link IllegalStateException} if the runtime is shut down meanwhile.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var interval = Time.interval(Duration.ofSeconds(1));
     * for (int i = 0; i < 3; i++) {
     *     var due = interval.tick().await();
     *     System.out.println("tick that was due at " + due);
     * }
     * }
     *
     * <p>Answers to {@code tokio::time::Interval::tick}.
     *
     * @return a future of the moment at which the tick was due
     */
    public Future<AsyncInstant> tick() {
        return new Tick(this);
    }

    /**
     * Polls for the next tick, for futures written by hand.
     *
     * <p><b>Cancellation</b> Safe; the timer stays set until the tick is taken or the interval is
     * reset.
     *
     * <p><b>Errors</b> As {@link #tick()}.
     *
     * <p>Answers to {@code tokio::time::Interval::poll_tick}.
     *
     * @param cx the waker to keep and the budget to honour
     * @return the moment at which the tick was due, or Pending
     */
    public Poll<AsyncInstant> pollTick(Context cx) {
        waiting = null;
        return pollDue(cx);
    }

    private Poll<AsyncInstant> pollDue(Context cx) {
        if (!cx.proceed()) {
            return Poll.pending();
        }
        if (!driver.poll(entry, due, cx.waker())) {
            cx.restore();
            return Poll.pending();
        }
        long taken = due;
        long now = driver.clock().nanos();
        schedule(
                Nanos.minus(now, taken) > TOLERANCE
                        ? behavior.next(taken, now, periodNanos)
                        : Nanos.plus(taken, periodNanos));
        return Poll.ready(new AsyncInstant(taken));
    }

    private void schedule(long next) {
        due = next;
        driver.reset(entry, next);
    }

    /**
     * Makes the next tick come one period from now.
     *
     * <p>Answers to {@code tokio::time::Interval::reset}.
     */
    public void reset() {
        schedule(Nanos.plus(driver.clock().nanos(), periodNanos));
    }

    /**
     * Makes the next tick come now.
     *
     * <p>Answers to {@code tokio::time::Interval::reset_immediately}.
     */
    public void resetImmediately() {
        schedule(driver.clock().nanos());
    }

    /**
     * Makes the next tick come after a while, and the others at the usual pace after it.
     *
     * <p>Answers to {@code tokio::time::Interval::reset_after}.
     *
     * @param after how long from now; zero and less mean now
     */
    public void resetAfter(Duration after) {
        schedule(Nanos.after(driver.clock().nanos(), after));
    }

    /**
     * Makes the next tick come at a given moment, and the others at the usual pace after it.
     *
     * <p>Answers to {@code tokio::time::Interval::reset_at}.
     *
     * @param next when
     */
    public void resetAt(AsyncInstant next) {
        schedule(next.nanos());
    }

    /**
     * The time between two ticks.
     *
     * @return the period, longer than zero
     */
    public Duration period() {
        return period;
    }

    /**
     * What happens after missed ticks.
     *
     * @return the behaviour, {@link MissedTickBehavior#BURST} unless it was set
     */
    public MissedTickBehavior missedTickBehavior() {
        return behavior;
    }

    /**
     * Chooses what happens after missed ticks, from the next one on.
     *
     * <p>Answers to {@code tokio::time::Interval::set_missed_tick_behavior}.
     *
     * @param newBehavior the behaviour
     */
    public void missedTickBehavior(MissedTickBehavior newBehavior) {
        behavior = Objects.requireNonNull(newBehavior, "newBehavior");
    }

    /** One wait for a tick. */
    private static final class Tick implements Future<AsyncInstant> {
        private final Interval interval;
        private boolean ended;

        Tick(Interval interval) {
            this.interval = interval;
        }

        @Override
        public Poll<AsyncInstant> poll(Context cx) {
            if (ended) {
                throw new IllegalStateException(
                        "this tick has ended or was cancelled and must not be polled again;"
                                + " call tick() for the next one");
            }
            interval.waiting = this;
            ended = true;
            var poll = interval.pollDue(cx);
            ended = poll.isReady();
            return poll;
        }

        @Override
        public void cancel() {
            ended = true;
            // A tick that another one has overtaken must not take out the other's timer.
            if (interval.waiting == this) {
                interval.waiting = null;
                interval.driver.cancel(interval.entry);
            }
        }

        @Override
        public String toString() {
            return "Interval.tick[every " + interval.period + "]";
        }
    }
}
