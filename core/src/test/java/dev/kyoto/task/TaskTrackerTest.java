package dev.kyoto.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Futures;
import dev.kyoto.runtime.AsyncRuntime;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TaskTrackerTest {

    @Test
    void finishedNeedsBothClosedAndEmpty() {
        var tracker = new TaskTracker();
        var token = tracker.token();
        var waiting = Hand.polled(tracker.finished());
        assertThat(tracker.close()).isTrue();
        assertThat(tracker.close()).isFalse();
        assertThat(waiting.wakes()).isZero();
        token.close();
        token.close();
        assertThat(waiting.pollIfWoken().isReady()).isTrue();
        assertThat(tracker).hasToString("TaskTracker[0, closed]");
    }

    @Test
    void closingAnEmptyTrackerFinishesIt() {
        var tracker = new TaskTracker();
        var waiting = Hand.polled(tracker.finished());
        tracker.close();
        assertThat(waiting.pollIfWoken().isReady()).isTrue();
        assertThat(Hand.polled(tracker.finished()).isReady()).isTrue();
    }

    @Test
    void aMomentOfBeingFinishedCountsEvenIfItHasPassed() {
        var tracker = new TaskTracker();
        var unpolled = new Hand<>(tracker.finished());
        tracker.close();
        assertThat(tracker.reopen()).isTrue();
        assertThat(tracker.reopen()).isFalse();
        assertThat(tracker.isClosed()).isFalse();
        assertThat(unpolled.poll().isReady()).isTrue();
        assertThat(Hand.polled(tracker.finished()).isReady()).isFalse();
    }

    @Test
    void aFutureCountsUntilItEndsFailsOrIsCancelled() {
        var tracker = new TaskTracker();
        var ready = new Hand<>(tracker.track(Futures.ready(1)));
        var failing = new Hand<>(tracker.track(Futures.failed(new IllegalArgumentException())));
        var unpolled = tracker.track(Futures.pending());
        assertThat(tracker.size()).isEqualTo(3);
        ready.poll();
        assertThatThrownBy(failing::poll).isInstanceOf(IllegalArgumentException.class);
        unpolled.cancel();
        unpolled.cancel();
        assertThat(tracker.isEmpty()).isTrue();
    }

    @Test
    void aTokenKnowsItsTracker() {
        var tracker = new TaskTracker();
        try (var token = tracker.token()) {
            assertThat(token.tracker()).isSameAs(tracker);
        }
        assertThat(tracker.isEmpty()).isTrue();
    }

    @Test
    void aClosureThatIsNeverCalledIsNoLongerCounted() throws InterruptedException {
        var tracker = new TaskTracker();
        var started = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        try (var runtime = AsyncRuntime.currentThreadBuilder().maxBlockingThreads(1).build()) {
            var first =
                    tracker.spawnBlockingOn(
                            runtime.handle(),
                            () -> {
                                started.countDown();
                                goOn.await();
                                return 1;
                            });
            started.await();
            var second = tracker.spawnBlockingOn(runtime.handle(), () -> 2);
            second.abort();
            assertThat(tracker.size()).isEqualTo(2);
            tracker.close();
            goOn.countDown();
            tracker.finished().await();
            assertThat(first.await()).isEqualTo(1);
            assertThat(second.isFinished() || tracker.isEmpty()).isTrue();
            second.detach();
        }
        var late = new TaskTracker();
        var closed = AsyncRuntime.currentThreadBuilder().build();
        closed.close();
        late.spawnBlockingOn(closed.handle(), () -> 3).detach();
        late.spawnOn(closed.handle(), Futures.ready(4)).detach();
        assertThat(late.isEmpty()).as("a closed runtime runs nothing").isTrue();
    }
}
