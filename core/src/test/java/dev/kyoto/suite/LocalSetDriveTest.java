package dev.kyoto.suite;

import static dev.kyoto.Kyoto.async;
import static dev.kyoto.Kyoto.blockInPlace;
import static dev.kyoto.Kyoto.join;
import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.spawnLocal;
import static dev.kyoto.Kyoto.timeout;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Poll;
import dev.kyoto.runtime.JoinException;
import dev.kyoto.sync.Notify;
import dev.kyoto.task.LocalSet;
import dev.kyoto.time.Elapsed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who drives a local set, and who must not, on every flavour. */
@SuppressWarnings("try") // sets are closed in the middle, on purpose
final class LocalSetDriveTest extends LocalSetSuite {
    LocalSetDriveTest(Flavor flavor) {
        super(flavor);
    }

    // ---- Drives ----

    @Test
    void finishedWaitsForEveryTaskAndForTheirs() {
        try (var set = LocalSet.create()) {
            set.blockOn(runtime, set.finished()); // nothing to wait for
            var ended = new AtomicInteger();
            for (int i = 0; i < 100; i++) {
                set.spawnLocal(
                                () -> {
                                    sleep(Duration.ofMillis(1)).await();
                                    spawnLocal(
                                                    () -> {
                                                        yieldNow().await();
                                                        ended.incrementAndGet();
                                                    })
                                            .detach();
                                })
                        .detach();
            }
            run(set.finished());
            assertThat(ended.get()).isEqualTo(100);
        }
    }

    @Test
    void theLastTaskMayEndByAnAbortFromAnotherThread() throws InterruptedException {
        try (var set = LocalSet.create()) {
            var handle = set.spawnLocal(Futures.pending());
            var polled = new CountDownLatch(1);
            set.spawnLocal(Futures.lazy(polled::getCount)).detach();
            var stranger =
                    start(
                            () -> {
                                try {
                                    polled.await();
                                } catch (InterruptedException e) {
                                    throw new AssertionError(e);
                                }
                                handle.abort();
                            });
            set.spawnLocal(
                            Futures.lazy(
                                    () -> {
                                        polled.countDown();
                                        return true;
                                    }))
                    .detach();
            run(set.finished());
            stranger.join();
            assertThat(handle.isFinished()).isTrue();
        }
    }

    @Test
    void tasksThatAreLeftGoOnInTheNextDrive() {
        try (var set = LocalSet.create()) {
            var gate = new Notify();
            var handle =
                    set.spawnLocal(
                            () -> {
                                gate.notified().await();
                                return 5;
                            });
            set.blockOn(runtime, () -> yieldALot(3));
            assertThat(set.size()).isEqualTo(1);
            gate.notifyOne(); // nobody drives the set
            assertThat(handle.isFinished()).isFalse();
            assertThat(set.blockOn(runtime, handle)).isEqualTo(5);
        }
    }

    @Test
    void aCancelledDriveLeavesTheTasks() {
        try (var set = LocalSet.create()) {
            var gate = new Notify();
            var cleaned = new AtomicBoolean();
            var handle =
                    set.spawnLocal(
                            () -> {
                                gate.notified().await();
                                return 6;
                            });
            run(
                    () -> {
                        var late =
                                timeout(
                                        Duration.ofMillis(5),
                                        set.runUntil(async(() -> pendingWithCleanup(cleaned))));
                        assertThat(failureOf(late)).isInstanceOf(Elapsed.class);
                        assertThat(cleaned).isTrue();
                        gate.notifyOne();
                        assertThat(set.runUntil(handle).await()).isEqualTo(6);
                    });
        }
    }

    private static void pendingWithCleanup(AtomicBoolean cleaned) {
        try {
            Futures.pending().await();
        } finally {
            spawnLocal(() -> sleep(Duration.ofMillis(1)).await()).await();
            cleaned.set(true);
        }
    }

    @Test
    void twoDrivesAtOnceAndEitherMayEndFirst() {
        try (var set = LocalSet.create()) {
            for (int i = 0; i < 20; i++) {
                var first = new Notify();
                var second = new Notify();
                boolean swapped = i % 2 == 0;
                run(
                        () -> {
                            var one =
                                    set.spawnLocal(
                                            () -> {
                                                first.notified().await();
                                                second.notifyOne();
                                                return 1;
                                            });
                            var two =
                                    set.spawnLocal(
                                            () -> {
                                                second.notified().await();
                                                sleep(Duration.ofMillis(1)).await();
                                                return 2;
                                            });
                            start(first::notifyOne);
                            var both =
                                    join(
                                                    set.runUntil(swapped ? one : two),
                                                    set.runUntil(swapped ? two : one))
                                            .await();
                            assertThat(both.first() + both.second()).isEqualTo(3);
                        });
            }
        }
    }

    @Test
    void drivesAndSetsNest() {
        try (var outer = LocalSet.create();
                var inner = LocalSet.create()) {
            int sum =
                    outer.blockOn(
                            runtime,
                            () ->
                                    outer.spawnLocal(
                                                    () -> {
                                                        int own =
                                                                outer.runUntil(
                                                                                outer.spawnLocal(
                                                                                        () ->
                                                                                                afterAWhile(
                                                                                                        1)))
                                                                        .await();
                                                        int other =
                                                                inner.runUntil(
                                                                                inner.spawnLocal(
                                                                                        () ->
                                                                                                afterAWhile(
                                                                                                        2)))
                                                                        .await();
                                                        return own + other;
                                                    })
                                            .await());
            assertThat(sum).isEqualTo(3);
        }
    }

    private static int afterAWhile(int value) {
        sleep(Duration.ofMillis(1)).await();
        return value;
    }

    @Test
    void aSetOfATaskOfItsThreadIsDrivenByIt() {
        if (flavor.hasWorkers()) {
            return; // refused there
        }
        try (var set = LocalSet.create()) {
            run(
                    () -> {
                        var value = set.spawnLocal(() -> afterAWhile(4));
                        spawn(set.finished()).await();
                        assertThat(value.await()).isEqualTo(4);
                    });
        }
    }

    @Test
    void aPlainThreadDrivesASetWithoutARuntime() {
        var place = new Place();
        try (var set = LocalSet.create()) {
            var gate = new Notify();
            var handle =
                    set.spawnLocal(
                            () -> {
                                gate.notified().await();
                                place.ofBlock();
                                return 8;
                            });
            start(gate::notifyOne);
            assertThat(set.runUntil(handle).await()).isEqualTo(8);
        }
    }

    @Test
    void tasksAreSpawnedOnAnyThreadBeforeTheFirstDrive() throws InterruptedException {
        try (var set = LocalSet.create()) {
            var place = new Place();
            start(() -> set.spawnLocal(() -> place.ofBlock()).detach()).join();
            run(set.finished());
            assertThat(set.size()).isZero();
        }
    }

    // ---- Misuse ----

    @Test
    void anotherThreadIsRefused() throws InterruptedException {
        try (var set = LocalSet.create()) {
            run(set.finished());
            var refusals = new ArrayList<Throwable>();
            var cancelled = new AtomicBoolean();
            start(
                            () -> {
                                refusals.add(failureOf(set.finished()));
                                refusals.add(failureOf(set.runUntil(noting(cancelled))));
                                refusals.add(thrownBy(() -> set.spawnLocal(() -> 1).detach()));
                                refusals.add(thrownBy(set::close));
                                refusals.add(thrownBy(() -> set.enter().close()));
                            })
                    .join();
            assertThat(refusals)
                    .hasSize(5)
                    .allSatisfy(
                            it ->
                                    assertThat(it)
                                            .isInstanceOf(IllegalStateException.class)
                                            .hasMessageContaining("'a stranger'")
                                            .hasMessageContaining("stay on the thread"));
            assertThat(cancelled).as("the future of the refused drive").isTrue();
        }
    }

    private static Future<Void> noting(AtomicBoolean cancelled) {
        return new Future<>() {
            @Override
            public Poll<Void> poll(Context cx) {
                return Poll.pending();
            }

            @Override
            public void cancel() {
                cancelled.set(true);
            }
        };
    }

    @Test
    void aTaskOfAMultiThreadRuntimeIsRefused() {
        if (!flavor.hasWorkers()) {
            return;
        }
        try (var set = LocalSet.create()) {
            set.spawnLocal(() -> 1).detach();
            run(
                    () -> {
                        assertThat(spawn(() -> failureOf(set.finished())).await())
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("multi-thread runtime")
                                .hasMessageContaining("runUntil");
                        set.finished().await(); // it belongs to nobody yet
                    });
        }
    }

    @Test
    void theEndOfASetIsNotAwaitedInsideOfIt() {
        try (var set = LocalSet.create()) {
            var thrown = set.spawnLocal(() -> failureOf(set.finished()));
            assertThat(set.blockOn(runtime, thrown))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("its own end");
        }
    }

    @Test
    void spawnLocalNeedsASetOrALocalRuntime() {
        var nowhere = thrownBy(() -> spawnLocal(() -> 1).detach());
        assertThat(nowhere)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no LocalSet or LocalRuntime")
                .hasMessageContaining("runUntil");
        run(
                () -> {
                    var inTask = spawn(() -> thrownBy(() -> spawnLocal(() -> 1).detach())).await();
                    assertThat(inTask).hasMessageContaining("no LocalSet or LocalRuntime");
                });
    }

    @Test
    void enterMakesASetTheTarget() {
        try (var set = LocalSet.create();
                var other = LocalSet.create()) {
            try (var outer = set.enter()) {
                spawnLocal(() -> 1).detach();
                var inner = other.enter();
                spawnLocal(() -> 1).detach();
                spawnLocal(() -> 1).detach();
                assertThatThrownBy(outer::close)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("reverse order");
                inner.close();
                inner.close();
                spawnLocal(() -> 1).detach();
            }
            assertThat(thrownBy(() -> spawnLocal(() -> 1).detach())).isNotNull();
            assertThat(set.size()).isEqualTo(2);
            assertThat(other.size()).isEqualTo(2);
            run(set.finished());
            run(other.finished());
        }
    }

    @Test
    void blockInPlaceIsRefused() {
        try (var set = LocalSet.create()) {
            var thrown = set.spawnLocal(() -> thrownBy(() -> blocking()));
            assertThat(set.blockOn(runtime, thrown))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("blockInPlace");
        }
    }

    private static void blocking() {
        try {
            assertThat(blockInPlace(() -> 1).intValue()).isEqualTo(1);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    // ---- Awaits in the middle of a poll ----

    @Test
    void anAwaitInTheMiddleOfAPollRunsTheOtherTasks() {
        var place = new Place();
        try (var set = LocalSet.create()) {
            var gate = new Notify();
            Future<Integer> stray =
                    cx -> {
                        place.check();
                        var other =
                                spawnLocal(
                                        inner -> {
                                            place.check();
                                            gate.notifyOne();
                                            return Poll.ready(1);
                                        });
                        gate.notified().await(); // another local task has to run for this
                        place.check();
                        sleep(Duration.ofMillis(2)).await();
                        int value = other.await();
                        place.check();
                        return Poll.ready(value);
                    };
            var inTask = set.spawnLocal(stray);
            assertThat(set.blockOn(runtime, inTask)).isEqualTo(1);
            assertThat(set.blockOn(runtime, stray)).isEqualTo(1);
        }
    }

    @Test
    void anAbortReachesATaskThatAwaitsInTheMiddleOfItsPoll() {
        try (var set = LocalSet.create()) {
            var waits = new CountDownLatch(1);
            var interrupted = new AtomicReference<@Nullable Boolean>();
            Future<Void> stray =
                    cx -> {
                        waits.countDown();
                        Futures.pending().await();
                        return Poll.ready(null);
                    };
            var handle = set.spawnLocal(stray);
            set.blockOn(
                    runtime,
                    () -> {
                        var bystander =
                                set.spawnLocal(
                                        cx -> {
                                            if (waits.getCount() > 0) {
                                                cx.waker().wake();
                                                return Poll.pending();
                                            }
                                            handle.abort();
                                            interrupted.set(Thread.currentThread().isInterrupted());
                                            return Poll.ready((Void) null);
                                        });
                        bystander.await();
                        var thrown = failureOf(handle);
                        assertThat(thrown).isInstanceOf(JoinException.class);
                        assertThat(((JoinException) thrown).isCancelled()).isTrue();
                    });
            assertThat(interrupted.get()).as("the bystander's thread was interrupted").isFalse();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }
}
