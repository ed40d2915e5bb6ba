package dev.kyoto.suite;

import static dev.kyoto.Kyoto.async;
import static dev.kyoto.Kyoto.scope;
import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.supervised;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.OneOf2;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Select;
import dev.kyoto.future.Waker;
import dev.kyoto.runtime.JoinException;
import dev.kyoto.runtime.TaskId;
import dev.kyoto.sync.Notify;
import dev.kyoto.sync.Oneshot;
import dev.kyoto.task.ScopedJoinHandle;
import dev.kyoto.task.TaskScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Scopes: nothing of one runs any more once it is left, in whatever way. */
final class TaskScopeTest extends FlavorSuite {
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger cleaned = new AtomicInteger();
    private final Notify never = new Notify();

    TaskScopeTest(Flavor flavor) {
        super(flavor);
    }

    /** Runs until it is aborted; its cleanup takes a few turns. */
    private Future<Integer> endless() {
        return async(
                () -> {
                    running.incrementAndGet();
                    try {
                        never.notified().await();
                        return 0;
                    } finally {
                        for (int i = 0; i < 3; i++) {
                            yieldNow().await();
                        }
                        running.decrementAndGet();
                        cleaned.incrementAndGet();
                    }
                });
    }

    private Future<Integer> failing(String message, int turns) {
        return async(
                () -> {
                    for (int i = 0; i < turns; i++) {
                        yieldNow().await();
                    }
                    throw new IllegalArgumentException(message);
                });
    }

    @Test
    void theValueIsThatOfTheBody() {
        int sum =
                run(
                        scope(
                                s -> {
                                    var one = s.spawn(() -> 20);
                                    var two = s.spawn(Futures.ready(22));
                                    return one.await() + two.await();
                                }));
        assertThat(sum).isEqualTo(42);
    }

    @Test
    void tasksThatNobodyJoinsAreWaitedFor() {
        var ended = new AtomicInteger();
        run(
                () -> {
                    var text =
                            scope(
                                            s -> {
                                                for (int i = 0; i < 100; i++) {
                                                    s.spawn(
                                                            () -> {
                                                                yieldNow().await();
                                                                yieldNow().await();
                                                                ended.incrementAndGet();
                                                            });
                                                }
                                                return "left";
                                            })
                                    .await();
                    assertThat(text).isEqualTo("left");
                    assertThat(ended).hasValue(100);
                });
    }

    @Test
    void tasksMaySpawnInTheScopeThatTheyAreIn() {
        var ended = new AtomicInteger();
        run(scope(s -> spawnTree(s, 6, ended)));
        assertThat(ended).hasValue((1 << 7) - 1);
    }

    private static Integer spawnTree(TaskScope s, int depth, AtomicInteger ended) {
        s.spawn(
                () -> {
                    yieldNow().await();
                    if (depth > 0) {
                        var left = spawnTree(s, depth - 1, ended);
                        var right = spawnTree(s, depth - 1, ended);
                        assertThat(left).isEqualTo(right);
                    }
                    ended.incrementAndGet();
                });
        return 0;
    }

    @Test
    void aTaskThatFailsEndsTheBodyAndTheOthers() {
        var bodyCleaned = new AtomicInteger();
        var failure =
                failureInRuntime(
                        scope(
                                s -> {
                                    s.spawn(endless());
                                    s.spawn("broken", failing("no", 3));
                                    s.spawn(endless());
                                    try {
                                        never.notified().await();
                                    } finally {
                                        yieldNow().await();
                                        bodyCleaned.incrementAndGet();
                                    }
                                    return 1;
                                }));
        assertThat(failure).isInstanceOf(JoinException.class).hasMessageContaining("broken");
        assertThat(failure.getCause())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no");
        assertThat(running).hasValue(0);
        assertThat(bodyCleaned).hasValue(1);
    }

    /** On a current-thread runtime tasks move only while somebody is in blockOn. */
    private Throwable failureInRuntime(Future<?> future) {
        return run(() -> failureOf(future));
    }

    @Test
    void aBodyThatFailsAbortsItsTasks() {
        var started = Oneshot.<Integer>channel();
        var failure =
                failureInRuntime(
                        scope(
                                s -> {
                                    s.spawn(endless());
                                    s.spawn(() -> started.sender().send(1).orThrow());
                                    int ignored = started.receiver().await();
                                    throw new IllegalStateException("body " + ignored);
                                }));
        assertThat(failure).isInstanceOf(IllegalStateException.class).hasMessage("body 1");
        assertThat(running).hasValue(0);
        assertThat(failure.getSuppressed()).isEmpty();
    }

    @Test
    void laterFailuresAreSuppressedInTheFirst() {
        var failure =
                failureInRuntime(
                        scope(
                                s -> {
                                    s.spawn(
                                            () -> {
                                                try {
                                                    never.notified().await();
                                                } finally {
                                                    throwing("in cleanup");
                                                }
                                            });
                                    s.spawn(failing("first", 5));
                                    return 1;
                                }));
        assertThat(failure.getCause()).hasMessage("first");
        assertThat(failure.getSuppressed()).hasSize(1);
        assertThat(failure.getSuppressed()[0].getCause()).hasMessage("in cleanup");
    }

    private static void throwing(String message) {
        throw new IllegalArgumentException(message);
    }

    @Test
    void inASupervisedScopeAFailureGoesToWhoJoins() {
        String text =
                run(
                        supervised(
                                s -> {
                                    var broken = s.spawn(failing("broken", 2));
                                    var fine = s.spawn(() -> "fine");
                                    try {
                                        return "value " + broken.await();
                                    } catch (JoinException e) {
                                        return e.getCause().getMessage() + " " + fine.await();
                                    }
                                }));
        assertThat(text).isEqualTo("broken fine");
    }

    @Test
    void aFailureThatNobodyJoinsIsNotLostInASupervisedScope() {
        var ended = new AtomicInteger();
        var failure =
                failureInRuntime(
                        supervised(
                                s -> {
                                    s.spawn(failing("unseen", 0));
                                    s.spawn(
                                            () -> {
                                                for (int i = 0; i < 10; i++) {
                                                    yieldNow().await();
                                                }
                                                ended.incrementAndGet();
                                            });
                                    return 1;
                                }));
        assertThat(failure).isInstanceOf(JoinException.class);
        assertThat(failure.getCause()).hasMessage("unseen");
        assertThat(ended).as("the others were left in peace").hasValue(1);
    }

    @Test
    void aTaskThatWasAbortedHasNotFailed() {
        var value =
                run(
                        scope(
                                s -> {
                                    var task = s.spawn(endless());
                                    s.spawn(
                                            () -> {
                                                yieldNow().await();
                                                task.abort();
                                            });
                                    return failureOf(task);
                                }));
        assertThat(value)
                .isInstanceOfSatisfying(
                        JoinException.class, e -> assertThat(e.isCancelled()).isTrue());
        assertThat(running).hasValue(0);
    }

    @Test
    void aScopeThatLosesARaceHasEndedWithAllItsTasks() {
        run(
                () -> {
                    var started = Oneshot.<Integer>channel();
                    var loser =
                            scope(
                                    s -> {
                                        s.spawn(endless());
                                        s.spawn(endless());
                                        s.spawn(() -> started.sender().send(1).orThrow());
                                        never.notified().await();
                                        return 1;
                                    });
                    switch (select(loser, started.receiver()).await()) {
                        case OneOf2.First(var value) -> throw new AssertionError(value);
                        case OneOf2.Second(var one) -> assertThat(one).isEqualTo(1);
                    }
                    assertThat(running).hasValue(0);
                });
    }

    @Test
    void aScopeWhoseTaskIsAbortedEndsWithAllItsTasks() {
        var started = Oneshot.<Integer>channel();
        var outer =
                runtime.spawn(
                        scope(
                                s -> {
                                    s.spawn(endless());
                                    s.spawn(() -> started.sender().send(1).orThrow());
                                    never.notified().await();
                                    return 1;
                                }));
        run(() -> started.receiver().await());
        outer.abort();
        assertThat(failureInRuntime(outer))
                .isInstanceOfSatisfying(
                        JoinException.class, e -> assertThat(e.isCancelled()).isTrue());
        assertThat(running).hasValue(0);
    }

    @Test
    void plainCancelAbortsTheTasksToo() {
        var scoped =
                scope(
                        s -> {
                            s.spawn(endless());
                            never.notified().await();
                            return 1;
                        });
        run(
                () -> {
                    var polled = Futures.pollFn(cx -> Poll.ready(scoped.poll(cx)));
                    assertThat(polled.await().isPending()).isTrue();
                    yieldNow().await();
                    scoped.cancel();
                    scoped.cancel();
                });
        assertThat(runtime.drain(Duration.ofSeconds(30))).isTrue();
        assertThat(running).hasValue(0);
        assertThatThrownBy(() -> scoped.poll(Context.of(Waker.noop())))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aScopeThatIsNeverPolledDoesNothing() {
        var called = new AtomicInteger();
        var scoped = scope(s -> called.incrementAndGet());
        scoped.cancel();
        assertThat(called).hasValue(0);
    }

    @Test
    void aScopeThatHasEndedTakesNoTask() {
        var kept = new AtomicReference<TaskScope>();
        run(
                scope(
                        s -> {
                            kept.set(s);
                            return 1;
                        }));
        run(
                () ->
                        assertThatThrownBy(() -> kept.get().spawn(() -> 1))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("scope has ended"));
    }

    @Test
    void aSpawnThatFailsDoesNotKeepTheScopeOpen() {
        int value =
                run(
                        scope(
                                s -> {
                                    try {
                                        s.spawn((Future<Integer>) null);
                                    } catch (NullPointerException expected) {
                                        return 7;
                                    }
                                    return 8;
                                }));
        assertThat(value).isEqualTo(7);
    }

    @Test
    void closuresThatBlockAreWaitedFor() {
        var release = new CountDownLatch(1);
        var ended = new AtomicInteger();
        run(
                () -> {
                    scope(
                                    s -> {
                                        s.spawnBlocking(
                                                () -> {
                                                    release.await();
                                                    return ended.incrementAndGet();
                                                });
                                        s.spawn(() -> release.countDown());
                                        return 1;
                                    })
                            .await();
                    assertThat(ended).hasValue(1);
                });
    }

    @Test
    void theHandleCanBeLentToASelectAndJoinedLater() {
        int value =
                run(
                        scope(
                                s -> {
                                    var gate = Oneshot.<Integer>channel();
                                    var task = s.spawn(gate.receiver());
                                    var first =
                                            select(Select.keep(task), Futures.ready("now"))
                                                    .biased()
                                                    .await();
                                    assertThat(first).isEqualTo(new OneOf2.Second<>("now"));
                                    gate.sender().send(5).orThrow();
                                    return task.await();
                                }));
        assertThat(value).isEqualTo(5);
    }

    @Test
    void aHandleSaysWhatItStandsFor() {
        run(
                scope(
                        s -> {
                            var task = s.spawn("named", endless());
                            assertThat(task.toString()).contains("named");
                            assertThat(task.isFinished()).isFalse();
                            TaskId id = task.id();
                            assertThat(id).isEqualTo(task.abortHandle().id());
                            assertThat(s.toString()).contains("1 live");
                            task.abortHandle().abort();
                            var failure = failureOf(task);
                            assertThat(failure).isInstanceOf(JoinException.class);
                            assertThat(failureOf(task))
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasMessageContaining("has given its result");
                            return 1;
                        }));
    }

    @Test
    void randomScopesLeaveNothingBehind() {
        var random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            long roundSeed = random.nextLong();
            run(() -> randomScope(roundSeed));
            assertThat(running).as("seed %d, round %d", seed, round).hasValue(0);
        }
    }

    private void randomScope(long roundSeed) {
        var random = new Random(roundSeed);
        int size = 1 + random.nextInt(8);
        int patience = random.nextInt(12);
        int failAt = random.nextInt(4 * size);
        Future<Integer> scoped =
                scope(
                        s -> {
                            List<ScopedJoinHandle<Integer>> tasks = new ArrayList<>();
                            for (int i = 0; i < size; i++) {
                                tasks.add(s.spawn(i == failAt ? failing("x", i) : endless()));
                                if (random.nextBoolean()) {
                                    yieldNow().await();
                                }
                            }
                            tasks.get(random.nextInt(size)).abort();
                            return tasks.getFirst().await();
                        });
        var impatience =
                async(
                        () -> {
                            for (int i = 0; i < patience; i++) {
                                yieldNow().await();
                            }
                        });
        try {
            var first = select(scoped, impatience).await();
            assertThat(first).isInstanceOf(OneOf2.Second.class);
        } catch (JoinException expected) {
            assertThat(expected.isCancelled() || expected.getCause().getMessage().equals("x"))
                    .isTrue();
        }
    }
}
