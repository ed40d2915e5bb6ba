package dev.kyoto.suite;

import static dev.kyoto.Kyoto.async;
import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.spawnBlocking;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.runtime.Handle;
import dev.kyoto.runtime.JoinException;
import dev.kyoto.runtime.JoinHandle;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Spawning, joining, aborting and failing, on every flavour. */
final class TaskTest extends FlavorSuite {

    TaskTest(Flavor flavor) {
        super(flavor);
    }

    /** Pending that many times, woken at once each time. */
    private static Future<Void> yields(int times) {
        return new Future<>() {
            private int left = times;

            @Override
            public Poll<Void> poll(Context cx) {
                if (left-- == 0) {
                    return Poll.ready(null);
                }
                cx.waker().wake();
                return Poll.pending();
            }
        };
    }

    @Test
    void aSpawnedBlockGivesItsValueToTheJoiner() {
        assertThat(run(() -> spawn(() -> 42).await())).isEqualTo(42);
    }

    @Test
    void tasksSpawnTasks() {
        int sum =
                run(
                        () -> {
                            var handles = new ArrayList<JoinHandle<Integer>>();
                            for (int i = 0; i < 100; i++) {
                                int n = i;
                                handles.add(
                                        spawn(
                                                () -> {
                                                    yields(n % 5).await();
                                                    return spawn(() -> n).await();
                                                }));
                            }
                            int total = 0;
                            for (var handle : handles) {
                                total += handle.await();
                            }
                            return total;
                        });
        assertThat(sum).isEqualTo(IntStream.range(0, 100).sum());
    }

    @Test
    void aHundredThousandFuturesRunAsTasks() {
        var ran = new AtomicInteger();
        run(
                () -> {
                    var handles = new ArrayList<JoinHandle<Void>>();
                    for (int i = 0; i < 100_000; i++) {
                        handles.add(
                                spawn(
                                        cx -> {
                                            ran.incrementAndGet();
                                            return Poll.ready((Void) null);
                                        }));
                    }
                    for (var handle : handles) {
                        handle.await();
                    }
                });
        assertThat(ran).hasValue(100_000);
    }

    @Test
    void aFailureReachesTheJoinerAsTheCause() {
        var thrown =
                catchThrowableOfType(
                        JoinException.class,
                        () ->
                                run(
                                        () ->
                                                spawn(
                                                                () -> {
                                                                    throw new IllegalArgumentException(
                                                                            "no");
                                                                })
                                                        .await()));
        assertThat(thrown.isCancelled()).isFalse();
        assertThat(thrown).hasCauseExactlyInstanceOf(IllegalArgumentException.class);
        assertThat(thrown).hasMessageContaining("task " + thrown.id()).hasMessageContaining("no");
    }

    @Test
    void checkedExceptionsLeaveABlockByOneRule() {
        assertThatThrownBy(
                        () ->
                                run(
                                        () -> {
                                            throw new IOException("Connection reset");
                                        }))
                .isInstanceOfSatisfying(
                        IoException.class,
                        e -> assertThat(e.kind()).isEqualTo(IoException.Kind.CONNECTION_RESET));
        assertThatThrownBy(
                        () ->
                                run(
                                        () -> {
                                            throw new InterruptedException("stop");
                                        }))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void aFailingTaskHurtsOnlyItsJoiner() {
        int good =
                run(
                        () -> {
                            var bad =
                                    spawn(
                                            () -> {
                                                throw new StackOverflowError("planted");
                                            });
                            var fine = spawn(() -> 1);
                            int value = fine.await();
                            assertThat(failureOf(bad))
                                    .isInstanceOf(JoinException.class)
                                    .hasCauseInstanceOf(StackOverflowError.class);
                            return value;
                        });
        assertThat(good).isEqualTo(1);
    }

    @Test
    void theFailureOfADetachedTaskIsReported() throws InterruptedException {
        run(
                () -> {
                    spawn(
                                    () -> {
                                        throw new IllegalStateException("nobody looks");
                                    })
                            .detach();
                });
        assertThat(runtime.drain(Duration.ofSeconds(10))).isTrue();
        assertThat(uncaught).singleElement().isInstanceOf(IllegalStateException.class);
        uncaught.clear();
    }

    @Test
    void theFailureOfAForgottenTaskIsReportedWhenTheRuntimeCloses() {
        run(
                () -> {
                    var forgotten =
                            spawn(
                                    () -> {
                                        throw new IllegalStateException("forgotten");
                                    });
                    assertThat(forgotten).isNotNull();
                });
        assertThat(runtime.drain(Duration.ofSeconds(10))).isTrue();
        runtime.close();
        assertThat(uncaught)
                .singleElement()
                .hasToString("java.lang.IllegalStateException: forgotten");
        uncaught.clear();
    }

    @Test
    void theFailureOfAJoinedTaskIsNotReported() {
        run(
                () -> {
                    var joined =
                            spawn(
                                    () -> {
                                        throw new IllegalStateException("joined");
                                    });
                    assertThat(failureOf(joined)).isInstanceOf(JoinException.class);
                });
        runtime.close();
        assertThat(uncaught).isEmpty();
    }

    @Test
    void abortRunsFinallyAndTheJoinerIsTold() {
        var cleaned = new AtomicBoolean();
        run(
                () -> {
                    var started = new AtomicBoolean();
                    var handle =
                            spawn(
                                    () -> {
                                        try {
                                            started.set(true);
                                            sleep(Duration.ofDays(1)).await();
                                        } finally {
                                            cleaned.set(true);
                                        }
                                    });
                    while (!started.get()) {
                        yields(1).await();
                    }
                    handle.abort();
                    assertThat(failureOf(handle))
                            .isInstanceOfSatisfying(
                                    JoinException.class, e -> assertThat(e.isCancelled()).isTrue());
                    assertThat(handle.isFinished()).isTrue();
                });
        assertThat(cleaned).isTrue();
    }

    @Test
    void cleanupOfAnAbortedTaskMayAwait() {
        var steps = new ArrayList<String>();
        run(
                () -> {
                    var started = new AtomicBoolean();
                    var handle =
                            spawn(
                                    () -> {
                                        try {
                                            started.set(true);
                                            sleep(Duration.ofDays(1)).await();
                                        } finally {
                                            steps.add("before");
                                            sleep(Duration.ofMillis(5)).await();
                                            steps.add("after");
                                        }
                                    });
                    while (!started.get()) {
                        yields(1).await();
                    }
                    handle.abort();
                    assertThat(failureOf(handle)).isInstanceOf(JoinException.class);
                    assertThat(steps).containsExactly("before", "after");
                });
    }

    @Test
    void abortBeforeTheFirstPollRunsNothing() {
        var ran = new AtomicBoolean();
        run(
                () -> {
                    // On several workers the task may be quicker than the abort; then it has a
                    // value.
                    var handle =
                            spawn(
                                    () -> {
                                        ran.set(true);
                                        return 1;
                                    });
                    handle.abort();
                    try {
                        assertThat(handle.await()).isEqualTo(1);
                        assertThat(ran).isTrue();
                    } catch (JoinException e) {
                        assertThat(e.isCancelled()).isTrue();
                        assertThat(ran).isFalse();
                    }
                });
    }

    @Test
    void abortInterruptsAJdkCallThatBlocks() throws InterruptedException {
        if (!flavor.hasWorkers()) {
            return; // the blocked call is in the only thread there is: nobody is left to abort it
        }
        var blocked = new CountDownLatch(1);
        var handle =
                runtime.spawn(
                        () -> {
                            blocked.countDown();
                            new CountDownLatch(1).await();
                        });
        blocked.await();
        handle.abort();
        assertThatThrownBy(() -> runtime.blockOn(handle))
                .isInstanceOfSatisfying(
                        JoinException.class, e -> assertThat(e.isCancelled()).isTrue());
    }

    @Test
    void joiningTwiceIsAClearError() {
        run(
                () -> {
                    var handle = spawn(() -> 1);
                    assertThat(handle.await()).isEqualTo(1);
                    assertThat(failureOf(handle))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("keep the value");
                });
    }

    @Test
    void blockOnInsideATaskIsAClearError() {
        run(
                () -> {
                    var nested = spawn(() -> Handle.current().blockOn(() -> 1));
                    assertThat(failureOf(nested))
                            .hasRootCauseInstanceOf(IllegalStateException.class)
                            .hasStackTraceContaining("call await() on the future instead");
                });
    }

    @Test
    void blockOnInsideSpawnBlockingWorks() {
        var handle = runtime.handle();
        if (!flavor.hasWorkers()) {
            return; // covered by CurrentThreadTest: two threads in blockOn share the core
        }
        int value =
                run(
                        () ->
                                spawnBlocking(() -> handle.blockOn(() -> spawn(() -> 5).await()))
                                        .await());
        assertThat(value).isEqualTo(5);
    }

    @Test
    void withoutARuntimeSpawnIsAClearError() {
        assertThatThrownBy(() -> spawn(() -> 1).detach())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no Kyoto runtime on thread");
    }

    @Test
    void anAlwaysReadyTaskDoesNotKeepOthersOut() {
        var stop = new AtomicBoolean();
        run(
                () -> {
                    var hog =
                            spawn(
                                    cx -> {
                                        if (stop.get()) {
                                            return Poll.ready((Void) null);
                                        }
                                        cx.waker().wake();
                                        return Poll.pending();
                                    });
                    // A timer and another task both get their turn.
                    sleep(Duration.ofMillis(1)).await();
                    assertThat(spawn(() -> 1).await()).isEqualTo(1);
                    stop.set(true);
                    hog.await();
                });
    }

    @Test
    void theLogicalStackShowsAllAwaitingLinesInOrder() {
        var thrown = catchThrowableOfType(IllegalStateException.class, this::awaitOuter);
        var lines =
                List.of(thrown.getStackTrace()).stream()
                        .map(StackTraceElement::getMethodName)
                        .filter(m -> m.matches("inner|lambda.*(outer|middle|awaitOuter).*"))
                        .map(m -> m.replaceAll(".*(outer|middle|inner|awaitOuter).*", "$1"))
                        .toList();
        assertThat(lines).containsExactly("inner", "middle", "outer", "awaitOuter");
    }

    private void awaitOuter() {
        run(() -> outer().await());
    }

    private static Future<Integer> outer() {
        return async(() -> middle().await() + 1);
    }

    private static Future<Integer> middle() {
        return async(
                () -> {
                    yields(1).await();
                    return inner();
                });
    }

    private static int inner() {
        throw new IllegalStateException("deep");
    }

    @Test
    void anAwaitInAPollOutsideOfABlockWorks() {
        int value =
                run(
                        () -> {
                            var handle = Handle.current();
                            Future<Integer> stray = cx -> Poll.ready(handle.spawn(() -> 7).await());
                            return spawn(stray).await();
                        });
        assertThat(value).isEqualTo(7);
    }

    @Test
    void theExecutorViewRunsCommandsAsTasks() throws InterruptedException {
        var ran = new CountDownLatch(3);
        var executor = runtime.handle().asExecutor();
        for (int i = 0; i < 3; i++) {
            executor.execute(ran::countDown);
        }
        assertThat(runtime.drain(Duration.ofSeconds(10))).isTrue();
        assertThat(ran.getCount()).isZero();
    }
}
