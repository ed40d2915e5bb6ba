package dev.kyoto.suite;

import static dev.kyoto.Kyoto.async;
import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.spawnBlocking;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.OneOf2;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.Handle;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.runtime.TaskDump;
import dev.kyoto.runtime.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Handles, hooks, counters and seeds, on every flavour. */
final class HandleTest extends FlavorSuite {

    HandleTest(Flavor flavor) {
        super(flavor);
    }

    private static String nameAtHand() {
        return Handle.tryCurrent().map(Handle::name).orElse("none");
    }

    // ---- The runtime at hand ----

    @Test
    void theRuntimeAtHandIsThatOfTheTask() {
        assertThat(nameAtHand()).isEqualTo("none");
        var name = runtime.handle().name();
        run(
                () -> {
                    assertThat(nameAtHand()).isEqualTo(name);
                    assertThat(spawn(HandleTest::nameAtHand).await()).isEqualTo(name);
                    assertThat(spawnBlocking(HandleTest::nameAtHand).await()).isEqualTo(name);
                    yieldNow().await();
                    assertThat(Handle.current().name()).isEqualTo(name);
                });
        assertThat(nameAtHand()).isEqualTo("none");
    }

    private static String nameAfterASleep() {
        sleep(Duration.ofMillis(1)).await();
        return nameAtHand();
    }

    @Test
    void aWrappedFutureSeesItsRuntimeWhateverPollsIt() {
        try (var other = AsyncRuntime.builder().workerThreads(1).name("other").build()) {
            var handle = other.handle();
            var name = runtime.handle().name();
            run(
                    () -> {
                        var wrapped = handle.wrap(async(HandleTest::nameAfterASleep));
                        assertThat(wrapped.await()).isEqualTo("other");
                        assertThat(nameAtHand()).isEqualTo(name);
                        var slow = handle.wrap(async(() -> sleep(Duration.ofHours(1)).await()));
                        var _ = select(slow, yieldNow()).biased().await();
                    });
            assertThat(other.metrics().numPendingTimers()).as("the loser's timer").isZero();
            assertThat(handle.wrap(async(HandleTest::nameAfterASleep)).await())
                    .as("on a plain thread")
                    .isEqualTo("other");
        }
        assertThat(nameAtHand()).isEqualTo("none");
    }

    @Test
    void enterNests() {
        try (var other = AsyncRuntime.currentThreadBuilder().name("other").build()) {
            var name = runtime.handle().name();
            try (var outer = runtime.enter()) {
                assertThat(outer).isNotNull();
                assertThat(nameAtHand()).isEqualTo(name);
                try (var inner = other.handle().enter()) {
                    assertThat(inner).isNotNull();
                    assertThat(nameAtHand()).isEqualTo("other");
                    run(() -> assertThat(nameAtHand()).isEqualTo(name));
                    assertThat(nameAtHand()).isEqualTo("other");
                }
                assertThat(nameAtHand()).isEqualTo(name);
            }
            assertThat(nameAtHand()).isEqualTo("none");
        }
    }

    @Test
    void enterLetsAPlainThreadSpawn() {
        JoinHandle<Integer> handle;
        try (var guard = runtime.enter()) {
            assertThat(guard).isNotNull();
            handle = spawn(() -> 42);
        }
        assertThat(run(handle)).isEqualTo(42);
    }

    @Test
    void aHandleWorksOnAnyThread() throws InterruptedException {
        var handle = runtime.handle();
        var spawned = new ArrayList<JoinHandle<Integer>>();
        Thread.ofPlatform().start(() -> spawned.add(handle.spawn(() -> 42))).join();
        Thread.ofVirtual().start(() -> spawned.add(handle.spawn(() -> 43))).join();
        assertThat(run(spawned.get(0)) + run(spawned.get(1))).isEqualTo(85);
    }

    @Test
    void aHandleSaysWhatItBelongsTo() {
        assertThat(runtime.handle().flavor().name())
                .isEqualTo(flavor.hasWorkers() ? "MULTI_THREAD" : "CURRENT_THREAD");
        assertThat(runtime.handle())
                .hasToString("Handle of runtime '" + runtime.handle().name() + "'");
        assertThat(runtime.metrics().numWorkers()).isEqualTo(flavor.parallelism());
    }

    // ---- Hooks ----

    @Test
    void taskHooksAreCalledAroundEveryPoll() {
        Map<TaskId, List<String>> calls = new ConcurrentHashMap<>();
        JoinHandle<?> yields;
        JoinHandle<?> fails;
        JoinHandle<?> aborted;
        try (var own =
                flavor.builder()
                        .onTaskSpawn(task -> note(calls, task.id(), "spawn"))
                        .onBeforeTaskPoll(task -> note(calls, task.id(), "before"))
                        .onAfterTaskPoll(task -> note(calls, task.id(), "after"))
                        .onTaskTerminate(task -> note(calls, task.id(), "end"))
                        .uncaughtHandler((task, failure) -> {})
                        .build()) {
            yields = own.spawn(Futures.yieldNow());
            fails = own.spawn(Futures.failed(new IllegalStateException("planned")));
            aborted = own.spawn(Futures.pending());
            aborted.abort();
            assertThat(own.drain(Duration.ofSeconds(10))).isTrue();
        }
        // The worker that a task has woken itself for may be quicker than the end of the poll
        // before.
        assertThat(calls.get(yields.id()))
                .startsWith("spawn", "before")
                .containsExactlyInAnyOrder("spawn", "before", "after", "before", "end", "after");
        assertThat(calls.get(fails.id())).containsExactly("spawn", "before", "end", "after");
        assertThat(calls.get(aborted.id())).startsWith("spawn", "before").containsOnlyOnce("end");
        assertThat(calls).hasSize(3);
    }

    private static void note(Map<TaskId, List<String>> calls, TaskId id, String call) {
        calls.computeIfAbsent(id, key -> java.util.Collections.synchronizedList(new ArrayList<>()))
                .add(call);
    }

    @Test
    void threadHooksAreCalledOnEachThread() {
        var started = ConcurrentHashMap.<String>newKeySet();
        var stopped = ConcurrentHashMap.<String>newKeySet();
        var parks = new AtomicInteger();
        var unparks = new AtomicInteger();
        try (var own =
                flavor.builder()
                        .name("hooked")
                        .onThreadStart(() -> started.add(Thread.currentThread().getName()))
                        .onThreadStop(() -> stopped.add(Thread.currentThread().getName()))
                        .onThreadPark(parks::incrementAndGet)
                        .onThreadUnpark(unparks::incrementAndGet)
                        .build()) {
            own.blockOn(
                    () -> {
                        // A task that waits lets its worker sleep; a closure has a thread.
                        spawn(() -> sleep(Duration.ofMillis(5)).await()).await();
                        assertThat(spawnBlocking(() -> Thread.currentThread().getName()).await())
                                .startsWith("hooked-");
                    });
            assertThat(stopped).hasSizeLessThanOrEqualTo(started.size());
        }
        int workers = flavor.hasWorkers() ? flavor.parallelism() : 0;
        assertThat(started).hasSize(workers + 1).isEqualTo(stopped);
        assertThat(started).allMatch(thread -> thread.startsWith("hooked-"));
        assertThat(parks.get()).isPositive();
        assertThat(unparks.get()).isEqualTo(parks.get());
    }

    @Test
    void threadsHaveTheirNames() {
        try (var own = flavor.builder().threadName("all the same").build()) {
            var name =
                    own.blockOn(
                            () -> spawnBlocking(() -> Thread.currentThread().getName()).await());
            assertThat(name).isEqualTo("all the same");
        }
    }

    // ---- Counters ----

    @Test
    void countersCount() throws InterruptedException {
        var metrics = runtime.metrics();
        var entered = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        var closure =
                runtime.spawnBlocking(
                        () -> {
                            entered.countDown();
                            gate.await();
                            return 1;
                        });
        entered.await();
        assertThat(metrics.numBlockingThreads()).isPositive();
        gate.countDown();
        assertThat(run(closure)).isEqualTo(1);
        run(
                () -> {
                    var handles = new ArrayList<JoinHandle<?>>();
                    for (int i = 0; i < 100; i++) {
                        handles.add(spawn(Futures.yieldNow()));
                    }
                    var sleeper = spawn(sleep(Duration.ofHours(1)));
                    for (var handle : handles) {
                        handle.await();
                    }
                    while (metrics.numPendingTimers() == 0) {
                        yieldNow().await();
                    }
                    assertThat(metrics.numAliveTasks()).isEqualTo(1);
                    assertThat(metrics.numPendingTimers()).isEqualTo(1);
                    sleeper.abort();
                });
        assertThat(runtime.drain(Duration.ofSeconds(10))).isTrue();
        assertThat(metrics.spawnedTasksCount()).isEqualTo(101);
        assertThat(metrics.numAliveTasks()).isZero();
        assertThat(metrics.globalQueueDepth()).isZero();
        assertThat(metrics.blockingQueueDepth()).isZero();
        runtime.close();
        long polls = 0;
        for (int i = 0; i < metrics.numWorkers(); i++) {
            polls += metrics.workerPollCount(i);
            assertThat(metrics.workerNoopCount(i)).isLessThanOrEqualTo(metrics.workerParkCount(i));
            assertThat(metrics.workerTotalBusyDuration(i)).isGreaterThanOrEqualTo(Duration.ZERO);
        }
        // Two for each that yields, one or two for the sleeper.
        assertThat(polls).isBetween(201L, 203L);
        assertThat(metrics.numBlockingThreads()).isZero();
    }

    // ---- Seeds ----

    @Test
    void theSameSeedRepeatsTheChoicesOfSelect() {
        var first = choices(42);
        assertThat(choices(42)).isEqualTo(first);
        assertThat(choices(43)).isNotEqualTo(first);
        assertThat(first).contains(1, 2);
    }

    /** Where 200 selects of two ready arms begin, in a task on a current-thread runtime. */
    private static List<Integer> choices(long seed) {
        try (var own = AsyncRuntime.currentThreadBuilder().rngSeed(seed).build()) {
            return own.blockOn(
                    () ->
                            spawn(
                                            () -> {
                                                var chosen = new ArrayList<Integer>();
                                                for (int i = 0; i < 200; i++) {
                                                    chosen.add(chooseOne());
                                                }
                                                return chosen;
                                            })
                                    .await());
        }
    }

    private static int chooseOne() {
        return switch (select(Futures.ready(1), Futures.ready(2)).await()) {
            case OneOf2.First(var value) -> value;
            case OneOf2.Second(var value) -> value;
        };
    }

    // ---- The dump ----

    @Test
    void aDumpShowsTheTasksThatAreAlive() {
        run(
                () -> {
                    var running = Handle.current().spawn("running", dumping());
                    var lines = running.await();
                    assertThat(lines).hasSize(1);
                    assertThat(lines.getFirst().state()).isEqualTo(TaskDump.State.RUNNING);
                    assertThat(lines.getFirst().toString())
                            .contains("'running' spawned at ")
                            .contains("HandleTest.java")
                            .endsWith(": running");

                    var waiting = spawn(() -> Futures.pending().await());
                    var handle = Handle.current();
                    while (handle.dump().getFirst().state() != TaskDump.State.WAITING) {
                        yieldNow().await();
                    }
                    var line = handle.dump().getFirst();
                    assertThat(line.task().id()).isEqualTo(waiting.id());
                    assertThat(line.isAborted()).isFalse();
                    assertThat(line.toString()).endsWith(": waiting");
                    waiting.abort();
                    failureOf(waiting);
                    assertThat(handle.dump()).isEmpty();
                });
    }

    private static Future<List<TaskDump>> dumping() {
        return async(() -> Handle.current().dump());
    }

    @Test
    void aDumpTellsWhoWaitsForATurnAndWhoIsBeingCancelled() {
        if (flavor.parallelism() > 1) {
            return; // another worker may run them at once
        }
        run(
                () -> {
                    var first = spawn(() -> 1);
                    var second = spawn(() -> 2);
                    var both =
                            spawn(
                                    () -> {
                                        var third = spawn(() -> 3);
                                        third.abort();
                                        return Handle.current().dump();
                                    });
                    var lines = both.await().stream().map(Object::toString).toList();
                    assertThat(lines.getLast()).endsWith(": ready to run, being cancelled");
                    first.await();
                    second.await();
                });
    }
}
