package dev.kyoto.suite;

import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Futures;
import dev.kyoto.net.TcpListener;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.JoinException;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.sync.Notify;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** The end of a runtime, on every flavour. */
final class ShutdownTest extends FlavorSuite {

    ShutdownTest(Flavor flavor) {
        super(flavor);
    }

    /** Runs the runtime until the flag is set; on a current-thread runtime nothing else would. */
    private void runUntil(AtomicBoolean flag) {
        run(
                () -> {
                    while (!flag.get()) {
                        yieldNow().await();
                    }
                });
    }

    @Test
    void closeCancelsSuspendedTasksAndRunsTheirCleanup() {
        var started = new AtomicBoolean();
        var cleaned = new AtomicBoolean();
        var handle =
                runtime.spawn(
                        () -> {
                            try {
                                started.set(true);
                                Futures.pending().await();
                            } finally {
                                sleep(Duration.ofMillis(2)).await(); // timers still work
                                cleaned.set(true);
                            }
                        });
        runUntil(started);
        runtime.close();
        assertThat(cleaned).isTrue();
        assertThatThrownBy(handle::await)
                .isInstanceOfSatisfying(
                        JoinException.class, e -> assertThat(e.isCancelled()).isTrue());
    }

    @Test
    void closeIsIdempotent() {
        runtime.close();
        runtime.close();
        runtime.shutdown(Duration.ZERO);
    }

    @Test
    void aSpawnAfterCloseGivesACancelledTask() {
        runtime.close();
        var late = runtime.spawn(() -> 1);
        assertThat(late.isFinished()).isTrue();
        assertThatThrownBy(late::await)
                .isInstanceOfSatisfying(
                        JoinException.class, e -> assertThat(e.isCancelled()).isTrue());
        var lateBlocking = runtime.spawnBlocking(() -> 1);
        assertThatThrownBy(lateBlocking::await).isInstanceOf(JoinException.class);
        assertThatThrownBy(() -> runtime.handle().asExecutor().execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("was shut down");
    }

    @Test
    void closeWaitsForBlockingClosuresThatHaveStarted() throws InterruptedException {
        var started = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var ended = new AtomicBoolean();
        var handle =
                runtime.spawnBlocking(
                        () -> {
                            started.countDown();
                            release.await();
                            ended.set(true);
                            return 7;
                        });
        started.await();
        var closer = Thread.ofPlatform().start(runtime::close);
        release.countDown();
        closer.join();
        assertThat(ended).isTrue();
        assertThat(handle.await()).isEqualTo(7);
    }

    @Test
    void shutdownWithALimitLeavesARunningClosureBehind() throws InterruptedException {
        var started = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var handle =
                runtime.spawnBlocking(
                        () -> {
                            started.countDown();
                            release.await();
                            return 7;
                        });
        started.await();
        runtime.shutdown(Duration.ofMillis(20));
        assertThat(handle.isFinished()).isFalse();
        release.countDown();
        assertThat(handle.await()).isEqualTo(7);
    }

    @Test
    void closeInsideATaskIsAClearErrorAndShutdownBackgroundWorks() {
        var inside = runtime;
        assertThatThrownBy(() -> run(() -> spawn(() -> inside.close()).await()))
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasStackTraceContaining("use shutdownBackground()");
        var handle =
                runtime.spawn(
                        () -> {
                            inside.shutdownBackground();
                            Futures.pending().await();
                        });
        if (flavor.hasWorkers()) {
            assertThatThrownBy(handle::await).isInstanceOf(JoinException.class);
        } else {
            assertThatThrownBy(() -> runtime.blockOn(handle))
                    .isInstanceOfAny(JoinException.class, IllegalStateException.class);
        }
    }

    @Test
    void drainLetsTasksFinishAndRefusesNewOnesFromOutside() {
        var order = new ArrayList<String>();
        var handle =
                runtime.spawn(
                        () -> {
                            for (int i = 0; i < 3; i++) {
                                yieldNow().await();
                            }
                            spawn(() -> order.add("child")).await();
                            order.add("parent");
                        });
        assertThat(runtime.drain(Duration.ofSeconds(20))).isTrue();
        assertThat(order).containsExactly("child", "parent");
        assertThat(handle.isFinished()).isTrue();
        assertThatThrownBy(() -> runtime.spawn(() -> 1).await()).isInstanceOf(JoinException.class);
    }

    @Test
    void drainGivesUpAtItsLimit() {
        var handle = runtime.spawn(() -> Futures.pending().await());
        assertThat(runtime.drain(Duration.ofMillis(20))).isFalse();
        assertThat(handle.isFinished()).isFalse();
        handle.abort();
    }

    @Test
    void waitersOfEveryKindAreToldWhenTheRuntimeCloses() {
        var waiting = new AtomicInteger();
        var handles = new ArrayList<JoinHandle<?>>();
        var notify = new Notify();
        handles.add(
                runtime.spawn(
                        () -> {
                            waiting.incrementAndGet();
                            sleep(Duration.ofDays(400)).await();
                        }));
        handles.add(
                runtime.spawn(
                        () -> {
                            waiting.incrementAndGet();
                            notify.notified().await();
                        }));
        handles.add(
                runtime.spawn(
                        () -> {
                            try (var listener = TcpListener.bind("127.0.0.1", 0).await()) {
                                waiting.incrementAndGet();
                                listener.accept().await();
                            }
                        }));
        run(
                () -> {
                    while (waiting.get() < 3) {
                        yieldNow().await();
                    }
                });
        runtime.close();
        for (var handle : handles) {
            assertThatThrownBy(handle::await).isInstanceOf(JoinException.class);
        }
        assertThat(runtime.metrics().numPendingTimers()).isZero();
        assertThat(runtime.metrics().numIoRegistrations()).isZero();
    }

    /** 2,500 rounds on each of four flavours: 10,000 in all. */
    @Test
    void shutdownRacedWithSpawnWakeCancelAndIoEnds() throws InterruptedException {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int round = 0; round < 2_500; round++) {
            raceOnce(random, round);
        }
    }

    private void raceOnce(RandomGenerator random, int round) throws InterruptedException {
        var raced = newRuntime();
        var notify = new Notify();
        var handles = new ArrayList<JoinHandle<?>>();
        boolean io = random.nextInt(8) == 0;
        int spins = random.nextInt(2_000);
        handles.add(raced.spawn(notify.notified()));
        handles.add(raced.spawn(Futures.yieldNow()));
        if (round % 4 == 0) {
            handles.add(raced.spawn(() -> notify.notified().await()));
        }
        if (io) {
            handles.add(raced.spawn(ShutdownTest::acceptOne));
        }
        var victim = raced.spawn(Futures.pending());
        handles.add(victim);
        var late = new ArrayList<JoinHandle<?>>();
        var other =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    for (int i = 0; i < spins; i++) {
                                        Thread.onSpinWait();
                                    }
                                    late.add(raced.spawn(Futures.yieldNow()));
                                    notify.notifyWaiters();
                                    victim.abort();
                                    late.add(raced.spawnBlocking(() -> 1));
                                });
        raced.close();
        other.join();
        handles.addAll(late);
        assertAllEnd(raced, handles);
    }

    private static void acceptOne() {
        try (var listener = TcpListener.bind("127.0.0.1", 0).await()) {
            listener.accept().await().close();
        }
    }

    private static void assertAllEnd(AsyncRuntime closed, List<JoinHandle<?>> handles) {
        for (var handle : handles) {
            try {
                handle.await();
            } catch (JoinException e) {
                // Cancelled, or an accept that failed since the runtime was shut down: it has
                // ended.
                assertThat(handle.isFinished()).isTrue();
            }
        }
        assertThat(closed.metrics().numAliveTasks()).isZero();
        assertThat(closed.metrics().numPendingTimers()).isZero();
        assertThat(closed.metrics().numIoRegistrations()).isZero();
        assertThat(closed.metrics().numBlockingThreads()).isZero();
    }
}
