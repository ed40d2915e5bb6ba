package dev.kyoto.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.sync.Oneshot;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A JoinHandle polled by hand and cancelled at every step. */
final class JoinHandleTest extends FlavorSuite {
    private final AtomicInteger wakes = new AtomicInteger();
    private final Waker counting = wakes::incrementAndGet;
    private final Context cx = Context.of(counting);

    JoinHandleTest(Flavor flavor) {
        super(flavor);
    }

    @Test
    void onlyTheNewestWakerIsWoken() throws InterruptedException {
        var gate = Oneshot.<Integer>channel();
        var handle = runtime.spawn(gate.receiver());
        var old = new AtomicInteger();
        var newest = new CountDownLatch(1);
        assertThat(handle.poll(Context.of(old::incrementAndGet)).isPending()).isTrue();
        assertThat(handle.poll(Context.of(newest::countDown)).isPending()).isTrue();
        var sent = gate.sender().send(5);
        assertThat(sent).isNotNull();
        assertThat(runtime.drain(Duration.ofSeconds(10))).isTrue();
        newest.await(); // the joiner is woken as the very last thing of a task
        assertThat(handle.isFinished()).isTrue();
        assertThat(handle.poll(cx)).isEqualTo(Poll.ready(5));
        assertThat(old).hasValue(0);
    }

    @Test
    void cancelBeforeTheFirstPollDetaches() {
        var gate = Oneshot.<Integer>channel();
        var ended = new AtomicInteger();
        var handle = runtime.spawn(Futures.map(gate.receiver(), ended::addAndGet));
        handle.cancel();
        handle.cancel();
        goesOnAfterCancel(gate, ended);
        assertThatThrownBy(() -> handle.poll(cx))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was cancelled");
    }

    @Test
    void cancelWhileWaitingDetachesAndForgetsTheWaker() {
        var gate = Oneshot.<Integer>channel();
        var ended = new AtomicInteger();
        var handle = runtime.spawn(Futures.map(gate.receiver(), ended::addAndGet));
        assertThat(handle.poll(cx).isPending()).isTrue();
        handle.cancel();
        goesOnAfterCancel(gate, ended);
        assertThat(wakes).hasValue(0);
    }

    private void goesOnAfterCancel(Oneshot.Channel<Integer> gate, AtomicInteger ended) {
        var sent = gate.sender().send(5);
        assertThat(sent).isNotNull();
        assertThat(runtime.drain(Duration.ofSeconds(10))).isTrue();
        assertThat(ended).as("the task has gone on to its end").hasValue(5);
    }

    @Test
    void cancelAfterTheValueDoesNothing() {
        var handle = runtime.spawn(Futures.ready(5));
        assertThat(runtime.drain(Duration.ofSeconds(10))).isTrue();
        assertThat(handle.poll(cx)).isEqualTo(Poll.ready(5));
        handle.cancel();
        assertThat(handle.isFinished()).isTrue();
    }

    @Test
    void withoutBudgetAFinishedTaskIsStillPending() {
        var handle = runtime.spawn(Futures.ready(5));
        assertThat(runtime.drain(Duration.ofSeconds(10))).isTrue();
        while (cx.proceed()) {
            // spends the whole budget
        }
        int before = wakes.get();
        assertThat(handle.poll(cx).isPending()).isTrue();
        assertThat(wakes.get()).as("woken to go on in the next turn").isGreaterThan(before);
        cx.startTurn();
        assertThat(handle.poll(cx)).isEqualTo(Poll.ready(5));
    }

    @Test
    void theFailureOfATaskWhoseHandleWasCancelledIsReported() {
        var handle =
                runtime.spawn(
                        Futures.lazy(
                                () -> {
                                    throw new IllegalStateException("nobody waits");
                                }));
        handle.cancel();
        assertThat(runtime.drain(Duration.ofSeconds(10))).isTrue();
        assertThat(uncaught).singleElement().isInstanceOf(IllegalStateException.class);
        uncaught.clear();
    }
}
