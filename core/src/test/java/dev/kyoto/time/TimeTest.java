package dev.kyoto.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.timer.TimeDriver;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.JoinHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The factories, on real runtimes. */
@org.junit.jupiter.api.Timeout(60)
class TimeTest {
    private final List<AsyncRuntime> runtimes = new ArrayList<>();

    private AsyncRuntime paused() {
        return register(AsyncRuntime.currentThreadBuilder().startPaused(true).build());
    }

    private AsyncRuntime running() {
        return register(AsyncRuntime.currentThreadBuilder().build());
    }

    private AsyncRuntime twoWorkers() {
        return register(AsyncRuntime.builder().workerThreads(2).build());
    }

    private AsyncRuntime register(AsyncRuntime runtime) {
        runtimes.add(runtime);
        return runtime;
    }

    @AfterEach
    void noTimerIsLeftBehind() {
        for (var runtime : runtimes) {
            assertThat(driverOf(runtime).pending()).isZero();
            runtime.close();
        }
    }

    private static TimeDriver driverOf(AsyncRuntime runtime) {
        try (var entered = runtime.enter()) {
            assertThat(entered).isNotNull();
            return TimeAccess.driver();
        }
    }

    private static Context anyContext() {
        return Context.of(Waker.noop());
    }

    @Test
    void needsARuntime() {
        Future<String> never = _ -> Poll.pending();
        assertThatThrownBy(() -> Time.sleep(Duration.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no Kyoto runtime on");
        assertThatThrownBy(() -> Time.sleepUntil(new AsyncInstant(0)))
                .hasMessageContaining("no Kyoto runtime on");
        assertThatThrownBy(() -> Time.timeout(Duration.ZERO, never))
                .hasMessageContaining("no Kyoto runtime on");
        assertThatThrownBy(() -> Time.interval(Duration.ofMillis(1)))
                .hasMessageContaining("no Kyoto runtime on");
        assertThatThrownBy(Time::pause).hasMessageContaining("no Kyoto runtime on");
    }

    @Test
    void pausedTimeJumpsOverSleeps() {
        paused().blockOn(
                        () -> {
                            var start = AsyncInstant.now();
                            Time.sleep(Duration.ofDays(365)).await();
                            assertThat(start.elapsed()).isEqualTo(Duration.ofDays(365));
                        });
    }

    @Test
    void realTimePasses() {
        long start = System.nanoTime();
        running().blockOn(() -> Time.sleep(Duration.ofMillis(20)).await());
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
    }

    @Test
    void manySleepsOnSeveralWorkersAllEnd() {
        var ended = new CopyOnWriteArrayList<Integer>();
        twoWorkers()
                .blockOn(
                        () -> {
                            var tasks = new ArrayList<JoinHandle<@Nullable Void>>();
                            for (int i = 0; i < 2_000; i++) {
                                tasks.add(
                                        dev.kyoto.runtime.Handle.current()
                                                .spawn(Time.sleep(Duration.ofMillis(i % 40))));
                            }
                            for (var task : tasks) {
                                task.await();
                                ended.add(1);
                            }
                        });
        assertThat(ended).hasSize(2_000);
    }

    @Test
    void timesWithoutEndAreCutOff() {
        paused().blockOn(
                        () -> {
                            var forever = Time.sleep(Duration.ofSeconds(Long.MAX_VALUE));
                            assertThat(forever.deadline().nanos()).isEqualTo(Long.MAX_VALUE);
                            assertThat(forever.poll(anyContext()).isPending()).isTrue();
                            Time.sleep(Duration.ofDays(30_000)).await();
                            assertThat(forever.poll(anyContext()).isPending()).isTrue();
                            forever.cancel();
                            Time.sleep(Duration.ofSeconds(Long.MIN_VALUE)).await();
                        });
    }

    @Test
    void timeoutsElapseByThePausedClock() {
        Future<String> never = _ -> Poll.pending();
        paused().blockOn(
                        () -> {
                            var start = AsyncInstant.now();
                            assertThatThrownBy(
                                            () -> Time.timeout(Duration.ofHours(1), never).await())
                                    .isInstanceOf(Elapsed.class)
                                    .hasMessageContaining("PT1H");
                            assertThat(start.elapsed()).isGreaterThanOrEqualTo(Duration.ofHours(1));
                            var deadline = AsyncInstant.now().plus(Duration.ofMinutes(1));
                            assertThatThrownBy(() -> Time.timeoutAt(deadline, never).await())
                                    .isInstanceOf(Elapsed.class)
                                    .hasMessageContaining("PT1M");
                            assertThatThrownBy(() -> Time.timeoutAt(deadline, never).await())
                                    .isInstanceOf(Elapsed.class)
                                    .hasMessageContaining("PT0S");
                        });
    }

    @Test
    void aTimeoutLetsAValueThrough() {
        Future<String> ready = _ -> Poll.ready("done");
        String value = paused().blockOn(() -> Time.timeout(Duration.ofHours(1), ready).await());
        assertThat(value).isEqualTo("done");
    }

    @Test
    void intervalsTickByThePausedClock() {
        paused().blockOn(
                        () -> {
                            var start = AsyncInstant.now();
                            var interval = Time.interval(Duration.ofSeconds(2));
                            assertThat(interval.period()).isEqualTo(Duration.ofSeconds(2));
                            var ticks = new ArrayList<Long>();
                            for (int i = 0; i < 4; i++) {
                                ticks.add(start.until(interval.tick().await()).toSeconds());
                            }
                            assertThat(ticks).containsExactly(0L, 2L, 4L, 6L);
                            var first = start.plus(Duration.ofSeconds(60));
                            var later = Time.intervalAt(first, Duration.ofSeconds(1));
                            assertThat(later.tick().await()).isEqualTo(first);
                            assertThat(start.elapsed())
                                    .isGreaterThanOrEqualTo(Duration.ofSeconds(60));
                        });
    }

    @Test
    void withinIsATimeoutInOtherWords() {
        Future<String> never = _ -> Poll.pending();
        Future<String> ready = _ -> Poll.ready("done");
        paused().blockOn(
                        () -> {
                            assertThat(Time.within(ready, Duration.ZERO).await()).isEqualTo("done");
                            assertThatThrownBy(
                                            () -> Time.within(never, Duration.ofHours(1)).await())
                                    .isInstanceOf(Elapsed.class)
                                    .hasMessageContaining("PT1H");
                        });
    }

    @Test
    void anElapsedTimeIsAnIoFailureToo() {
        var elapsed = new Elapsed(Duration.ofSeconds(2));
        var failure = elapsed.toIoException();
        assertThat(failure.kind()).isEqualTo(IoException.Kind.TIMED_OUT);
        assertThat(failure).hasMessageContaining("PT2S").hasRootCause(elapsed);
        assertThat(IoException.of("read", failure.getCause()).kind())
                .isEqualTo(IoException.Kind.TIMED_OUT);
    }

    @Test
    void aPausedClockStandsAtZeroAndSleepsAreExact() {
        paused().blockOn(
                        () -> {
                            assertThat(AsyncInstant.now()).isEqualTo(new AsyncInstant(0));
                            Time.sleep(Duration.ofMillis(7)).await();
                            assertThat(AsyncInstant.now()).isEqualTo(new AsyncInstant(7_000_000));
                        });
        running()
                .blockOn(
                        () -> {
                            Time.pause();
                            var start = AsyncInstant.now();
                            Time.sleep(Duration.ofMillis(7)).await();
                            assertThat(start.elapsed()).isEqualTo(Duration.ofMillis(7));
                        });
    }

    @Test
    void nowFollowsTheCurrentRuntime() {
        var runtime = paused();
        try (var entered = runtime.enter()) {
            assertThat(entered).isNotNull();
            var start = AsyncInstant.now();
            assertThat(driverOf(runtime).advance(12_345)).isZero();
            assertThat(start.elapsed()).isEqualTo(Duration.ofNanos(12_345));
        }
    }

    @Test
    void timeCanBePausedAndResumed() {
        running()
                .blockOn(
                        () -> {
                            Time.pause();
                            var standing = AsyncInstant.now();
                            assertThat(AsyncInstant.now()).isEqualTo(standing);
                            assertThatThrownBy(Time::pause).hasMessageContaining("paused already");
                            Time.advance(Duration.ofHours(1)).await();
                            assertThat(standing.elapsed()).isEqualTo(Duration.ofHours(1));
                            Time.resume();
                            assertThatThrownBy(Time::resume).hasMessageContaining("is running");
                            Time.sleep(Duration.ofMillis(1)).await();
                            assertThat(standing.elapsed())
                                    .isBetween(Duration.ofHours(1), Duration.ofHours(2));
                        });
    }

    @Test
    void advanceLetsTheTasksOfDueTimersRunFirst() {
        var order = new CopyOnWriteArrayList<String>();
        var runtime = paused();
        runtime.blockOn(
                () -> {
                    var sleep = Time.sleep(Duration.ofSeconds(5));
                    Future<@Nullable Void> noting =
                            cx -> {
                                var poll = sleep.poll(cx);
                                order.add(poll.isReady() ? "slept" : "waiting");
                                return poll;
                            };
                    var sleeper = runtime.spawn(noting);
                    var advance = Time.advance(Duration.ofSeconds(6));
                    Future<@Nullable Void> advancing =
                            cx -> {
                                var poll = advance.poll(cx);
                                order.add(poll.isReady() ? "advanced" : "advancing");
                                return poll;
                            };
                    runtime.spawn(advancing).await();
                    sleeper.await();
                });
        assertThat(order).containsExactly("waiting", "advancing", "slept", "advanced");
    }

    @Test
    void advanceIsLazyAndEndsOnce() {
        try (var entered = paused().enter()) {
            assertThat(entered).isNotNull();
            var start = AsyncInstant.now();
            var dropped = Time.advance(Duration.ofSeconds(1));
            dropped.cancel();
            assertThatThrownBy(() -> dropped.poll(anyContext()))
                    .hasMessageContaining("must not be polled again");
            var advance = Time.advance(Duration.ofSeconds(2));
            assertThat(start.elapsed()).isZero();
            assertThat(advance.poll(anyContext()).isPending()).isTrue();
            assertThat(start.elapsed()).isEqualTo(Duration.ofSeconds(2));
            assertThat(advance.poll(anyContext()).isReady()).isTrue();
            assertThatThrownBy(() -> advance.poll(anyContext()))
                    .hasMessageContaining("must not be polled again");
            assertThatThrownBy(() -> Time.advance(Duration.ofNanos(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("PT-0.000000001S");
            Time.resume();
            var late = Time.advance(Duration.ofSeconds(1));
            assertThatThrownBy(() -> late.poll(anyContext()))
                    .hasMessageContaining("pause it before");
        }
    }

    @Test
    void blockingWorkKeepsPausedTimeFromJumping() {
        var runtime = paused();
        var scheduler = Thread.currentThread();
        runtime.blockOn(
                () -> {
                    var start = AsyncInstant.now();
                    var driver = TimeAccess.driver();
                    // It ends only after the scheduler has found nothing to do but the timer below.
                    var blocking =
                            runtime.spawnBlocking(
                                    () -> {
                                        while (driver.pending() == 0
                                                || scheduler.getState() != Thread.State.WAITING) {
                                            Thread.yield();
                                        }
                                        return driver.clock().nanos();
                                    });
                    var sleeper = runtime.spawn(Time.sleep(Duration.ofSeconds(9)));
                    assertThat(blocking.await()).isEqualTo(start.nanos());
                    sleeper.await();
                    assertThat(start.elapsed()).isGreaterThanOrEqualTo(Duration.ofSeconds(9));
                });
    }

    @Test
    void onlyACurrentThreadRuntimePauses() {
        twoWorkers()
                .blockOn(
                        () -> {
                            assertThatThrownBy(Time::pause)
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasMessageContaining("only a current-thread runtime");
                        });
    }
}
