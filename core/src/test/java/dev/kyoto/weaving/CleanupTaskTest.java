package dev.kyoto.weaving;

import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.BlockMode;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.sync.Oneshot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where cleanup that awaits goes on after a plain cancel. */
@Timeout(60)
final class CleanupTaskTest {
    private final List<String> steps = new CopyOnWriteArrayList<>();

    private static int callee(List<String> steps, Future<Integer> gate) {
        try {
            return Futures.<Integer>pending().await();
        } finally {
            steps.add("begins");
            steps.add("goes on " + gate.await());
        }
    }

    private static AsyncCallable<Integer> body(List<String> steps, Future<Integer> gate) {
        return () -> {
            try {
                return callee(steps, gate);
            } finally {
                yieldNow().await();
                steps.add("ends on " + Thread.currentThread().getName());
            }
        };
    }

    /** Polls once, then cancels, all in one poll of a task. */
    private static Future<Void> cancelling(Future<?> block) {
        return Futures.pollFn(
                cx -> {
                    assertThat(block.poll(cx).isPending()).isTrue();
                    block.cancel();
                    block.cancel();
                    return Poll.ready(null);
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"WOVEN", "VIRTUAL_THREAD"})
    void drainWaitsForIt(BlockMode mode) throws InterruptedException {
        try (var runtime = AsyncRuntime.builder().name("cleaner").workerThreads(1).build()) {
            var gate = Oneshot.<Integer>channel();
            var block = Blocks.of(body(steps, gate.receiver()), mode);
            runtime.blockOn(runtime.spawn(cancelling(block)));
            assertThat(steps).containsExactly("begins");
            assertThat(runtime.metrics().numAliveTasks()).isEqualTo(1);
            assertThat(runtime.drain(Duration.ofMillis(1))).as("it is not over").isFalse();

            assertThat(block.pollCancel(Context.of(Waker.noop())).isReady())
                    .as("it has become somebody else's affair")
                    .isTrue();
            assertThat(gate.sender().send(5).isSent()).isTrue();
            assertThat(runtime.drain(Duration.ofSeconds(30))).isTrue();
            assertThat(steps).hasSize(3).startsWith("begins", "goes on 5");
            assertThat(steps.get(2)).startsWith("ends on ");
            if (mode == BlockMode.WOVEN) {
                assertThat(steps.get(2)).startsWith("ends on cleaner");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WOVEN", "VIRTUAL_THREAD"})
    void itIsATaskOfTheRuntimeThatAnotherThreadHasEnteredAndCancelsIn(BlockMode mode)
            throws InterruptedException {
        try (var runtime = AsyncRuntime.builder().name("cleaner").workerThreads(1).build()) {
            var gate = Oneshot.<Integer>channel();
            var block = Blocks.of(body(steps, gate.receiver()), mode);
            runtime.blockOn(
                    runtime.spawn(
                            Futures.<Void>pollFn(
                                    cx -> {
                                        assertThat(block.poll(cx).isPending()).isTrue();
                                        return Poll.ready(null);
                                    })));
            try (var guard = runtime.handle().enter()) {
                assertThat(guard).isNotNull();
                block.cancel();
            }
            assertThat(runtime.metrics().numAliveTasks()).isEqualTo(1);
            assertThat(gate.sender().send(5).isSent()).isTrue();
            assertThat(runtime.drain(Duration.ofSeconds(30))).isTrue();
            assertThat(steps).hasSize(3);
        }
    }

    private static AsyncCallable<Integer> failing() {
        return () -> {
            try {
                return Futures.<Integer>pending().await();
            } finally {
                yieldNow().await();
                throwing();
            }
        };
    }

    private static void throwing() {
        throw new ArithmeticException("in cleanup");
    }

    @ParameterizedTest
    @EnumSource(names = {"WOVEN", "VIRTUAL_THREAD"})
    void whatItThrowsIsReported(BlockMode mode) throws InterruptedException {
        var failures = new CopyOnWriteArrayList<String>();
        try (var runtime =
                AsyncRuntime.builder()
                        .workerThreads(1)
                        .uncaughtHandler((task, failure) -> failures.add(failure.toString()))
                        .build()) {
            runtime.blockOn(runtime.spawn(cancelling(Blocks.of(failing(), mode))));
            assertThat(runtime.drain(Duration.ofSeconds(30))).isTrue();
        }
        assertThat(failures).containsExactly("java.lang.ArithmeticException: in cleanup");
    }

    /** Ready after many polls, and counts how often it was cancelled. */
    private static final class Patient implements Future<Integer> {
        private final AtomicInteger cancelled = new AtomicInteger();
        private int polls;

        @Override
        public Poll<Integer> poll(Context cx) {
            if (++polls > 20_000) {
                return Poll.ready(polls);
            }
            cx.waker().wake();
            return Poll.pending();
        }

        @Override
        public void cancel() {
            cancelled.incrementAndGet();
        }
    }

    private static AsyncCallable<Integer> patientBody(Patient patient) {
        return () -> {
            try {
                return Futures.<Integer>pending().await();
            } finally {
                patient.await();
            }
        };
    }

    @ParameterizedTest
    @EnumSource(names = {"WOVEN", "VIRTUAL_THREAD"})
    void cancellingAgainDoesNotDisturbIt(BlockMode mode) throws InterruptedException {
        var failures = new CopyOnWriteArrayList<Throwable>();
        try (var runtime =
                AsyncRuntime.builder()
                        .workerThreads(1)
                        .uncaughtHandler((task, failure) -> failures.add(failure))
                        .build()) {
            for (int round = 0; round < (mode == BlockMode.WOVEN ? 10 : 1); round++) {
                var patient = new Patient();
                var block = Blocks.of(patientBody(patient), mode);
                runtime.blockOn(runtime.spawn(cancelling(block)));
                while (runtime.metrics().numAliveTasks() > 0) {
                    block.cancel();
                    assertThat(block.pollCancel(Context.of(Waker.noop())).isReady()).isTrue();
                }
                assertThat(patient.cancelled).as("cancellations of the cleanup").hasValue(0);
            }
        }
        assertThat(failures).isEmpty();
    }
}
