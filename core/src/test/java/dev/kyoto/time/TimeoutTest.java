package dev.kyoto.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TimeoutTest {
    private final TestTime time = new TestTime();
    private final Inner inner = new Inner();

    /** Does as it is told and counts. */
    private static final class Inner implements Future<String> {
        @Nullable String value;
        @Nullable RuntimeException failure;
        @Nullable RuntimeException cleanupFailure;
        boolean cleanupPending;
        boolean spendsAll;
        int polls;
        int cancels;
        int cancelPolls;

        @Override
        public Poll<String> poll(Context cx) {
            polls++;
            while (spendsAll && cx.hasBudget()) {
                cx.proceed();
            }
            if (failure != null) {
                throw failure;
            }
            return value == null ? Poll.pending() : Poll.ready(value);
        }

        @Override
        public void cancel() {
            cancels++;
        }

        @Override
        public Poll<@Nullable Void> pollCancel(Context cx) {
            cancelPolls++;
            if (cleanupFailure != null) {
                throw cleanupFailure;
            }
            return cleanupPending ? Poll.pending() : Poll.ready(null);
        }
    }

    private Timeout<String> timeout(long millis) {
        return new Timeout<>(inner, time.sleep(millis), Duration.ofMillis(millis));
    }

    @Test
    void aReadyInnerIsNeverTooLate() {
        inner.value = "done";
        assertThat(timeout(0).poll(time.cx).value()).isEqualTo("done");
        assertThat(timeout(-5).poll(time.cx).value()).isEqualTo("done");
        assertThat(time.driver.pending()).isZero();
    }

    @Test
    void theValueOfAWaitingInnerComesThrough() {
        var timeout = timeout(10);
        assertThat(timeout.poll(time.cx).isPending()).isTrue();
        assertThat(time.driver.pending()).isOne();
        inner.value = "done";
        assertThat(timeout.poll(time.cx).value()).isEqualTo("done");
        assertThat(time.driver.pending()).as("the timer is taken out").isZero();
        assertThat(inner.cancels + inner.cancelPolls).isZero();
    }

    @Test
    void theInnerWinsATie() {
        var timeout = timeout(10);
        timeout.poll(time.cx);
        time.advance(10);
        inner.value = "done";
        assertThat(timeout.poll(time.cx).value()).isEqualTo("done");
    }

    @Test
    void anInnerThatNeverEndsIsCancelledAndElapsedThrown() {
        var timeout = timeout(10);
        timeout.poll(time.cx);
        time.advance(10);
        assertThat(time.wakes()).isOne();
        assertThatThrownBy(() -> timeout.poll(time.cx))
                .isInstanceOfSatisfying(
                        Elapsed.class, e -> assertThat(e.limit()).isEqualTo(Duration.ofMillis(10)))
                .hasMessageContaining("PT0.01S");
        assertThat(inner.cancelPolls).isOne();
        assertEnded(timeout);
    }

    @Test
    void aTimeoutOfZeroElapsesAtTheFirstPoll() {
        var timeout = timeout(0);
        assertThatThrownBy(() -> timeout.poll(time.cx)).isInstanceOf(Elapsed.class);
        assertThat(inner.polls).isOne();
    }

    @Test
    void waitsForTheInnersCleanupBeforeItFails() {
        inner.cleanupPending = true;
        var timeout = timeout(10);
        timeout.poll(time.cx);
        time.advance(10);
        assertThat(timeout.poll(time.cx).isPending()).isTrue();
        assertThat(timeout.poll(time.cx).isPending()).isTrue();
        assertThat(inner.polls).as("not polled any more once it is cancelled").isEqualTo(2);
        inner.cleanupPending = false;
        assertThatThrownBy(() -> timeout.poll(time.cx)).isInstanceOf(Elapsed.class);
        assertThat(inner.cancelPolls).isEqualTo(3);
        assertEnded(timeout);
    }

    @Test
    void aFailingCleanupIsSuppressedInElapsed() {
        inner.cleanupFailure = new IllegalArgumentException("cleanup");
        var timeout = timeout(0);
        var thrown = catchThrowable(() -> timeout.poll(time.cx));
        assertThat(thrown).isInstanceOf(Elapsed.class);
        assertThat(thrown.getSuppressed()).containsExactly(inner.cleanupFailure);
        assertEnded(timeout);
    }

    @Test
    void whatTheInnerThrowsComesThroughAsItIs() {
        inner.failure = new IllegalArgumentException("boom");
        var timeout = timeout(10);
        assertThatThrownBy(() -> timeout.poll(time.cx)).isSameAs(inner.failure);
        assertEnded(timeout);
    }

    @Test
    void whatAWaitingInnerThrowsTakesTheTimerOut() {
        var timeout = timeout(10);
        timeout.poll(time.cx);
        inner.failure = new IllegalArgumentException("boom");
        assertThatThrownBy(() -> timeout.poll(time.cx)).isSameAs(inner.failure);
        assertThat(inner.cancels + inner.cancelPolls).isZero();
        assertEnded(timeout);
    }

    @Test
    void anInnerThatSpendsTheBudgetDoesNotOutliveItsTime() {
        inner.spendsAll = true;
        var timeout = timeout(10);
        assertThat(timeout.poll(time.cx).isPending()).isTrue();
        time.advance(10);
        time.cx.startTurn();
        assertThatThrownBy(() -> timeout.poll(time.cx)).isInstanceOf(Elapsed.class);
    }

    @Test
    void withoutBudgetFromTheStartItYields() {
        var timeout = timeout(0);
        assertThat(timeout.poll(time.spent()).isPending()).isTrue();
        assertThat(time.wakes()).isPositive();
        assertThatThrownBy(() -> timeout.poll(time.cx)).isInstanceOf(Elapsed.class);
    }

    @Test
    void cancelBeforeTheFirstPollGoesToTheInner() {
        var timeout = timeout(10);
        timeout.cancel();
        timeout.cancel();
        assertThat(inner.cancels).isOne();
        assertEnded(timeout);
    }

    @Test
    void cancelWhileWaitingTakesTheTimerOut() {
        var timeout = timeout(10);
        timeout.poll(time.cx);
        timeout.cancel();
        assertThat(inner.cancels).isOne();
        assertEnded(timeout);
        time.advance(10);
        assertThat(time.wakes()).isZero();
    }

    @Test
    void cancelDuringTheInnersCleanupGoesToTheInner() {
        inner.cleanupPending = true;
        var timeout = timeout(0);
        assertThat(timeout.poll(time.cx).isPending()).isTrue();
        timeout.cancel();
        assertThat(inner.cancels).isOne();
        assertEnded(timeout);
    }

    @Test
    void cancelAfterTheEndDoesNothing() {
        inner.value = "done";
        var timeout = timeout(10);
        timeout.poll(time.cx);
        timeout.cancel();
        assertThat(timeout.pollCancel(time.cx).isReady()).isTrue();
        assertThat(inner.cancels + inner.cancelPolls).isZero();
    }

    @Test
    void pollCancelWaitsForTheInnersCleanup() {
        inner.cleanupPending = true;
        var timeout = timeout(10);
        timeout.poll(time.cx);
        assertThat(timeout.pollCancel(time.cx).isPending()).isTrue();
        assertThat(time.driver.pending()).isZero();
        assertThatThrownBy(() -> timeout.poll(time.cx)).isInstanceOf(IllegalStateException.class);
        inner.cleanupPending = false;
        assertThat(timeout.pollCancel(time.cx).isReady()).isTrue();
        assertThat(timeout.pollCancel(time.cx).isReady()).isTrue();
        assertThat(inner.cancelPolls).isEqualTo(2);
        assertEnded(timeout);
    }

    @Test
    void pollCancelDuringTheInnersCleanupGoesOnWithIt() {
        inner.cleanupPending = true;
        var timeout = timeout(0);
        timeout.poll(time.cx);
        inner.cleanupPending = false;
        assertThat(timeout.pollCancel(time.cx).isReady()).isTrue();
        assertThat(inner.cancelPolls).isEqualTo(2);
        assertThat(inner.cancels).isZero();
    }

    @Test
    void cancelAfterAnUnfinishedPollCancelGoesToTheInner() {
        inner.cleanupPending = true;
        var timeout = timeout(10);
        timeout.poll(time.cx);
        timeout.pollCancel(time.cx);
        timeout.cancel();
        assertThat(inner.cancels).isOne();
    }

    @Test
    void theRuntimesShutdownCancelsTheInner() {
        var timeout = timeout(10);
        timeout.poll(time.cx);
        time.driver.shutdown();
        assertThatThrownBy(() -> timeout.poll(time.cx)).hasMessageContaining("was shut down");
        assertThat(inner.cancels).isOne();
        assertEnded(timeout);
    }

    @Test
    void givesAccessToItsInner() {
        assertThat(timeout(1).inner()).isSameAs(inner);
        assertThat(timeout(1).toString()).startsWith("Timeout[RUNNING, PT0.001S, ");
    }

    private void assertEnded(Timeout<String> timeout) {
        assertThat(time.driver.pending()).isZero();
        assertThatThrownBy(() -> timeout.poll(time.cx))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must not be polled again");
    }
}
