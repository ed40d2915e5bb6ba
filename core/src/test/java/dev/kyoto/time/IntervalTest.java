package dev.kyoto.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntervalTest {
    private final TestTime time = new TestTime();

    private Interval interval(long periodMillis) {
        return new Interval(time.driver, time.clock.nanos(), Duration.ofMillis(periodMillis));
    }

    /** The tick that is due now, in milliseconds, or -1. */
    private long tick(Interval interval) {
        time.cx.startTurn();
        var poll = interval.pollTick(time.cx);
        return poll.isReady() ? poll.value().nanos() / TestTime.MS : -1;
    }

    @Test
    void theFirstTickIsDueAtOnce() {
        time.advance(7);
        assertThat(interval(100).tick().poll(time.cx).value()).isEqualTo(time.at(7));
    }

    @Test
    void ticksAtItsPace() {
        var interval = interval(100);
        for (int i = 0; i < 10; i++) {
            assertThat(tick(interval)).isEqualTo(i * 100);
            assertThat(tick(interval)).isEqualTo(-1);
            time.advance(99);
            assertThat(time.wakes()).isZero();
            assertThat(tick(interval)).isEqualTo(-1);
            time.advance(1);
            assertThat(time.wakes()).isOne();
        }
    }

    @Test
    void startsWhenItIsTold() {
        var interval = new Interval(time.driver, 50 * TestTime.MS, Duration.ofMillis(100));
        assertThat(tick(interval)).isEqualTo(-1);
        time.advance(50);
        assertThat(tick(interval)).isEqualTo(50);
        time.advance(100);
        assertThat(tick(interval)).isEqualTo(150);
    }

    /**
     * The clock goes on in steps, and all ticks that are due are taken after each; expected are
     * "due at taken" pairs.
     */
    @ParameterizedTest
    @CsvSource({
        // On time: all three behave alike.
        "BURST, 0 100 200 300, 0@0 100@100 200@200 300@300",
        "DELAY, 0 100 200 300, 0@0 100@100 200@200 300@300",
        "SKIP,  0 100 200 300, 0@0 100@100 200@200 300@300",
        // Taken at 250 instead of 100: the example of MissedTickBehavior.
        "BURST, 0 250 300 350 400, 0@0 100@250 200@250 300@300 400@400",
        "DELAY, 0 250 300 350 400 450, 0@0 100@250 350@350 450@450",
        "SKIP,  0 250 300 350 400, 0@0 100@250 300@300 400@400",
        // Five milliseconds late is not missed, six are.
        "BURST, 0 105 200, 0@0 100@105 200@200",
        "DELAY, 0 105 200, 0@0 100@105 200@200",
        "SKIP,  0 105 200, 0@0 100@105 200@200",
        "BURST, 0 106 200 206, 0@0 100@106 200@200",
        "DELAY, 0 106 200 206, 0@0 100@106 206@206",
        "SKIP,  0 106 200 206, 0@0 100@106 200@200",
        // Late by whole periods, to the millisecond.
        "BURST, 0 300 400, 0@0 100@300 200@300 300@300 400@400",
        "DELAY, 0 300 400, 0@0 100@300 400@400",
        "SKIP,  0 300 400, 0@0 100@300 400@400",
        // Late twice.
        "BURST, 0 150 320, 0@0 100@150 200@320 300@320",
        "DELAY, 0 150 320 420, 0@0 100@150 250@320 420@420",
        "SKIP,  0 150 320 400, 0@0 100@150 200@320 400@400",
        // The first tick itself is late.
        "BURST, 250, 0@250 100@250 200@250",
        "DELAY, 250 350, 0@250 350@350",
        "SKIP,  250 300, 0@250 300@300",
    })
    void missedTicksFollowTheBehaviour(MissedTickBehavior behavior, String steps, String expected) {
        var interval = interval(100);
        interval.missedTickBehavior(behavior);
        assertThat(interval.missedTickBehavior()).isEqualTo(behavior);
        List<String> seen = new ArrayList<>();
        for (var step : steps.split(" ")) {
            long now = Long.parseLong(step);
            time.advance(now - time.clock.nanos() / TestTime.MS);
            for (long due = tick(interval); due >= 0; due = tick(interval)) {
                seen.add(due + "@" + now);
            }
        }
        assertThat(seen).containsExactly(expected.split(" "));
    }

    @Test
    void burstIsTheDefault() {
        assertThat(interval(1).missedTickBehavior()).isEqualTo(MissedTickBehavior.BURST);
    }

    @Test
    void resetStartsAPeriodFromNow() {
        var interval = interval(100);
        tick(interval);
        time.advance(50);
        interval.reset();
        time.advance(99);
        assertThat(tick(interval)).isEqualTo(-1);
        time.advance(1);
        assertThat(tick(interval)).isEqualTo(150);
        time.advance(100);
        assertThat(tick(interval)).isEqualTo(250);
    }

    @Test
    void resetImmediatelyTicksNow() {
        var interval = interval(100);
        tick(interval);
        time.advance(50);
        assertThat(tick(interval)).isEqualTo(-1);
        interval.resetImmediately();
        assertThat(time.wakes()).as("the waiting task is woken").isOne();
        assertThat(tick(interval)).isEqualTo(50);
        time.advance(100);
        assertThat(tick(interval)).isEqualTo(150);
    }

    @Test
    void resetAfterAndResetAtChooseTheNextTick() {
        var interval = interval(100);
        tick(interval);
        interval.resetAfter(Duration.ofMillis(30));
        time.advance(30);
        assertThat(tick(interval)).isEqualTo(30);
        interval.resetAt(time.at(300));
        assertThat(tick(interval)).isEqualTo(-1);
        time.advance(270);
        assertThat(time.wakes()).isOne();
        assertThat(tick(interval)).isEqualTo(300);
        interval.resetAfter(Duration.ofMillis(-1));
        assertThat(tick(interval)).as("less than zero means now").isEqualTo(300);
        time.advance(100);
        assertThat(tick(interval)).as("the pace goes on from the chosen tick").isEqualTo(400);
    }

    @Test
    void resetAtMovesAWaitingTickLaterToo() {
        var interval = interval(100);
        tick(interval);
        assertThat(tick(interval)).isEqualTo(-1);
        interval.resetAt(time.at(200));
        time.advance(199);
        assertThat(time.wakes()).isZero();
        time.advance(1);
        assertThat(time.wakes()).isOne();
        assertThat(tick(interval)).isEqualTo(200);
    }

    @Test
    void aCancelledTickLosesNothing() {
        var interval = interval(100);
        // Before its first poll, …
        interval.tick().cancel();
        assertThat(tick(interval)).isZero();
        // … while it waits, …
        var waiting = interval.tick();
        assertThat(waiting.poll(time.cx).isPending()).isTrue();
        assertThat(time.driver.pending()).isOne();
        waiting.cancel();
        waiting.cancel();
        assertThat(time.driver.pending()).isZero();
        // … and after its timer has fired.
        var fired = interval.tick();
        assertThat(fired.poll(time.cx).isPending()).isTrue();
        time.advance(100);
        fired.cancel();
        assertThat(tick(interval)).isEqualTo(100);
        // After it was taken there is nothing to cancel.
        time.advance(100);
        var taken = interval.tick();
        assertThat(taken.poll(time.cx).isReady()).isTrue();
        taken.cancel();
        time.advance(100);
        assertThat(tick(interval)).isEqualTo(300);
        assertThatThrownBy(() -> taken.poll(time.cx)).hasMessageContaining("call tick()");
        assertThatThrownBy(() -> waiting.poll(time.cx))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must not be polled again");
    }

    @Test
    void cancellingAnOvertakenTickLeavesTheOthersTimer() {
        var interval = interval(100);
        tick(interval);
        var first = interval.tick();
        var second = interval.tick();
        assertThat(first.poll(time.cx).isPending()).isTrue();
        assertThat(second.poll(time.cx).isPending()).isTrue();
        first.cancel();
        assertThat(time.driver.pending()).isOne();
        time.advance(100);
        assertThat(time.wakes()).isOne();
        assertThat(second.poll(time.cx).value()).isEqualTo(time.at(100));
    }

    @Test
    void aTickYieldsWithoutBudgetAndIsNotLost() {
        var interval = interval(100);
        var tick = interval.tick();
        assertThat(tick.poll(time.spent()).isPending()).isTrue();
        assertThat(time.wakes()).isOne();
        assertThat(tick.poll(time.cx).value()).isEqualTo(time.at(0));
    }

    @Test
    void aTickFailsOnceTheRuntimeIsShutDown() {
        var interval = interval(100);
        tick(interval);
        var tick = interval.tick();
        tick.poll(time.cx);
        time.driver.shutdown();
        assertThat(time.wakes()).isOne();
        assertThatThrownBy(() -> tick.poll(time.cx)).hasMessageContaining("was shut down");
        assertThatThrownBy(() -> tick.poll(time.cx)).hasMessageContaining("call tick()");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void aPeriodThatIsNotPositiveIsRefused(long millis) {
        assertThatThrownBy(() -> interval(millis))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Duration.ofMillis(millis).toString())
                .hasMessageContaining("yieldNow()");
    }

    @Test
    void anEndlessPeriodTicksOnce() {
        time.advance(5);
        var forever = Duration.ofSeconds(Long.MAX_VALUE);
        var interval = new Interval(time.driver, time.clock.nanos(), forever);
        assertThat(interval.period()).isEqualTo(forever);
        for (var behavior : MissedTickBehavior.values()) {
            interval.missedTickBehavior(behavior);
            interval.resetImmediately();
            time.advance(10);
            assertThat(tick(interval)).isNotNegative();
            time.advance(1_000_000_000L);
            assertThat(tick(interval)).isEqualTo(-1);
        }
    }

    @Test
    void aPeriodBelowAMillisecondKeepsItsAverage() {
        var interval = new Interval(time.driver, 0, Duration.ofNanos(250_000));
        int ticks = 0;
        for (int i = 0; i < 10; i++) {
            while (tick(interval) >= 0) {
                ticks++;
            }
            time.advance(1);
        }
        assertThat(ticks).isBetween(36, 40);
    }
}
