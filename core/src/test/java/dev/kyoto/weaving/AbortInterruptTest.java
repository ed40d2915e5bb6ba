package dev.kyoto.weaving;

import static dev.kyoto.Kyoto.async;
import static dev.kyoto.Kyoto.join;
import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.BlockMode;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.JoinException;
import dev.kyoto.runtime.JoinHandle;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An abort interrupts the JDK call that its task blocks in, and nothing else. */
@Timeout(120)
final class AbortInterruptTest {
    private static final int ROUNDS = 2_000;
    private static final long LONG = Long.MAX_VALUE;

    private final AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(1).build();

    @AfterEach
    void close() {
        runtime.close();
    }

    /** The ways to make a task. */
    enum Way {
        WOVEN {
            @Override
            Future<?> task(AsyncRunnable body) {
                return Blocks.of(body, BlockMode.WOVEN);
            }
        },
        VIRTUAL_THREAD {
            @Override
            Future<?> task(AsyncRunnable body) {
                return Blocks.of(body, BlockMode.VIRTUAL_THREAD);
            }
        },
        BY_HAND {
            @Override
            Future<?> task(AsyncRunnable body) {
                return cx -> {
                    try {
                        body.run();
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                    return Poll.ready(null);
                };
            }
        };

        abstract Future<?> task(AsyncRunnable body);
    }

    // ---- What blocks ----

    /** The calls, each in a body of its own. */
    enum Call {
        LATCH {
            @Override
            AsyncRunnable body(CountDownLatch blocked) {
                return () -> {
                    yieldNow().await();
                    blocked.countDown();
                    new CountDownLatch(1).await();
                };
            }
        },
        SLEEP {
            @Override
            AsyncRunnable body(CountDownLatch blocked) {
                return () -> {
                    yieldNow().await();
                    blocked.countDown();
                    Thread.sleep(LONG);
                };
            }
        },
        QUEUE {
            @Override
            AsyncRunnable body(CountDownLatch blocked) {
                return () -> {
                    yieldNow().await();
                    blocked.countDown();
                    assertThat(new LinkedBlockingQueue<String>().take()).isNull();
                };
            }
        },
        UNDER_JOIN {
            @Override
            AsyncRunnable body(CountDownLatch blocked) {
                return () -> {
                    var side = async(() -> Futures.<Integer>pending().await());
                    var blocking =
                            async(
                                    () -> {
                                        yieldNow().await();
                                        blocked.countDown();
                                        new CountDownLatch(1).await();
                                    });
                    join(side, blocking).await();
                };
            }
        },
        UNDER_SELECT {
            @Override
            AsyncRunnable body(CountDownLatch blocked) {
                return () -> {
                    var side = async(() -> Futures.<Integer>pending().await());
                    var blocking =
                            async(
                                    () -> {
                                        yieldNow().await();
                                        blocked.countDown();
                                        new CountDownLatch(1).await();
                                    });
                    var winner = select(side, blocking).await();
                    assertThat(winner).isNull();
                };
            }
        };

        abstract AsyncRunnable body(CountDownLatch blocked);
    }

    private static void isCancelled(JoinHandle<?> handle, AsyncRuntime runtime) {
        assertThatThrownBy(() -> runtime.blockOn(handle))
                .isInstanceOfSatisfying(
                        JoinException.class, e -> assertThat(e.isCancelled()).isTrue());
    }

    @ParameterizedTest
    @EnumSource
    void aWovenBlockIsInterrupted(Call call) throws InterruptedException {
        interrupts(call, BlockMode.WOVEN);
    }

    @ParameterizedTest
    @EnumSource
    void aBlockOnAVirtualThreadIsInterrupted(Call call) throws InterruptedException {
        interrupts(call, BlockMode.VIRTUAL_THREAD);
    }

    private static void interrupts(Call call, BlockMode mode) throws InterruptedException {
        try (var runtime = AsyncRuntime.builder().workerThreads(1).blocks(mode).build()) {
            var blocked = new CountDownLatch(1);
            var handle = runtime.spawn(call.body(blocked));
            blocked.await();
            handle.abort();
            isCancelled(handle, runtime);
            assertThat(runtime.blockOn(runtime.spawn(probe()))).isFalse();
        }
    }

    // ---- What is not interrupted ----

    /** Whether the worker's thread is interrupted; polled there itself. */
    private static Future<Boolean> probe() {
        return cx -> Poll.ready(Thread.interrupted());
    }

    private static void spin(SplittableRandom random) {
        long end = System.nanoTime() + random.nextInt(60_000);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theInterruptOfAnAbortNeverReachesTheNextTask(Way way) {
        var random = new SplittableRandom(1);
        for (int round = 0; round < ROUNDS; round++) {
            var never = new CountDownLatch(1);
            var blocking = runtime.spawn(way.task(() -> never.await()));
            var next = runtime.spawn(probe());
            var block = runtime.spawn(way.task(AbortInterruptTest::isNotInterrupted));
            spin(random);
            blocking.abort();
            isCancelled(blocking, runtime);
            assertThat(runtime.blockOn(next)).as("interrupted in round %d", round).isFalse();
            assertThat(runtime.blockOn(block)).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAbortThatComesAsTheTaskEndsInterruptsNobody(Way way) {
        var random = new SplittableRandom(2);
        int finished = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var gate = new CountDownLatch(1);
            var blocking = runtime.spawn(way.task(() -> gate.await()));
            var next = runtime.spawn(probe());
            var block = runtime.spawn(way.task(AbortInterruptTest::isNotInterrupted));
            spin(random);
            gate.countDown();
            if (random.nextBoolean()) {
                spin(random);
            }
            blocking.abort();
            try {
                assertThat(runtime.blockOn(blocking)).isNull();
                finished++;
            } catch (JoinException e) {
                assertThat(e.isCancelled()).isTrue();
            }
            assertThat(runtime.blockOn(next)).as("interrupted in round %d", round).isFalse();
            assertThat(runtime.blockOn(block)).isNull();
        }
        assertThat(finished).as("rounds in which the abort was late").isBetween(1, ROUNDS - 1);
    }

    private static void isNotInterrupted() {
        assertThat(Thread.interrupted()).isFalse();
    }

    private static Future<Boolean> interruptsItselfAndSpawnsAProbe(Way way) {
        var probe = new AtomicReference<@Nullable JoinHandle<Boolean>>();
        var first =
                way.task(
                        () -> {
                            probe.set(spawn(probe()));
                            interruptSelf();
                        });
        return async(
                () -> {
                    spawn(first).await();
                    return Objects.requireNonNull(probe.get()).await();
                });
    }

    /**
     * The control: an interrupt that a task leaves behind is what the probe sees, unless the worker
     * has parked in between, as it does every now and then.
     */
    @ParameterizedTest
    @EnumSource(names = {"WOVEN", "BY_HAND"})
    void aTaskThatInterruptsItsThreadIsSeenByTheProbe(Way way) {
        int seen = 0;
        for (int round = 0; round < 100; round++) {
            if (runtime.blockOn(runtime.spawn(interruptsItselfAndSpawnsAProbe(way)))) {
                seen++;
            }
        }
        assertThat(seen).isPositive();
    }

    private static void interruptSelf() {
        Thread.currentThread().interrupt();
    }
}
