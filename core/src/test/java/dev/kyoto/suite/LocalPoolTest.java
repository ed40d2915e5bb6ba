package dev.kyoto.suite;

import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawnLocal;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Poll;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.JoinException;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.sync.Notify;
import dev.kyoto.task.LocalPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tasks pinned to the threads of a pool, joined from a runtime of every flavour. */
@SuppressWarnings("try") // pools are closed in the middle, on purpose
final class LocalPoolTest extends FlavorSuite {

    LocalPoolTest(Flavor flavor) {
        super(flavor);
    }

    private static Future<Thread> threadOfEachPoll(int polls) {
        return new Future<>() {
            private int left = polls;
            private Thread first = Thread.currentThread();

            @Override
            public Poll<Thread> poll(Context cx) {
                var here = Thread.currentThread();
                if (left == polls) {
                    first = here;
                }
                assertThat(here).isSameAs(first);
                if (left-- == 0) {
                    return Poll.ready(here);
                }
                cx.waker().wake();
                return Poll.pending();
            }
        };
    }

    @Test
    void tasksStayOnTheThreadTheyWereGiven() {
        try (var pool = LocalPool.of(3)) {
            run(
                    () -> {
                        assertThat(pool.numThreads()).isEqualTo(3);
                        var threads = new HashSet<Thread>();
                        for (int i = 0; i < 3; i++) {
                            var first = pool.spawnPinnedAt(i, threadOfEachPoll(10)).await();
                            var second = pool.spawnPinnedAt(i, threadOfEachPoll(10)).await();
                            assertThat(first).isSameAs(second);
                            threads.add(first);
                        }
                        assertThat(threads).hasSize(3);
                    });
            run(() -> joinAll(pool, 1_000));
        }
    }

    private static void joinAll(LocalPool pool, int tasks) {
        var handles = new ArrayList<JoinHandle<Integer>>();
        for (int i = 0; i < tasks; i++) {
            handles.add(pool.spawnPinned(() -> work()));
        }
        int sum = 0;
        for (var handle : handles) {
            sum += handle.await();
        }
        assertThat(sum).isEqualTo(2 * tasks);
    }

    /** Awaits timers and a local task, on one thread throughout. */
    private static int work() {
        var mine = Thread.currentThread();
        sleep(Duration.ofMillis(1)).await();
        assertThat(Thread.currentThread()).isSameAs(mine);
        int[] shared = new int[1];
        var inner =
                spawnLocal(
                        () -> {
                            shared[0]++;
                            yieldNow().await();
                            shared[0]++;
                        });
        inner.await();
        assertThat(Thread.currentThread()).isSameAs(mine);
        return shared[0];
    }

    @Test
    void theLeastLoadedThreadIsChosen() {
        try (var pool = LocalPool.of(3)) {
            assertThat(pool.loads()).containsExactly(0L, 0L, 0L);
            pool.spawnPinnedAt(0, Futures.pending()).detach();
            pool.spawnPinned(Futures.pending()).detach();
            assertThat(pool.loads()).containsExactly(1L, 1L, 0L);
            pool.spawnPinned(Futures.pending()).detach();
            pool.spawnPinned(Futures.pending()).detach();
            assertThat(pool.loads()).containsExactly(2L, 1L, 1L);
            assertThatThrownBy(() -> pool.spawnPinnedAt(3, Futures.pending()).detach())
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining("thread 3")
                    .hasMessageContaining("0 to 2");
        }
    }

    @Test
    void anAbortCancelsThePinnedTask() {
        try (var pool = LocalPool.of(1)) {
            var cleaned = new AtomicInteger();
            run(
                    () -> {
                        var started = new Notify();
                        var handle = pool.spawnPinned(() -> waitAndClean(started, cleaned));
                        started.notified().await();
                        handle.abort();
                        var thrown = failureOf(handle);
                        assertThat(thrown).isInstanceOf(JoinException.class);
                        assertThat(((JoinException) thrown).isCancelled()).isTrue();
                        assertThat(cleaned.get()).isEqualTo(1);
                    });
            assertThat(pool.loads()).containsExactly(0L);
        }
    }

    private static void waitAndClean(Notify started, AtomicInteger cleaned) {
        try {
            started.notifyOne();
            Futures.pending().await();
        } finally {
            sleep(Duration.ofMillis(1)).await();
            cleaned.incrementAndGet();
        }
    }

    @Test
    void aFailureReachesTheJoiner() {
        try (var pool = LocalPool.of(1)) {
            var thrown =
                    run(
                            () ->
                                    failureOf(
                                            pool.spawnPinned(
                                                    Futures.<Void>lazy(
                                                            () -> {
                                                                throw new IllegalStateException(
                                                                        "planted");
                                                            }))));
            assertThat(thrown).isInstanceOf(JoinException.class).hasMessageContaining("planted");
            assertThat(run(() -> pool.spawnPinned(() -> 3).await())).isEqualTo(3);
        }
    }

    @Test
    void closeCancelsTasksRunsTheirCleanupAndEndsTheThreads() throws InterruptedException {
        var cleaned = new AtomicInteger();
        var pool = LocalPool.of(2, AsyncRuntime.currentThreadBuilder().name("pinned-test"));
        var started = new CountDownLatch(10);
        var handles = new ArrayList<JoinHandle<Void>>();
        for (int i = 0; i < 10; i++) {
            handles.add(
                    pool.spawnPinned(
                            () -> {
                                try {
                                    started.countDown();
                                    Futures.pending().await();
                                } finally {
                                    sleep(Duration.ofMillis(1)).await();
                                    cleaned.incrementAndGet();
                                }
                            }));
        }
        started.await();
        var thread = run(pool.spawnPinnedAt(0, threadOfEachPoll(1)));
        pool.close();
        pool.close();
        assertThat(cleaned.get()).isEqualTo(10);
        assertThat(handles).allMatch(JoinHandle::isFinished);
        assertThat(thread.isAlive()).isFalse();
        assertThat(thread.getName()).startsWith("local-pool-");
        assertThat(threadsNamed("pinned-test")).isEmpty();
        var late = pool.spawnPinned(() -> 1);
        assertThat(run(() -> failureOf(late))).hasMessageContaining("cancelled");
    }

    @Test
    void misuseIsRefused() {
        assertThatThrownBy(() -> LocalPool.of(0).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1");
        assertThatThrownBy(() -> LocalPool.of(2, AsyncRuntime.builder()).close())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("currentThreadBuilder()");
        try (var pool = LocalPool.of(1)) {
            var thrown = run(() -> pool.spawnPinned(() -> closing(pool)).await());
            assertThat(thrown)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("inside task ");
        }
    }

    private static Throwable closing(LocalPool pool) {
        try {
            pool.close();
        } catch (Throwable thrown) {
            return thrown;
        }
        return new AssertionError("it has not thrown");
    }
}
