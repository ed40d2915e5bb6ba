package dev.kyoto.suite;

import static dev.kyoto.Kyoto.async;
import static dev.kyoto.Kyoto.join;
import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Cancelled;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Joined2;
import dev.kyoto.future.OneOf2;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.sync.Oneshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What an async block promises, on every flavour. */
final class BlockTest extends FlavorSuite {

    BlockTest(Flavor flavor) {
        super(flavor);
    }

    @Test
    void aBlockIsLazy() {
        var ran = new AtomicBoolean();
        run(
                () -> {
                    var block = async(() -> ran.set(true));
                    yieldNow().await();
                    assertThat(ran).isFalse();
                    block.await();
                    assertThat(ran).isTrue();
                });
    }

    @Test
    void cancelBeforeTheFirstPollRunsNothing() {
        var ran = new AtomicBoolean();
        var block = async(() -> ran.set(true));
        block.cancel();
        block.cancel();
        assertThat(ran).isFalse();
        assertThatThrownBy(() -> block.poll(Context.of(Waker.noop())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was cancelled");
    }

    @Test
    void aSecondPollAfterTheEndIsAClearError() {
        var block = async(() -> 1);
        assertThat(block.poll(Context.of(Waker.noop())).value()).isEqualTo(1);
        assertThatThrownBy(() -> block.poll(Context.of(Waker.noop())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("await it once");
    }

    @Test
    void joinedBlocksAreConcurrentAndNeverParallel() {
        var inside = new AtomicInteger();
        var order = new ArrayList<String>(); // not thread-safe: the point of the test
        run(
                () -> {
                    Joined2<Integer, Integer> both =
                            join(side("a", inside, order), side("b", inside, order)).await();
                    assertThat(both.first() + both.second()).isEqualTo(200);
                });
        assertThat(order).hasSize(200);
        assertThat(order.indexOf("b")).as("they take turns").isLessThan(150);
    }

    private static Future<Integer> side(String name, AtomicInteger inside, List<String> order) {
        return async(
                () -> {
                    for (int i = 0; i < 100; i++) {
                        assertThat(inside.incrementAndGet()).isEqualTo(1);
                        order.add(name);
                        inside.decrementAndGet();
                        yieldNow().await();
                    }
                    return 100;
                });
    }

    @Test
    void aBlockThatIsReadyAtOnceWinsABiasedSelect() {
        run(
                () -> {
                    OneOf2<Integer, Integer> winner =
                            select(async(() -> 1), Futures.ready(2)).biased().await();
                    assertThat(winner).isEqualTo(new OneOf2.First<Integer, Integer>(1));
                });
    }

    @Test
    void theLoserHasEndedBeforeTheWinnerIsReturned() {
        var steps = new ArrayList<String>();
        run(
                () -> {
                    var loser =
                            async(
                                    () -> {
                                        try {
                                            sleep(Duration.ofDays(1)).await();
                                        } finally {
                                            steps.add("cleanup begins");
                                            yieldNow().await();
                                            sleep(Duration.ofMillis(2)).await();
                                            steps.add("cleanup ends");
                                        }
                                    });
                    switch (select(loser, yieldNow()).await()) {
                        case OneOf2.First<Void, Void>(var none) -> steps.add("first");
                        case OneOf2.Second<Void, Void>(var none) -> steps.add("second");
                    }
                });
        assertThat(steps).containsExactly("cleanup begins", "cleanup ends", "second");
    }

    @Test
    void cancelRaisesCancelledAtTheAwaitAndRunsFinally() {
        var seen = new ArrayList<Object>();
        var block =
                async(
                        () -> {
                            try {
                                Futures.pending().await();
                            } catch (Cancelled e) {
                                seen.add(e.getStackTrace().length);
                                throw e;
                            } finally {
                                seen.add("finally");
                            }
                        });
        assertThat(block.poll(Context.of(Waker.noop())).isPending()).isTrue();
        block.cancel();
        assertThat(seen).containsExactly(0, "finally");
    }

    @Test
    void cancelCancelsWhatTheBlockWaitsFor() {
        var cancelled = new AtomicInteger();
        Future<Void> leaf =
                new Future<>() {
                    @Override
                    public Poll<Void> poll(Context cx) {
                        return Poll.pending();
                    }

                    @Override
                    public void cancel() {
                        cancelled.incrementAndGet();
                    }
                };
        var block = async(() -> leaf.await());
        assertThat(block.poll(Context.of(Waker.noop())).isPending()).isTrue();
        assertThat(cancelled).hasValue(0);
        block.cancel();
        block.cancel();
        assertThat(cancelled).hasValue(1);
    }

    @Test
    void nestedBlocksCleanUpFromTheInside() {
        var steps = new ArrayList<String>();
        var outer =
                async(
                        () -> {
                            try {
                                async(
                                                () -> {
                                                    try {
                                                        Futures.pending().await();
                                                    } finally {
                                                        steps.add("inner");
                                                    }
                                                })
                                        .await();
                            } finally {
                                steps.add("outer");
                            }
                        });
        assertThat(outer.poll(Context.of(Waker.noop())).isPending()).isTrue();
        outer.cancel();
        assertThat(steps).containsExactly("inner", "outer");
    }

    @Test
    void afterAPlainCancelCleanupGoesOnAsATask() {
        var steps = new ArrayList<String>();
        run(
                () -> {
                    var gate = Oneshot.<Integer>channel();
                    var done = Oneshot.<Integer>channel();
                    var block =
                            async(
                                    () -> {
                                        try {
                                            Futures.pending().await();
                                        } finally {
                                            steps.add("begins " + gate.receiver().await());
                                            var sent = done.sender().send(2);
                                            assertThat(sent).isNotNull();
                                        }
                                    });
                    var polled =
                            Futures.<Void>pollFn(
                                    cx -> {
                                        if (block.poll(cx).isPending()) {
                                            block.cancel();
                                        }
                                        return Poll.ready(null);
                                    });
                    polled.await();
                    assertThat(steps).isEmpty();
                    var sent = gate.sender().send(1);
                    assertThat(sent).isNotNull();
                    assertThat(done.receiver().await()).isEqualTo(2);
                    assertThat(steps).containsExactly("begins 1");
                });
    }

    @Test
    void whatCleanupThrowsAfterAnAbortIsTheFailureOfTheTask() {
        run(
                () -> {
                    var started = new AtomicBoolean();
                    var handle =
                            spawn(
                                    () -> {
                                        try {
                                            started.set(true);
                                            Futures.pending().await();
                                        } finally {
                                            throwing();
                                        }
                                    });
                    while (!started.get()) {
                        yieldNow().await();
                    }
                    handle.abort();
                    assertThat(failureOf(handle)).hasRootCauseInstanceOf(ArithmeticException.class);
                });
    }

    private static void throwing() {
        throw new ArithmeticException("in cleanup");
    }

    @Test
    void tryWithResourcesClosesWhenTheBlockIsCancelled() {
        var closed = new AtomicBoolean();
        var block =
                async(
                        () -> {
                            try (AutoCloseable resource = () -> closed.set(true)) {
                                assertThat(resource).isNotNull();
                                Futures.pending().await();
                            }
                        });
        assertThat(block.poll(Context.of(Waker.noop())).isPending()).isTrue();
        block.cancel();
        assertThat(closed).isTrue();
    }

    @Test
    void aBlockCanBeAwaitedOnAPlainThreadWithoutARuntime() {
        if (flavor != Flavor.CURRENT_THREAD) {
            return; // it has nothing to do with flavours
        }
        assertThat(async(() -> async(() -> 20).await() + 22).await()).isEqualTo(42);
    }

    @Test
    void everythingInABlockSeesItsTask() {
        run(
                () -> {
                    var handle =
                            spawn(
                                    () -> {
                                        var before = dev.kyoto.Kyoto.taskId();
                                        yieldNow().await();
                                        var nested = async(dev.kyoto.Kyoto::taskId).await();
                                        assertThat(nested).isEqualTo(before);
                                        return before;
                                    });
                    var id = handle.id();
                    assertThat(handle.await()).isEqualTo(id);
                });
    }
}
