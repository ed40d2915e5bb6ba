package dev.kyoto.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads, random aborts and cancellations, exact counts. A lost wake-up is a timeout. */
@Timeout(60)
class StressTest {
    private static final Duration RUN = Duration.ofMillis(500);

    private final long seed = System.nanoTime();
    private final long end = System.nanoTime() + RUN.toNanos();
    private final AsyncRuntime runtime =
            AsyncRuntime.builder()
                    .workerThreads(2)
                    .uncaughtHandler((task, failure) -> uncaught().incrementAndGet())
                    .build();
    private final AtomicInteger uncaught = new AtomicInteger();

    private AtomicInteger uncaught() {
        return uncaught;
    }

    @AfterEach
    void stop() {
        runtime.shutdown(Duration.ofSeconds(10));
    }

    private interface Body {
        void run(SplittableRandom random) throws Exception;
    }

    /** Runs each body on a thread of its own until all return; their failures fail the test. */
    private void together(Body... bodies) throws InterruptedException {
        System.out.printf("task.StressTest seed %d%n", seed);
        var failures = new AtomicInteger();
        var root = new SplittableRandom(seed);
        var threads = new ArrayList<Thread>();
        for (var body : bodies) {
            var random = root.split();
            threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .start(
                                    () -> {
                                        try {
                                            body.run(random);
                                        } catch (Throwable e) {
                                            failures.incrementAndGet();
                                            e.printStackTrace();
                                        }
                                    }));
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(failures).as("failed threads, seed %d", seed).hasValue(0);
    }

    private boolean goOn() {
        return System.nanoTime() < end;
    }

    /** Ends after some polls with 1, fails, or is never done. */
    private static Future<Integer> anyTask(SplittableRandom random) {
        int kind = random.nextInt(8);
        return new Future<>() {
            private int left = random.nextInt(4);

            @Override
            public Poll<Integer> poll(Context cx) {
                if (kind == 0) {
                    return Poll.pending();
                }
                if (left-- > 0) {
                    cx.waker().wake();
                    return Poll.pending();
                }
                if (kind == 1) {
                    throw new IllegalArgumentException("one that fails");
                }
                return Poll.ready(1);
            }
        };
    }

    /** Polls now and then, then awaits or cancels; null if it was cancelled. */
    private static <T> T awaitOrCancel(Future<T> future, SplittableRandom random) {
        var cx = Context.of(Waker.noop());
        for (int i = random.nextInt(3); i > 0; i--) {
            if (future.poll(cx) instanceof Poll.Ready<T>(T value)) {
                return value;
            }
        }
        if (random.nextInt(3) == 0) {
            future.cancel();
            return null;
        }
        return future.await();
    }

    @Test
    void everyTaskOfASetIsJoinedOnce() throws InterruptedException {
        var set = new JoinSet<Integer>();
        everyTaskIsJoinedOnce(set, set::joinNext, set::tryJoinNext);
        assertThat(set.isEmpty()).isTrue();
    }

    @Test
    void everyTaskOfAQueueIsJoinedOnce() throws InterruptedException {
        var queue = new JoinQueue<Integer>();
        everyTaskIsJoinedOnce(queue, queue::joinNext, queue::tryJoinNext);
        assertThat(queue.isEmpty()).isTrue();
    }

    private interface Join {
        Future<JoinResult<Integer>> next();
    }

    private interface TryJoin {
        JoinResult<Integer> next();
    }

    private void everyTaskIsJoinedOnce(SetSpawner<Integer> set, Join join, TryJoin tryJoin)
            throws InterruptedException {
        var spawned = new AtomicLong();
        var spawners = new AtomicInteger(2);
        var joined = ConcurrentHashMap.<TaskId>newKeySet();
        var count = new AtomicLong();
        Body spawner =
                random -> {
                    while (goOn()) {
                        var task = set.spawnOn(runtime.handle(), anyTask(random));
                        spawned.incrementAndGet();
                        // Every one that is never done is aborted, and some others.
                        task.abort();
                        if (random.nextInt(4) != 0) {
                            set.spawnOn(runtime.handle(), cx -> Poll.ready(1));
                            spawned.incrementAndGet();
                        }
                        if (spawned.get() - count.get() > 10_000) {
                            Thread.yield();
                        }
                    }
                    spawners.decrementAndGet();
                };
        together(
                spawner,
                spawner,
                random -> {
                    while (true) {
                        boolean last = spawners.get() == 0;
                        var next = join.next();
                        var result = last ? next.await() : awaitOrCancel(next, random);
                        if (result != null) {
                            assertThat(joined.add(result.id())).isTrue();
                            count.incrementAndGet();
                        } else if (last) {
                            return;
                        }
                    }
                },
                random -> {
                    while (goOn()) {
                        var result = tryJoin.next();
                        if (result != null) {
                            assertThat(joined.add(result.id())).isTrue();
                            count.incrementAndGet();
                        }
                    }
                });
        assertThat(count).as("joined, seed %d", seed).hasValue(spawned.get());
        assertThat(uncaught).hasValue(0);
        assertThat(runtime.metrics().numAliveTasks()).isZero();
    }

    @Test
    void everyTaskOfAMapIsJoinedOrReplaced() throws InterruptedException {
        var map = new JoinMap<Integer, Integer>();
        var started = new AtomicBoolean(true);
        var joined = ConcurrentHashMap.<TaskId>newKeySet();
        Body spawner =
                random -> {
                    while (goOn()) {
                        map.spawnOn(runtime.handle(), random.nextInt(20), anyTask(random));
                        if (random.nextInt(4) == 0) {
                            map.abort(random.nextInt(20));
                        }
                    }
                    started.set(false);
                };
        together(
                spawner,
                spawner,
                random -> {
                    while (started.get()) {
                        var cx = Context.of(Waker.noop());
                        var next = map.joinNext();
                        if (next.poll(cx)
                                instanceof
                                Poll.Ready<JoinMap.Joined<Integer, Integer>>(var result)) {
                            if (result != null) {
                                assertThat(joined.add(result.result().id())).isTrue();
                            }
                        } else {
                            next.cancel();
                        }
                    }
                },
                random -> {
                    while (goOn()) {
                        var result = map.tryJoinNext();
                        if (result != null) {
                            assertThat(joined.add(result.result().id())).isTrue();
                        }
                    }
                });
        map.shutdown().await();
        assertThat(map.isEmpty()).isTrue();
        assertThat(map.keys()).isEmpty();
        assertThat(runtime.drain(Duration.ofSeconds(10))).isTrue();
        assertThat(joined).isNotEmpty();
    }

    @Test
    void aTrackerCountsExactly() throws InterruptedException {
        var tracker = new TaskTracker();
        var left = new AtomicInteger();
        Body tracking =
                random -> {
                    while (goOn()) {
                        left.incrementAndGet();
                        switch (random.nextInt(3)) {
                            case 0 -> {
                                try (var _ = tracker.token()) {
                                    left.decrementAndGet();
                                }
                            }
                            case 1 -> {
                                var future = tracker.track(anyTask(random));
                                left.decrementAndGet();
                                future.cancel();
                            }
                            default -> {
                                var task = tracker.spawnOn(runtime.handle(), anyTask(random));
                                left.decrementAndGet();
                                task.abort();
                                task.cancel();
                            }
                        }
                    }
                };
        together(
                tracking,
                tracking,
                random -> {
                    while (goOn()) {
                        tracker.close();
                        awaitOrCancel(tracker.finished(), random);
                        tracker.reopen();
                    }
                    tracker.close();
                    // Whoever tracks now ends soon; this wait must see the last one leave.
                    tracker.finished().await();
                });
        assertThat(left).hasValue(0);
        tracker.finished().await();
        assertThat(tracker.size()).as("seed %d", seed).isZero();
    }

    @Test
    void everyTokenBelowIsCancelledAndEveryWaiterWoken() throws InterruptedException {
        var root = new CancellationToken();
        var tokens = new CancellationToken[64];
        Arrays.fill(tokens, root);
        var waits = new ConcurrentHashMap<Hand<Void>, CancellationToken>();
        Body growing =
                random -> {
                    while (goOn()) {
                        int i = random.nextInt(tokens.length);
                        var child = tokens[random.nextInt(tokens.length)].child();
                        switch (random.nextInt(5)) {
                            case 0 -> {
                                var waiting = Hand.polled(child.cancelled());
                                waiting.future().cancel();
                            }
                            case 1 -> {
                                if (waits.size() < 20_000) {
                                    waits.put(Hand.polled(child.cancelled()), child);
                                }
                            }
                            case 2 -> child.cancel();
                            case 3 -> {
                                child.cancel();
                                tokens[i] = root.child();
                            }
                            default -> tokens[i] = child;
                        }
                    }
                };
        together(
                growing,
                growing,
                growing,
                random -> {
                    while (goOn()) {
                        Thread.yield();
                    }
                    root.cancel();
                });
        assertThat(root.node().childCount()).isZero();
        assertThat(waits).isNotEmpty();
        waits.forEach(
                (wait, token) -> {
                    assertThat(token.isCancelled()).isTrue();
                    assertThat(wait.isReady() || wait.pollIfWoken().isReady())
                            .as("seed %d", seed)
                            .isTrue();
                });
    }
}
