package dev.kyoto.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.EnterGuard;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every method that takes a duration, with those at the edges. */
@org.junit.jupiter.api.Timeout(60)
class DurationEdgesTest {
    static final Duration[] NOW_OR_BEFORE = {
        Duration.ZERO, Duration.ofNanos(-1), Duration.ofDays(-1), Duration.ofSeconds(Long.MIN_VALUE)
    };

    static final Duration[] BEYOND_THE_CLOCK = {
        Duration.ofNanos(Long.MAX_VALUE),
        Duration.ofDays(200_000),
        Duration.ofSeconds(Long.MAX_VALUE),
        Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)
    };

    private static final AsyncInstant END = new AsyncInstant(Long.MAX_VALUE);

    private final AsyncRuntime runtime =
            AsyncRuntime.currentThreadBuilder().startPaused(true).build();
    private EnterGuard entered;
    private final Context cx = Context.of(Waker.noop()).unconstrained();

    @BeforeEach
    void start() {
        entered = runtime.enter();
        // Not at the origin, so that a sum can overflow.
        assertThat(Time.advance(Duration.ofSeconds(5)).poll(cx).isPending()).isTrue();
    }

    @AfterEach
    void noTimerIsLeftBehind() {
        assertThat(TimeAccess.driver().pending()).isZero();
        entered.close();
        runtime.close();
    }

    private void assertWaits(Future<?> future) {
        assertThat(future.poll(cx).isPending()).isTrue();
        future.cancel();
    }

    private static Future<String> never() {
        return _ -> Poll.pending();
    }

    @ParameterizedTest
    @FieldSource("NOW_OR_BEFORE")
    void zeroAndLessMeanNow(Duration duration) {
        var now = AsyncInstant.now();
        var sleep = Time.sleep(duration);
        assertThat(sleep.deadline()).isEqualTo(now);
        assertThat(sleep.poll(cx).isReady()).isTrue();
        assertThatThrownBy(() -> Time.timeout(duration, never()).poll(cx))
                .isInstanceOf(Elapsed.class);
        assertThatThrownBy(() -> Time.within(never(), duration).poll(cx))
                .isInstanceOf(Elapsed.class);
        var interval = Time.interval(Duration.ofSeconds(1));
        interval.resetAfter(duration);
        assertThat(interval.tick().poll(cx).value()).isEqualTo(now);
        var queue = new DelayQueue<String>();
        var key = queue.insert("a", duration);
        assertThat(queue.deadline(key)).isEqualTo(now);
        assertThat(queue.reset(key, Duration.ofDays(1))).isTrue();
        assertThat(queue.reset(key, duration)).isTrue();
        assertThat(queue.nextExpired().poll(cx).value().deadline()).isEqualTo(now);
    }

    @ParameterizedTest
    @FieldSource("BEYOND_THE_CLOCK")
    void whatLiesBeyondTheClockIsCutOff(Duration duration) {
        var sleep = Time.sleep(duration);
        assertThat(sleep.deadline()).isEqualTo(END);
        assertWaits(sleep);
        assertWaits(Time.timeout(duration, never()));
        assertWaits(Time.within(never(), duration));
        var interval = Time.interval(duration);
        assertThat(interval.period()).isEqualTo(duration);
        assertThat(interval.tick().poll(cx).value()).isEqualTo(AsyncInstant.now());
        assertWaits(interval.tick());
        interval.reset();
        assertWaits(interval.tick());
        interval.resetAfter(duration);
        assertWaits(interval.tick());
        var later = Time.intervalAt(END, duration);
        assertWaits(later.tick());
        var queue = new DelayQueue<String>();
        var key = queue.insert("a", duration);
        assertThat(queue.deadline(key)).isEqualTo(END);
        assertThat(queue.reset(key, duration)).isTrue();
        assertThat(queue.deadline(key)).isEqualTo(END);
        assertWaits(queue.nextExpired());
    }

    @ParameterizedTest
    @FieldSource("BEYOND_THE_CLOCK")
    void theClockCanBeMovedToItsEndAndStopsThere(Duration duration) {
        var sleep = Time.sleep(duration);
        assertThat(sleep.poll(cx).isPending()).isTrue();
        assertThat(Time.advance(duration).poll(cx).isPending()).isTrue();
        assertThat(AsyncInstant.now()).isEqualTo(END);
        assertThat(sleep.poll(cx).isReady()).isTrue();
        assertThat(Time.advance(duration).poll(cx).isPending()).isTrue();
        assertThat(AsyncInstant.now()).isEqualTo(END);
        assertThat(Time.sleep(duration).poll(cx).isReady()).as("all is over").isTrue();
        assertThat(Time.interval(duration).tick().poll(cx).value()).isEqualTo(END);
        Time.resume();
        assertThat(AsyncInstant.now()).isEqualTo(END);
    }

    @ParameterizedTest
    @FieldSource("NOW_OR_BEFORE")
    void aPeriodIsMoreThanZero(Duration period) {
        assertThatThrownBy(() -> Time.interval(period))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(period.toString());
        assertThatThrownBy(() -> Time.intervalAt(AsyncInstant.now(), period))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPeriodMayBeOfOneNanosecond() {
        var interval = Time.interval(Duration.ofNanos(1));
        var start = AsyncInstant.now();
        assertThat(interval.tick().poll(cx).value()).isEqualTo(start);
        assertWaits(interval.tick());
        assertThat(Time.advance(Duration.ofNanos(1)).poll(cx).isPending()).isTrue();
        assertThat(interval.tick().poll(cx).value()).isEqualTo(start.plus(Duration.ofNanos(1)));
    }

    @ParameterizedTest
    @FieldSource("NOW_OR_BEFORE")
    void timeIsNotMovedBack(Duration duration) {
        var now = AsyncInstant.now();
        if (duration.isNegative()) {
            assertThatThrownBy(() -> Time.advance(duration))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(duration.toString());
        } else {
            assertThat(Time.advance(duration).poll(cx).isPending()).isTrue();
        }
        assertThat(AsyncInstant.now()).isEqualTo(now);
    }

    @Test
    void anIntervalThatBeganBeforeTheClockSkipsToItsSchedule() {
        var interval = Time.intervalAt(new AsyncInstant(Long.MIN_VALUE), Duration.ofNanos(1_000));
        interval.missedTickBehavior(MissedTickBehavior.SKIP);
        assertThat(interval.tick().poll(cx).value().nanos()).isEqualTo(Long.MIN_VALUE);
        assertThat(Time.advance(Duration.ofNanos(1_000)).poll(cx).isPending()).isTrue();
        long second = interval.tick().poll(cx).value().nanos();
        assertThat(second).isPositive();
        assertThat(Math.floorMod(second, 1_000L))
                .as("in step with the first tick")
                .isEqualTo(Math.floorMod(Long.MIN_VALUE, 1_000L));
    }

    @Test
    void nullIsRefused() {
        assertThatThrownBy(() -> Time.sleep(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Time.timeout(null, never()))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Time.interval(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Time.advance(null)).isInstanceOf(NullPointerException.class);
        var queue = new DelayQueue<String>();
        assertThatThrownBy(() -> queue.insert("a", null)).isInstanceOf(NullPointerException.class);
        assertThat(queue.isEmpty()).isTrue();
    }
}
