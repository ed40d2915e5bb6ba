package dev.kyoto.suite;

import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.runtime.JoinException;
import dev.kyoto.sync.Oneshot;
import dev.kyoto.task.JoinResult;
import dev.kyoto.task.JoinSet;
import dev.kyoto.time.Elapsed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sets of tasks, on every flavour. */
final class JoinSetTest extends FlavorSuite {
    private final JoinSet<Integer> set = new JoinSet<>();

    JoinSetTest(Flavor flavor) {
        super(flavor);
    }

    private static Future<Integer> failing(String message) {
        return Futures.lazy(
                () -> {
                    throw new IllegalArgumentException(message);
                });
    }

    @Test
    void anEmptySetGivesNull() {
        assertThat(run(set.joinNext())).isNull();
        assertThat(run(set.joinAll())).isEmpty();
        assertThat(set.tryJoinNext()).isNull();
        run(set.shutdown());
        set.close();
    }

    @Test
    void tasksAreJoinedInTheOrderOfTheirEnds() {
        var order = new ArrayList<Integer>();
        run(
                () -> {
                    var gates = new ArrayList<Oneshot.Sender<Integer>>();
                    for (int i = 0; i < 4; i++) {
                        var gate = Oneshot.<Integer>channel();
                        gates.add(gate.sender());
                        set.spawn(() -> gate.receiver().await());
                    }
                    for (int i : new int[] {2, 0, 3, 1}) {
                        var _ = gates.get(i).send(i);
                        order.add(set.joinNext().await().value());
                    }
                });
        assertThat(order).containsExactly(2, 0, 3, 1);
        assertThat(set.isEmpty()).isTrue();
    }

    @Test
    void aResultTellsTheTaskAndHowItEnded() {
        run(
                () -> {
                    var ok = set.spawn(() -> 5);
                    var done = set.joinNext().await();
                    assertThat(done).isEqualTo(new JoinResult.Done<>(ok.id(), 5));
                    var bad = set.named("the bad one").spawn(failing("no"));
                    var failed = set.joinNext().await();
                    assertThat(failed.id()).isEqualTo(bad.id());
                    assertThat(failed.isDone()).isFalse();
                    var endless = set.spawn(Futures.pending());
                    endless.abort();
                    var aborted = set.joinNext().await();
                    assertThat(aborted.id()).isEqualTo(endless.id());
                    check(failed, aborted);
                });
    }

    private static void check(JoinResult<Integer> failed, JoinResult<Integer> aborted) {
        assertThatThrownBy(failed::value)
                .isInstanceOf(JoinException.class)
                .hasMessageContaining("'the bad one'")
                .hasCauseInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(aborted::value)
                .isInstanceOfSatisfying(
                        JoinException.class, it -> assertThat(it.isCancelled()).isTrue());
    }

    @Test
    void allWaysToSpawnPutTasksIntoTheSet() {
        var sum =
                run(
                        () -> {
                            var here = dev.kyoto.runtime.Handle.current();
                            set.spawn(() -> 1);
                            set.spawn(() -> Futures.yieldNow().await(), 2);
                            set.spawn(Futures.ready(4));
                            set.spawnOn(here, () -> 8);
                            set.spawnOn(here, () -> Futures.yieldNow().await(), 16);
                            set.spawnOn(here, Futures.ready(32));
                            set.spawnBlocking(() -> 64);
                            set.spawnBlockingOn(here, () -> 128);
                            set.spawnAll(List.of(Futures.ready(256), Futures.ready(512)));
                            set.named("x").spawnBlocking(() -> 1024);
                            int total = 0;
                            for (int value : set.joinAll().await()) {
                                total += value;
                            }
                            return total;
                        });
        assertThat(sum).isEqualTo(2047);
    }

    @Test
    void aStreamIsCollectedIntoASet() {
        var values =
                run(
                        () -> {
                            var tasks =
                                    IntStream.range(0, 100)
                                            .mapToObj(Futures::ready)
                                            .collect(JoinSet.<Integer>toJoinSet());
                            return tasks.joinAll().await();
                        });
        assertThat(values).hasSize(100).containsAll(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void joinAllAbortsTheOthersAndWaitsForThem() {
        var cleaned = new AtomicBoolean();
        var started = Oneshot.<Boolean>channel();
        run(
                () -> {
                    set.spawn(
                            () -> {
                                var _ = started.sender().send(true);
                                try {
                                    Futures.pending().await();
                                } finally {
                                    sleep(Duration.ofMillis(2)).await();
                                    cleaned.set(true);
                                }
                                return 1;
                            });
                    started.receiver().await();
                    set.spawn(failing("first"));
                    var thrown = failureOf(set.joinAll());
                    assertThat(thrown).isInstanceOf(JoinException.class);
                    assertThat(thrown).hasMessageContaining("first");
                    assertThat(cleaned).isTrue();
                    assertThat(set.isEmpty()).isTrue();
                });
    }

    @Test
    void shutdownWaitsForCleanupAndTheSetCanBeUsedAgain() {
        var cleaned = new AtomicInteger();
        run(
                () -> {
                    for (int i = 0; i < 5; i++) {
                        var started = Oneshot.<Boolean>channel();
                        set.spawn(
                                () -> {
                                    var _ = started.sender().send(true);
                                    try {
                                        Futures.pending().await();
                                    } finally {
                                        Futures.yieldNow().await();
                                        cleaned.incrementAndGet();
                                    }
                                    return 1;
                                });
                        started.receiver().await();
                    }
                    set.shutdown().await();
                    assertThat(cleaned).hasValue(5);
                    assertThat(set.isEmpty()).isTrue();
                    set.spawn(() -> 7);
                    assertThat(set.joinNext().await().value()).isEqualTo(7);
                });
    }

    @Test
    void closeAbortsWithoutWaitingAndTakesNoMore() {
        run(
                () -> {
                    var task = set.spawn(Futures.pending());
                    set.close();
                    assertThat(set.isEmpty()).isTrue();
                    while (!task.isFinished()) {
                        Futures.yieldNow().await();
                    }
                });
        assertThatThrownBy(() -> set.spawnOn(runtime.handle(), Futures.ready(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void detachedTasksGoOnAndTheirFailuresAreTold() {
        var gate = Oneshot.<Integer>channel();
        var ended = new AtomicInteger();
        run(
                () -> {
                    set.spawn(
                            () -> {
                                ended.set(gate.receiver().await());
                                throw new IllegalArgumentException("detached");
                            });
                    set.detachAll();
                    assertThat(set.isEmpty()).isTrue();
                    var _ = gate.sender().send(5);
                });
        assertThat(runtime.drain(Duration.ofSeconds(10))).isTrue();
        assertThat(ended).hasValue(5);
        assertThat(uncaught).singleElement().isInstanceOf(IllegalArgumentException.class);
        uncaught.clear();
    }

    @Test
    void aJoinThatTimesOutLosesNothing() {
        run(
                () -> {
                    var gate = Oneshot.<Integer>channel();
                    set.spawn(gate.receiver());
                    var late = failureOf(timeout(Duration.ofMillis(1), set.joinNext()));
                    assertThat(late).isInstanceOf(Elapsed.class);
                    assertThat(set.size()).isEqualTo(1);
                    var _ = gate.sender().send(3);
                    assertThat(set.joinNext().await().value()).isEqualTo(3);
                });
    }

    @Test
    void anotherTaskSpawnsWhileThisOneJoins() {
        int sum =
                run(
                        () -> {
                            var first = Oneshot.<Integer>channel();
                            set.spawn(first.receiver());
                            var spawner =
                                    spawn(
                                            () -> {
                                                for (int i = 0; i < 1_000; i++) {
                                                    set.spawn(Futures.ready(1));
                                                    if (i % 10 == 0) {
                                                        Futures.yieldNow().await();
                                                    }
                                                }
                                                var _ = first.sender().send(1);
                                            });
                            int total = 0;
                            while (set.joinNext().await() instanceof JoinResult<Integer> result) {
                                total += result.value();
                            }
                            spawner.await();
                            return total;
                        });
        assertThat(sum).isEqualTo(1_001);
    }
}
