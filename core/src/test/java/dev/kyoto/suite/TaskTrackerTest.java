package dev.kyoto.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Futures;
import dev.kyoto.runtime.Handle;
import dev.kyoto.task.CancellationToken;
import dev.kyoto.task.TaskTracker;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Graceful shutdown by a tracker and a token, on every flavour. */
final class TaskTrackerTest extends FlavorSuite {
    private final TaskTracker tracker = new TaskTracker();

    TaskTrackerTest(Flavor flavor) {
        super(flavor);
    }

    @Test
    void allWaysToSpawnAreCounted() {
        var ended = new AtomicInteger();
        run(
                () -> {
                    var here = Handle.current();
                    var token = tracker.token();
                    tracker.spawn(() -> ended.addAndGet(1)).detach();
                    tracker.spawn(
                                    () -> {
                                        Futures.yieldNow().await();
                                        ended.addAndGet(2);
                                    })
                            .detach();
                    tracker.spawn(Futures.lazy(() -> ended.addAndGet(4))).detach();
                    tracker.spawnOn(here, () -> ended.addAndGet(8)).detach();
                    tracker.spawnOn(
                                    here,
                                    () -> {
                                        ended.addAndGet(16);
                                    })
                            .detach();
                    tracker.spawnOn(here, Futures.lazy(() -> ended.addAndGet(32))).detach();
                    tracker.spawnBlocking(() -> ended.addAndGet(64)).detach();
                    tracker.spawnBlockingOn(here, () -> ended.addAndGet(128)).detach();
                    tracker.named("x").spawn(() -> ended.addAndGet(256)).detach();
                    tracker.named("x").spawnBlocking(() -> ended.addAndGet(512)).detach();
                    assertThat(tracker.isEmpty()).isFalse();
                    tracker.close();
                    token.close();
                    tracker.finished().await();
                });
        assertThat(ended).hasValue(1023);
        assertThat(tracker.size()).isZero();
    }

    @Test
    void aTokenStopsTheTasksAndTheTrackerWaitsForThem() {
        var stop = new CancellationToken();
        var cleaned = new AtomicInteger();
        run(
                () -> {
                    for (int i = 0; i < 50; i++) {
                        var mine = stop.child();
                        tracker.spawn(
                                        () -> {
                                            mine.cancelled().await();
                                            Futures.yieldNow().await();
                                            cleaned.incrementAndGet();
                                        })
                                .detach();
                    }
                    Futures.yieldNow().await();
                    tracker.close();
                    stop.cancel();
                    tracker.finished().await();
                });
        assertThat(cleaned).hasValue(50);
    }

    @Test
    void anAbortedTaskIsNoLongerCounted() {
        run(
                () -> {
                    var task = tracker.spawn(Futures.pending());
                    task.abort();
                    task.detach();
                    tracker.close();
                    tracker.finished().await();
                });
    }
}
