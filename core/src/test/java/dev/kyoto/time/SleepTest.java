package dev.kyoto.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.internal.util.Sizes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SleepTest {
    private final TestTime time = new TestTime();

    @Test
    void isDoneOnceItsTimeIsUpAndNotBefore() {
        var sleep = time.sleep(10);
        assertThat(sleep.poll(time.cx).isPending()).isTrue();
        time.advance(9);
        assertThat(time.wakes()).isZero();
        assertThat(sleep.poll(time.cx).isPending()).isTrue();
        time.advance(1);
        assertThat(time.wakes()).isOne();
        assertThat(sleep.poll(time.cx).isReady()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, -1_000, Long.MIN_VALUE / TestTime.MS})
    void zeroAndNegativeAreDoneAtTheFirstPoll(long millis) {
        assertThat(time.sleep(millis).poll(time.cx).isReady()).isTrue();
        assertThat(time.driver.pending()).isZero();
        assertThat(time.wakes()).isZero();
    }

    @Test
    void isLazy() {
        var sleep = time.sleep(10);
        assertThat(time.driver.pending()).isZero();
        sleep.poll(time.cx);
        assertThat(time.driver.pending()).isOne();
    }

    @Test
    void countsFromItsMakingNotFromItsFirstPoll() {
        var sleep = time.sleep(10);
        time.advance(10);
        assertThat(sleep.poll(time.cx).isReady()).isTrue();
    }

    @Test
    void cancelledBeforeTheFirstPollIsNeverSet() {
        var sleep = time.sleep(10);
        sleep.cancel();
        sleep.cancel();
        assertThatThrownBy(() -> sleep.poll(time.cx))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was cancelled");
        assertThat(time.driver.pending()).isZero();
    }

    @Test
    void cancelledWhileWaitingIsTakenOut() {
        var sleep = time.sleep(10);
        sleep.poll(time.cx);
        assertThat(sleep.pollCancel(time.cx).isReady()).isTrue();
        assertThat(time.driver.pending()).isZero();
        time.advance(20);
        assertThat(time.wakes()).isZero();
    }

    @Test
    void cancelledAfterFiringAndBeforeThePoll() {
        var sleep = time.sleep(10);
        sleep.poll(time.cx);
        time.advance(10);
        sleep.cancel();
        assertThat(time.driver.pending()).isZero();
        assertThatThrownBy(() -> sleep.poll(time.cx)).hasMessageContaining("was cancelled");
    }

    @Test
    void cancelledAfterReadyDoesNothing() {
        var sleep = time.sleep(0);
        sleep.poll(time.cx);
        sleep.cancel();
        assertThatThrownBy(() -> sleep.poll(time.cx))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must not be polled again");
    }

    @Test
    void resetBeforeTheFirstPollMovesTheDeadline() {
        var sleep = time.sleep(10);
        sleep.reset(time.at(20));
        assertThat(time.driver.pending()).isZero();
        assertThat(sleep.deadline()).isEqualTo(time.at(20));
        sleep.poll(time.cx);
        time.advance(19);
        assertThat(time.wakes()).isZero();
        time.advance(1);
        assertThat(time.wakes()).isOne();
    }

    @Test
    void resetWhileWaitingKeepsTheWaker() {
        for (long to : new long[] {5, 9, 11, 500}) {
            var fresh = new TestTime();
            var sleep = fresh.sleep(10);
            sleep.poll(fresh.cx);
            sleep.reset(fresh.at(to));
            fresh.advance(to - 1);
            assertThat(fresh.wakes()).as("reset to %d, early", to).isZero();
            fresh.advance(1);
            assertThat(fresh.wakes()).as("reset to %d", to).isOne();
            assertThat(sleep.poll(fresh.cx).isReady()).isTrue();
        }
    }

    @Test
    void resetToThePastWakesTheTask() {
        time.advance(5);
        var sleep = time.sleep(10);
        sleep.poll(time.cx);
        sleep.reset(time.at(5));
        assertThat(time.wakes()).isOne();
        assertThat(sleep.poll(time.cx).isReady()).isTrue();
    }

    @Test
    void resetAfterReadyMakesItWaitAgain() {
        var sleep = time.sleep(10);
        sleep.poll(time.cx);
        time.advance(10);
        assertThat(sleep.poll(time.cx).isReady()).isTrue();
        sleep.reset(time.at(30));
        assertThat(sleep.poll(time.cx).isPending()).isTrue();
        time.advance(20);
        assertThat(time.wakes()).isEqualTo(2);
        assertThat(sleep.poll(time.cx).isReady()).isTrue();
    }

    @Test
    void resetAfterCancelIsRefused() {
        var sleep = time.sleep(10);
        sleep.cancel();
        assertThatThrownBy(() -> sleep.reset(time.at(1))).hasMessageContaining("make a new one");
    }

    @Test
    void isElapsedFromTheDeadlineOn() {
        var sleep = time.sleep(10);
        time.advance(9);
        assertThat(sleep.isElapsed()).isFalse();
        time.advance(1);
        assertThat(sleep.isElapsed()).isTrue();
    }

    @Test
    void chargesTheBudgetOnlyWhenReady() {
        var sleep = time.sleep(10);
        time.cx.startTurn();
        sleep.poll(time.cx);
        assertThat(TestTime.unitsOf(time.cx)).isEqualTo(Sizes.BUDGET);
        time.advance(10);
        time.cx.startTurn();
        sleep.poll(time.cx);
        assertThat(TestTime.unitsOf(time.cx)).isEqualTo(Sizes.BUDGET - 1);
    }

    @Test
    void yieldsWithoutBudgetThoughItsTimeIsUp() {
        var sleep = time.sleep(0);
        assertThat(sleep.poll(time.spent()).isPending()).isTrue();
        assertThat(time.wakes()).isOne();
        assertThat(sleep.poll(time.cx).isReady()).isTrue();
    }

    @Test
    void failsOnceTheRuntimeIsShutDown() {
        var waiting = time.sleep(10);
        waiting.poll(time.cx);
        var fresh = time.sleep(10);
        time.driver.shutdown();
        assertThat(time.wakes()).isOne();
        for (var sleep : new Sleep[] {waiting, fresh}) {
            assertThatThrownBy(() -> sleep.poll(time.cx))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the runtime was shut down");
        }
    }

    @Test
    void describesItself() {
        assertThat(time.sleep(1_500)).hasToString("Sleep[WAITING until PT1.5S]");
    }
}
