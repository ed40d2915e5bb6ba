package dev.kyoto.suite;

import static dev.kyoto.Kyoto.blockInPlace;
import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.spawnBlocking;
import static dev.kyoto.Kyoto.spawnLocal;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.BlockMode;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Poll;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.JoinException;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.runtime.LocalHandle;
import dev.kyoto.runtime.LocalRuntime;
import dev.kyoto.runtime.RuntimeFlavor;
import dev.kyoto.sync.Mpsc;
import dev.kyoto.sync.Notify;
import dev.kyoto.task.LocalSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A runtime whose tasks never leave the thread that made it, with both kinds of blocks. */
@ParameterizedClass
@EnumSource(
        value = BlockMode.class,
        names = {"WOVEN", "VIRTUAL_THREAD"})
@Timeout(60) // on the thread that makes the runtime, which it interrupts
@SuppressWarnings("try") // runtimes are closed in the middle, on purpose
final class LocalRuntimeTest {
    private final BlockMode blocks;
    private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    private LocalRuntime runtime;
    private Place place;

    LocalRuntimeTest(BlockMode blocks) {
        this.blocks = blocks;
    }

    @BeforeEach
    void startRuntime() {
        runtime =
                AsyncRuntime.currentThreadBuilder()
                        .name("local-runtime")
                        .blocks(blocks)
                        .uncaughtHandler((task, failure) -> uncaught.add(failure))
                        .buildLocal();
        place = new Place();
    }

    @AfterEach
    void nothingIsLeft() {
        runtime.close();
        assertThat(FlavorSuite.threadsNamed("local-runtime")).isEmpty();
        assertThat(uncaught).isEmpty();
    }

    private static Thread start(Runnable body) {
        return Thread.ofPlatform().name("a stranger").start(body);
    }

    @Test
    void tasksStayOnTheThreadWhoeverSpawnsThem() throws InterruptedException {
        var place = this.place;
        int[] steps = new int[1];
        var handle = runtime.handle();
        var foreign = new CopyOnWriteArrayList<JoinHandle<Void>>();
        var stranger =
                start(
                        () -> {
                            for (int i = 0; i < 500; i++) {
                                foreign.add(handle.spawn(() -> wander(place, steps)));
                            }
                        });
        var ended =
                runtime.blockOn(
                        () -> {
                            var handles = new ArrayList<JoinHandle<Void>>();
                            for (int i = 0; i < 500; i++) {
                                handles.add(runtime.spawnLocal(() -> wander(place, steps)));
                                handles.add(spawn(() -> wander(place, steps)));
                                handles.add(spawnLocal(() -> wander(place, steps)));
                            }
                            for (var it : handles) {
                                it.await();
                            }
                            while (foreign.size() < 500) {
                                yieldNow().await();
                            }
                            for (var it : foreign) {
                                it.await();
                            }
                            return handles.size();
                        });
        stranger.join();
        assertThat(ended).isEqualTo(1_500);
        assertThat(steps[0]).isEqualTo(3 * 2_000);
    }

    private static void wander(Place place, int[] steps) {
        var mine = place.ofBlock();
        steps[0]++;
        sleep(Duration.ofMillis(steps[0] % 3)).await();
        place.check(mine);
        steps[0]++;
        int one = spawnBlocking(() -> 1).await();
        place.check(mine);
        steps[0] += one;
        yieldNow().await();
        place.check(mine);
    }

    @Test
    void otherThreadsAreRefused() throws InterruptedException {
        var refusals = new ArrayList<Throwable>();
        start(
                        () -> {
                            refusals.add(thrownBy(() -> runtime.blockOn(() -> {})));
                            refusals.add(thrownBy(() -> runtime.spawnLocal(() -> 1).detach()));
                            refusals.add(thrownBy(runtime::close));
                            refusals.add(thrownBy(runtime::shutdownBackground));
                            refusals.add(thrownBy(() -> runtime.handle().blockOn(() -> {})));
                            try (var _ = runtime.enter()) {
                                refusals.add(thrownBy(() -> spawnLocal(() -> 1).detach()));
                                refusals.add(
                                        thrownBy(
                                                () ->
                                                        LocalHandle.current()
                                                                .spawnLocal(() -> 1)
                                                                .detach()));
                            }
                        })
                .join();
        assertThat(refusals)
                .hasSize(7)
                .allSatisfy(
                        it ->
                                assertThat(it)
                                        .isInstanceOf(IllegalStateException.class)
                                        .hasMessageContaining("'a stranger'")
                                        .hasMessageContaining("'local-runtime'")
                                        .hasMessageContaining("handle"));
    }

    private static Throwable thrownBy(Runnable body) {
        try {
            body.run();
        } catch (Throwable thrown) {
            return thrown;
        }
        return new AssertionError("it has not thrown");
    }

    @Test
    void theBuilderOfAnotherRuntimeIsRefused() {
        assertThatThrownBy(() -> AsyncRuntime.builder().buildLocal().close())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("currentThreadBuilder()");
        assertThat(runtime.handle().flavor()).isEqualTo(RuntimeFlavor.CURRENT_THREAD);
    }

    @Test
    void blockInPlaceIsRefused() {
        var thrown =
                runtime.blockOn(
                        () ->
                                runtime.spawnLocal(() -> thrownBy(LocalRuntimeTest::blocking))
                                        .await());
        assertThat(thrown)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("blockInPlace");
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

    @Test
    void anAwaitInTheMiddleOfAPollMovesNothing() {
        var channel = Mpsc.<Integer>unbounded();
        var sender = channel.sender();
        var receiver = channel.receiver();
        Future<Integer> stray =
                cx -> {
                    place.check();
                    int first = receiver.recv().await(); // from a task of the same thread
                    place.check();
                    sleep(Duration.ofMillis(2)).await();
                    place.check();
                    return Poll.ready(first + receiver.recv().await());
                };
        Future<Void> feeder =
                cx -> {
                    place.check();
                    sender.send(1).orThrow();
                    sender.send(2).orThrow();
                    return Poll.ready(null);
                };
        int sum =
                runtime.blockOn(
                        () -> {
                            var waiting = runtime.spawnLocal(stray);
                            runtime.spawnLocal(feeder).detach();
                            return waiting.await();
                        });
        assertThat(sum).isEqualTo(3);
        // The same in the future of blockOn itself, and in waits inside of each other.
        runtime.spawnLocal(feeder).detach();
        assertThat(runtime.blockOn(stray)).isEqualTo(3);
        var outer =
                runtime.spawnLocal(
                        cx -> {
                            int value = runtime.spawnLocal(stray).await();
                            place.check();
                            return Poll.ready(value);
                        });
        runtime.spawnLocal(feeder).detach();
        assertThat(runtime.blockOn(outer)).isEqualTo(3);
    }

    @Test
    void anAbortReachesAnAwaitInTheMiddleOfAPoll() throws InterruptedException {
        var waits = new CountDownLatch(1);
        var cancelled = new AtomicBoolean();
        Future<Void> stray =
                cx -> {
                    waits.countDown();
                    try {
                        Futures.pending().await();
                    } finally {
                        cancelled.set(true);
                        sleep(Duration.ofMillis(1)).await(); // cleanup may wait as well
                    }
                    return Poll.ready(null);
                };
        var handle = runtime.spawnLocal(stray);
        var stranger =
                start(
                        () -> {
                            try {
                                waits.await();
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                            handle.abort();
                        });
        var thrown = runtime.blockOn(() -> FlavorSuite.failureOf(handle));
        stranger.join();
        assertThat(thrown).isInstanceOf(JoinException.class);
        assertThat(((JoinException) thrown).isCancelled()).isTrue();
        assertThat(cancelled).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aSetInsideTheRuntimeGoesFirst() {
        runtime.blockOn(
                () -> {
                    try (var set = LocalSet.create()) {
                        var inSet =
                                set.runUntil(
                                                () -> {
                                                    spawnLocal(() -> 1).detach();
                                                    return set.size();
                                                })
                                        .await();
                        assertThat(inSet).isEqualTo(1);
                        // A task of this runtime never moves, so it may drive the set as well.
                        runtime.spawnLocal(() -> set.finished().await()).await();
                        assertThat(set.size()).isZero();
                    }
                    assertThat(spawnLocal(() -> 2).await()).isEqualTo(2);
                });
    }

    @Test
    void closeRunsCleanupOnTheThread() {
        var place = this.place;
        var seen = new AtomicReference<@Nullable Boolean>();
        var handle =
                runtime.spawnLocal(
                        () -> {
                            var mine = place.ofBlock();
                            try {
                                Futures.pending().await();
                            } finally {
                                sleep(Duration.ofMillis(1)).await();
                                seen.set(Thread.currentThread() == mine);
                            }
                        });
        runtime.blockOn(() -> yieldNow().await());
        runtime.close();
        assertThat(handle.isFinished()).isTrue();
        assertThat(seen.get()).isTrue();
        assertThat(runtime.handle().spawn(() -> 1).isFinished()).isTrue();
    }

    @Test
    void aForgottenFailureIsReported() {
        runtime.spawnLocal(
                        Futures.<Void>lazy(
                                () -> {
                                    throw new IllegalStateException("forgotten");
                                }))
                .detach();
        runtime.blockOn(() -> yieldNow().await());
        assertThat(uncaught)
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("forgotten");
        uncaught.clear();
    }

    @Test
    void itMayBeDrivenAgainAndWakesComeFromAnywhere() throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            var gate = new Notify();
            var handle = runtime.spawnLocal(gate.notified());
            var stranger = start(gate::notifyOne);
            assertThat(runtime.blockOn(handle)).isNull();
            stranger.join();
        }
        assertThat(runtime.drain(Duration.ofSeconds(5))).isTrue();
        assertThat(runtime.metrics().numAliveTasks()).isZero();
    }

    @Test
    void anotherThreadClosesItOnceItsOwnHasEnded() throws InterruptedException {
        var made = new AtomicReference<@Nullable LocalRuntime>();
        start(() -> made.set(LocalRuntime.create())).join();
        var orphan = made.get();
        assertThat(orphan).isNotNull();
        orphan.close();
    }
}
