package dev.kyoto.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.sync.Notify;
import dev.kyoto.sync.Oneshot;
import dev.kyoto.sync.Semaphore;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

class TestTaskTest {

    @Test
    void nothingIsPolledBeforeItIsAskedFor() {
        var polls = new AtomicInteger();
        var task =
                TestTask.of(
                        Futures.pollFn(
                                cx -> {
                                    polls.incrementAndGet();
                                    return Poll.ready(1);
                                }));
        assertThat(polls).hasValue(0);
        assertThat(task.lastPoll().isPending()).isTrue();
        task.assertReady(1);
        task.assertReady(1);
        assertThat(polls).as("a future that has ended is not polled again").hasValue(1);
    }

    @Test
    void aWakeUpCountsUntilTheNextPoll() {
        var notify = new Notify();
        var waiter = TestTask.of(notify.notified());
        waiter.assertPending();
        waiter.assertNotWoken();
        notify.notifyOne();
        waiter.assertWoken();
        assertThat(waiter.isWoken()).isTrue();
        assertThat(waiter.wakeCount()).isOne();
        waiter.assertReady();
        assertThat(waiter.isWoken()).isFalse();
    }

    @Test
    void onlyTheNewestWakerCounts() {
        var notify = new Notify();
        var waiter = TestTask.of(notify.notified());
        waiter.poll();
        waiter.pollWithNewWaker();
        notify.notifyOne();
        assertThat(waiter.wakeCount()).isOne();
        waiter.assertReady();
    }

    @Test
    void anAsyncBlockIsPolledStepByStep() {
        var steps = new ArrayList<String>();
        var gate = Semaphore.of(0);
        var block =
                TestTask.of(
                        () -> {
                            steps.add("before");
                            var permit = gate.acquire().await();
                            steps.add("after");
                            permit.close();
                            return steps.size();
                        });
        assertThat(steps).isEmpty();
        block.assertPending();
        assertThat(steps).containsExactly("before");
        gate.addPermits(1);
        block.assertReady(2);
    }

    @Test
    void itPollsUntilNobodyWakesAnyMore() {
        var left = new AtomicInteger(3);
        var task =
                TestTask.of(
                        Futures.<Integer>pollFn(
                                cx -> {
                                    if (left.getAndDecrement() > 0) {
                                        cx.waker().wake();
                                    }
                                    return Poll.pending();
                                }));
        assertThat(task.pollUntilIdle().isPending()).isTrue();
        assertThat(left).hasValue(-1);

        Future<Integer> restless =
                cx -> {
                    cx.waker().wake();
                    return Poll.pending();
                };
        assertThatThrownBy(() -> TestTask.of(restless).pollUntilIdle())
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("was not idle after 100000");
    }

    @Test
    void cancellingGivesBackWhatTheFutureHeld() {
        var semaphore = Semaphore.of(0);
        var first = TestTask.of(semaphore.acquire());
        var second = TestTask.of(semaphore.acquire());
        first.assertPending();
        second.assertPending();
        first.cancel();
        semaphore.addPermits(1);
        second.assertWoken();
        second.assertReady();
        assertThatThrownBy(first::assertPending)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was cancelled");
        assertThat(first.pollCancel().isReady()).isTrue();
    }

    @Test
    void cleanupThatAwaitsIsPolledToItsEnd() {
        var gate = new Notify();
        var block =
                TestTask.of(
                        () -> {
                            try {
                                Futures.pending().await();
                            } finally {
                                gate.notified().await();
                            }
                        });
        block.assertPending();
        assertThat(block.pollCancel().isPending()).isTrue();
        gate.notifyOne();
        assertThat(block.isWoken()).isTrue();
        assertThat(block.pollCancel().isReady()).isTrue();
    }

    @Test
    void failuresAreHandedOn() {
        var failed = TestTask.of(Futures.failed(new IllegalStateException("broken")));
        assertThat(failed.assertFails(IllegalStateException.class)).hasMessage("broken");
        assertThat(failed.assertFails(RuntimeException.class)).hasMessage("broken");
        assertThatThrownBy(() -> TestTask.of(Futures.failed(new Error("x"))).poll())
                .isInstanceOf(Error.class);
    }

    @Test
    void aWrongExpectationSaysWhatIsThere() {
        var pending = TestTask.of(Oneshot.<String>channel().receiver());
        assertThatThrownBy(pending::assertReady)
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("expected the future to be ready, but it is pending");
        var ready = TestTask.of(Futures.ready("here"));
        assertThatThrownBy(ready::assertPending)
                .hasMessageContaining("to be pending, but it is ready with \"here\"");
        assertThatThrownBy(() -> ready.assertReady("there"))
                .isInstanceOfSatisfying(
                        AssertionFailedError.class,
                        it -> {
                            assertThat(it.getExpected().getValue()).isEqualTo("there");
                            assertThat(it.getActual().getValue()).isEqualTo("here");
                        });
        assertThatThrownBy(() -> ready.assertFails(Error.class))
                .hasMessageContaining("failed with java.lang.Error")
                .hasMessageContaining("ready with \"here\"");
        var failed = TestTask.of(Futures.failed(new IllegalStateException("broken")));
        assertThatThrownBy(failed::assertReady)
                .hasMessageContaining("IllegalStateException: broken")
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(pending::assertWoken).hasMessageContaining("nobody did");
        var woken =
                TestTask.of(
                        (Future<Integer>)
                                cx -> {
                                    cx.waker().wake();
                                    return Poll.pending();
                                });
        woken.assertPending();
        assertThatThrownBy(woken::assertNotWoken).hasMessageContaining("1 wake-ups");
        assertThat(woken.toString()).contains("1 polls, 1 wake-ups");
        assertThat(Waker.noop()).isNotNull();
    }
}
