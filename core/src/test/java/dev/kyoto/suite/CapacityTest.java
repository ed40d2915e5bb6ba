package dev.kyoto.suite;

import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.sleepUntil;
import static dev.kyoto.Kyoto.spawn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.net.TcpListener;
import dev.kyoto.net.TcpStream;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.runtime.RuntimeBuilder;
import dev.kyoto.time.AsyncInstant;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many tasks cost little, and a runtime that waits costs nothing. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CapacityTest {
    private static final int SLEEPERS = 1_000_000;

    // ---- A million tasks ----

    /** On a paused clock: all of them sleep before the first one wakes up. */
    @Test
    void aMillionTasksSleepOnACurrentThreadRuntime() {
        sleepAMillionTimes(
                AsyncRuntime.currentThreadBuilder().startPaused(true), Duration.ofHours(1));
    }

    @Test
    void aMillionTasksSleepOnTwoWorkers() {
        sleepAMillionTimes(AsyncRuntime.builder().workerThreads(2), Duration.ofMillis(2_500));
    }

    private static void sleepAMillionTimes(RuntimeBuilder builder, Duration time) {
        var uncaught = new AtomicInteger();
        long before = usedMemory();
        long begin = System.nanoTime();
        try (var runtime =
                        builder.uncaughtHandler((task, failure) -> uncaught.incrementAndGet())
                                .build();
                var guard = runtime.enter()) {
            assertThat(guard).isNotNull();
            var awake = new AtomicInteger();
            var deadline = AsyncInstant.now().plus(time);
            for (int i = 0; i < SLEEPERS; i++) {
                var sleep = sleepUntil(deadline.plus(Duration.ofMillis(i % 500)));
                runtime.spawn(
                                cx -> {
                                    var poll = sleep.poll(cx);
                                    if (poll.isReady()) {
                                        awake.incrementAndGet();
                                    }
                                    return poll;
                                })
                        .detach();
            }
            long spawned = System.nanoTime();
            long alive = runtime.metrics().numAliveTasks();
            long bytes = (usedMemory() - before) / Math.max(1, alive);
            assertThat(runtime.drain(Duration.ofSeconds(60))).isTrue();
            System.out.printf(
                    "[%s] %d tasks: spawned in %d ms, %d alive then, about %d bytes each; all awake"
                            + " after %d ms%n",
                    runtime.handle().flavor(),
                    SLEEPERS,
                    (spawned - begin) / 1_000_000,
                    alive,
                    bytes,
                    (System.nanoTime() - begin) / 1_000_000);
            assertThat(awake).hasValue(SLEEPERS);
            assertThat(runtime.metrics().numPendingTimers()).isZero();
            assertThat(uncaught).hasValue(0);
        }
    }

    private static long usedMemory() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    // ---- An idle runtime ----

    private static final Duration WINDOW = Duration.ofMillis(600);
    private static final long MOST_CPU_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    @Test
    void anIdleMultiThreadRuntimeUsesNoCpu() throws InterruptedException {
        try (var runtime = AsyncRuntime.builder().workerThreads(4).name("idle").build()) {
            assertIdle(runtime, "idle");
        }
    }

    @Test
    void anIdleCurrentThreadRuntimeUsesNoCpu() {
        try (var runtime = AsyncRuntime.currentThreadBuilder().name("idle-one").build()) {
            var threads = ManagementFactory.getThreadMXBean();
            runtime.blockOn(() -> sleep(Duration.ofMillis(20)).await());
            var sleeper = runtime.enter();
            var wait = sleep(WINDOW);
            sleeper.close();
            long before = threads.getCurrentThreadCpuTime();
            assertThat(runtime.blockOn(wait)).isNull();
            report("current thread", threads.getCurrentThreadCpuTime() - before);
        }
    }

    @Test
    void openIdleConnectionsUseNoCpu() throws InterruptedException {
        try (var runtime = AsyncRuntime.builder().workerThreads(2).name("connected").build()) {
            var open = new ArrayList<TcpStream>();
            var readers = new ArrayList<JoinHandle<@Nullable Void>>();
            runtime.blockOn(() -> connect(200, open, readers));
            assertIdle(runtime, "connected");
            runtime.blockOn(
                    () -> {
                        for (var stream : open) {
                            stream.close();
                        }
                        for (var reader : readers) {
                            reader.await();
                        }
                    });
            assertThat(runtime.metrics().numIoRegistrations()).isZero();
        }
    }

    /** Opens connections, each with a task that waits for its first byte. */
    private static void connect(
            int count, List<TcpStream> open, List<JoinHandle<@Nullable Void>> readers) {
        try (var listener = TcpListener.bind("127.0.0.1", 0).await()) {
            for (int i = 0; i < count; i++) {
                open.add(TcpStream.connect(listener.localAddress()).await());
                var accepted = listener.accept().await();
                readers.add(
                        spawn(
                                () -> {
                                    try (accepted) {
                                        assertThat(accepted.read(new byte[1]).await())
                                                .isEqualTo(-1);
                                    }
                                }));
            }
        }
    }

    private static void assertIdle(AsyncRuntime runtime, String name) throws InterruptedException {
        awaitTimer(runtime, Duration.ofMillis(50));
        long before = cpuNanos(name);
        awaitTimer(runtime, WINDOW);
        report(name, cpuNanos(name) - before);
    }

    /** Waits outside of the runtime for a timer inside. */
    private static void awaitTimer(AsyncRuntime runtime, Duration time)
            throws InterruptedException {
        var due = new CountDownLatch(1);
        runtime.spawn(
                        () -> {
                            sleep(time).await();
                            due.countDown();
                        })
                .detach();
        assertThat(due.await(30, TimeUnit.SECONDS)).isTrue();
    }

    /** What all threads of a runtime have used so far. */
    private static long cpuNanos(String name) {
        var times = ManagementFactory.getThreadMXBean();
        var threads =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith(name + "-"))
                        .toList();
        assertThat(threads).isNotEmpty();
        return threads.stream()
                .mapToLong(thread -> times.getThreadCpuTime(thread.threadId()))
                .sum();
    }

    private static void report(String what, long nanos) {
        System.out.printf(
                "[%s] %d µs of CPU in %d ms of idleness%n", what, nanos / 1_000, WINDOW.toMillis());
        assertThat(nanos).as("CPU of an idle runtime, ns").isLessThanOrEqualTo(MOST_CPU_NANOS);
    }
}
