package dev.kyoto.suite;

import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Futures;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.task.LocalSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How a local set and its tasks end, on every flavour. */
@SuppressWarnings("try") // sets are closed in the middle, on purpose
final class LocalSetEndTest extends LocalSetSuite {
    LocalSetEndTest(Flavor flavor) {
        super(flavor);
    }

    @Test
    void closeCancelsWhatIsLeft() {
        var place = new Place();
        var cleaned = new AtomicInteger();
        var set = LocalSet.create();
        var handles = new ArrayList<JoinHandle<Void>>();
        set.blockOn(
                runtime,
                () -> {
                    for (int i = 0; i < 50; i++) {
                        handles.add(
                                set.spawnLocal(
                                        () -> {
                                            var mine = place.ofBlock();
                                            try {
                                                Futures.pending().await();
                                            } finally {
                                                place.check(mine);
                                                cleaned.incrementAndGet();
                                            }
                                        }));
                    }
                    yieldALot(3);
                });
        handles.add(set.spawnLocal(() -> countedCleanup(cleaned))); // never polled
        set.close();
        set.close();
        assertThat(cleaned.get()).isEqualTo(50);
        assertThat(handles).allMatch(JoinHandle::isFinished);
        assertThat(set.size()).isZero();
        var late = set.spawnLocal(() -> 1);
        assertThat(late.isFinished()).isTrue();
        assertThat(failureOf(late)).hasMessageContaining("cancelled");
        set.blockOn(runtime, set.finished());
    }

    @Test
    void closeInTheMiddleLetsTheDriveRunTheCleanup() {
        var cleaned = new AtomicInteger();
        try (var set = LocalSet.create()) {
            set.blockOn(
                    runtime,
                    () -> {
                        for (int i = 0; i < 20; i++) {
                            set.spawnLocal(() -> pendingWithSleepyCleanup(cleaned)).detach();
                        }
                        yieldNow().await();
                        var closer =
                                set.spawnLocal(
                                        () -> {
                                            set.close();
                                            yieldNow().await();
                                            return 1;
                                        });
                        assertThat(failureOf(closer)).hasMessageContaining("cancelled");
                        set.finished().await();
                        assertThat(cleaned.get()).isEqualTo(20);
                    });
            assertThat(set.size()).isZero();
        }
    }

    private static void pendingWithSleepyCleanup(AtomicInteger cleaned) {
        try {
            Futures.pending().await();
        } finally {
            sleep(Duration.ofMillis(1)).await();
            cleaned.incrementAndGet();
        }
    }

    @Test
    void closeInTheMiddleCutsOffWhatIsLeftWhenTheDriveEnds() {
        try (var set = LocalSet.create()) {
            var handle =
                    set.spawnLocal(
                            () -> {
                                try {
                                    Futures.pending().await();
                                } finally {
                                    Futures.pending().await();
                                }
                            });
            // Cleanup that never ends would go on as a task of the runtime, which is aborted below.
            set.blockOn(
                    runtime,
                    () -> {
                        yieldNow().await();
                        set.close();
                        yieldALot(3);
                        assertThat(handle.isFinished()).isFalse();
                    });
            assertThat(handle.isFinished()).isTrue();
        }
        runtime.shutdown(Duration.ofMillis(50));
    }

    @Test
    void closingTheRuntimeEndsTheTasksOfItsSets() {
        var cleaned = new AtomicBoolean();
        var set = LocalSet.create();
        var handle =
                set.spawnLocal(
                        () -> {
                            try {
                                Futures.pending().await();
                            } finally {
                                cleaned.set(true);
                            }
                        });
        set.blockOn(runtime, () -> yieldALot(2));
        runtime.close();
        assertThat(handle.isFinished()).isTrue();
        assertThat(cleaned).isTrue();
        assertThat(set.size()).isZero();
        assertThat(set.spawnLocal(() -> 1).isFinished()).isTrue();
    }

    @Test
    void closingTheRuntimeEndsASetThatIsDrivenElsewhere() throws InterruptedException {
        var set = LocalSet.create();
        var driven = new CountDownLatch(1);
        var handles = new ArrayList<JoinHandle<Void>>();
        var cleaned = new AtomicInteger();
        for (int i = 0; i < 20; i++) {
            handles.add(set.spawnLocal(() -> countedCleanup(cleaned)));
        }
        var owner =
                start(
                        () -> {
                            set.spawnLocal(
                                            () -> {
                                                yieldALot(3);
                                                driven.countDown();
                                            })
                                    .detach();
                            // A current-thread runtime says that it was shut down meanwhile.
                            var ended = thrownBy(() -> run(set.finished()));
                            assertThat(ended)
                                    .isInstanceOfAny(
                                            AssertionError.class, IllegalStateException.class);
                        });
        driven.await();
        runtime.close();
        owner.join();
        assertThat(handles).allMatch(JoinHandle::isFinished);
        assertThat(cleaned.get()).isEqualTo(20);
        assertThat(set.size()).isZero();
    }

    private static void countedCleanup(AtomicInteger cleaned) {
        try {
            Futures.pending().await();
        } finally {
            cleaned.incrementAndGet();
        }
    }

    @Test
    void closingTheRuntimeEndsASetThatOneOfItsTasksDrives() {
        if (flavor.hasWorkers()) {
            return; // refused there
        }
        var set = LocalSet.create();
        var cleaned = new AtomicInteger();
        var handle = set.spawnLocal(() -> pendingWithSleepyCleanup(cleaned));
        run(
                () -> {
                    spawn(set.finished()).detach();
                    yieldALot(5);
                });
        runtime.close();
        assertThat(handle.isFinished()).isTrue();
        assertThat(cleaned.get()).isEqualTo(1);
    }

    @Test
    void cleanupThatAwaitsGoesOnAsATaskOfTheRuntime() {
        var cleaned = new AtomicInteger();
        try (var set = LocalSet.create()) {
            set.spawnLocal(() -> pendingWithSleepyCleanup(cleaned)).detach();
            set.blockOn(runtime, () -> yieldALot(2));
        }
        run(
                () -> {
                    while (cleaned.get() == 0) {
                        yieldNow().await();
                    }
                });
    }

    /** The end of the runtime meets the first drive of a set, its middle and its end. */
    @Test
    void closingTheRuntimeRacesWithDrives() throws InterruptedException {
        for (int i = 0; i < 150; i++) {
            var set = LocalSet.create();
            var own = newRuntime();
            var handles = new ArrayList<JoinHandle<Void>>();
            var cleaned = new AtomicInteger();
            for (int task = 0; task < 5; task++) {
                handles.add(set.spawnLocal(() -> countedCleanup(cleaned)));
            }
            var driving = new CountDownLatch(1);
            var owner =
                    start(
                            () -> {
                                driving.countDown();
                                var _ = thrownBy(() -> own.blockOn(set.finished()));
                            });
            driving.await();
            for (int spin = 0; spin < i * 20; spin++) {
                Thread.onSpinWait();
            }
            own.close();
            owner.join();
            assertThat(handles).allMatch(JoinHandle::isFinished);
            assertThat(set.size()).isZero();
        }
    }

    @Test
    void aSetWhoseThreadHasEndedIsEndedWithItsRuntime() throws InterruptedException {
        var set = LocalSet.create();
        var handle = set.spawnLocal(Futures.pending());
        start(() -> set.blockOn(runtime, () -> yieldALot(2))).join();
        assertThat(handle.isFinished()).isFalse();
        runtime.close();
        assertThat(handle.isFinished()).isTrue();
    }
}
