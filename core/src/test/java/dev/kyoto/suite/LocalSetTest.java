package dev.kyoto.suite;

import static dev.kyoto.Kyoto.async;
import static dev.kyoto.Kyoto.blockInPlace;
import static dev.kyoto.Kyoto.join;
import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.spawnLocal;
import static dev.kyoto.Kyoto.taskId;
import static dev.kyoto.Kyoto.timeout;
import static dev.kyoto.Kyoto.tryTaskId;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Poll;
import dev.kyoto.net.TcpListener;
import dev.kyoto.net.TcpStream;
import dev.kyoto.runtime.JoinException;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.sync.Mpsc;
import dev.kyoto.sync.Notify;
import dev.kyoto.sync.Oneshot;
import dev.kyoto.task.JoinMap;
import dev.kyoto.task.JoinSet;
import dev.kyoto.task.LocalSet;
import dev.kyoto.task.TaskTracker;
import dev.kyoto.time.Elapsed;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tasks that stay on one thread, on every flavour. */
@SuppressWarnings("try") // sets are closed in the middle, on purpose
final class LocalSetTest extends FlavorSuite {
    LocalSetTest(Flavor flavor) {
        super(flavor);
    }

    private static Thread start(Runnable body) {
        return Thread.ofPlatform().name("a stranger").start(body);
    }

    // ---- One thread ----

    @Test
    void setsMapsAndTrackersSpawnLocalTasksToo() {
        var place = new Place();
        try (var local = LocalSet.create();
                var set = new JoinSet<Integer>();
                var map = new JoinMap<String, Integer>()) {
            local.blockOn(
                    runtime,
                    () -> {
                        var tracker = new TaskTracker();
                        set.spawnLocal(() -> placed(place, 1));
                        set.spawnLocal(() -> place.check(place.ofBlock()), 2);
                        set.spawnLocal(async(() -> placed(place, 3)));
                        set.spawnLocalOn(local, () -> placed(place, 4));
                        set.named("named")
                                .spawnLocalOn(local, () -> place.check(place.ofBlock()), 5);
                        set.spawnLocalOn(local, async(() -> placed(place, 6)));
                        map.spawnLocal("one", () -> placed(place, 1));
                        map.spawnLocal("two", () -> place.check(place.ofBlock()), 2);
                        map.spawnLocal("three", async(() -> placed(place, 3)));
                        map.spawnLocalOn(local, "four", () -> placed(place, 4));
                        map.spawnLocalOn(local, "five", () -> place.check(place.ofBlock()), 5);
                        map.spawnLocalOn(local, "six", async(() -> placed(place, 6)));
                        tracker.spawnLocal(() -> placed(place, 1)).detach();
                        tracker.spawnLocal(() -> place.check(place.ofBlock())).detach();
                        tracker.spawnLocal(async(() -> placed(place, 3))).detach();
                        tracker.spawnLocalOn(local, () -> placed(place, 4)).detach();
                        tracker.spawnLocalOn(local, () -> place.check(place.ofBlock())).detach();
                        tracker.spawnLocalOn(local, async(() -> placed(place, 6))).detach();
                        assertThat(tracker.size()).isEqualTo(6);
                        tracker.close();
                        tracker.finished().await();
                        assertThat(set.joinAll().await())
                                .containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6);
                        int sum = 0;
                        for (var one = map.joinNext().await();
                                one != null;
                                one = map.joinNext().await()) {
                            sum += one.result().value();
                        }
                        assertThat(sum).isEqualTo(21);
                    });
        }
        assertThatThrownBy(() -> new JoinSet<Integer>().spawnLocal(() -> 1))
                .isInstanceOf(IllegalStateException.class);
    }

    private static int placed(Place place, int value) {
        var mine = place.ofBlock();
        yieldNow().await();
        place.check(mine);
        return value;
    }

    @Test
    void thousandsOfTasksStayOnOneThread() {
        int tasks = 3_000;
        var place = new Place();
        try (var set = LocalSet.create()) {
            int[] steps = new int[1]; // no lock, no atomic: one thread
            set.blockOn(
                    runtime,
                    () -> {
                        var channel = Mpsc.<Integer>bounded(16);
                        var sender = channel.sender();
                        var receiver = channel.receiver();
                        var handles = new ArrayList<JoinHandle<Void>>();
                        for (int i = 0; i < tasks; i++) {
                            int number = i;
                            handles.add(
                                    set.spawnLocal(
                                            () -> {
                                                var mine = place.ofBlock();
                                                sleep(Duration.ofMillis(number % 5)).await();
                                                place.check(mine);
                                                steps[0]++;
                                                sender.send(number).await();
                                                place.check(mine);
                                                steps[0]++;
                                                yieldNow().await();
                                                place.check(mine);
                                                steps[0]++;
                                                spawn(() -> 1).await(); // ends on any worker
                                                place.check(mine);
                                                steps[0]++;
                                            }));
                        }
                        long sum = 0;
                        for (int i = 0; i < tasks; i++) {
                            sum += receiver.recv().await();
                        }
                        for (var handle : handles) {
                            handle.await();
                        }
                        assertThat(sum).isEqualTo((long) tasks * (tasks - 1) / 2);
                    });
            assertThat(steps[0]).isEqualTo(4 * tasks);
            assertThat(set.size()).isZero();
        }
    }

    @Test
    void connectionsOfLocalTasksStayOnOneThread() {
        var place = new Place();
        try (var set = LocalSet.create()) {
            int[] answers = new int[1];
            set.blockOn(
                    runtime,
                    () -> {
                        try (var listener = TcpListener.bind("127.0.0.1", 0).await()) {
                            var server = set.spawnLocal(() -> serve(listener, 20));
                            var clients = new ArrayList<JoinHandle<Void>>();
                            for (int i = 0; i < 20; i++) {
                                clients.add(
                                        set.spawnLocal(
                                                () ->
                                                        ask(
                                                                place,
                                                                listener.localAddress(),
                                                                answers)));
                            }
                            for (var client : clients) {
                                client.await();
                            }
                            server.await();
                        }
                    });
            assertThat(answers[0]).isEqualTo(200);
        }
    }

    private static void serve(TcpListener listener, int connections) {
        for (int i = 0; i < connections; i++) {
            var accepted = listener.accept().await();
            spawnLocal(() -> echo(accepted)).detach();
        }
    }

    private static void echo(TcpStream accepted) {
        try (accepted) {
            for (int i = 0; i < 10; i++) {
                accepted.writeInt(accepted.readInt().await() + 1).await();
            }
        }
    }

    private static void ask(Place place, InetSocketAddress address, int[] answers) {
        var mine = place.ofBlock();
        try (var client = TcpStream.connect(address).await()) {
            for (int i = 0; i < 10; i++) {
                place.check(mine);
                client.writeInt(i).await();
                place.check(mine);
                assertThat(client.readInt().await()).isEqualTo(i + 1);
                place.check(mine);
                answers[0]++;
            }
        }
    }

    @Test
    void wakesFromForeignThreadsReachTheTasksOnTheirThread() throws InterruptedException {
        int tasks = 2_000;
        var senders = new ArrayList<Oneshot.Sender<Integer>>();
        var receivers = new ArrayList<Oneshot.Receiver<Integer>>();
        for (int i = 0; i < tasks; i++) {
            var channel = Oneshot.<Integer>channel();
            senders.add(channel.sender());
            receivers.add(channel.receiver());
        }
        var place = new Place();
        var go = new CountDownLatch(1);
        var outside =
                List.of(start(() -> sendAll(senders, 0, go)), start(() -> sendAll(senders, 1, go)));
        try (var set = LocalSet.create()) {
            int[] sum = new int[1];
            set.blockOn(
                    runtime,
                    () -> {
                        for (var receiver : receivers) {
                            set.spawnLocal(
                                            () -> {
                                                var mine = place.ofBlock();
                                                var value = receiver.await();
                                                place.check(mine);
                                                sum[0] += value;
                                            })
                                    .detach();
                        }
                        go.countDown();
                        while (set.size() > 0) {
                            yieldNow().await();
                        }
                    });
            assertThat(sum[0]).isEqualTo(tasks * (tasks - 1) / 2);
        }
        for (var thread : outside) {
            thread.join();
        }
    }

    private static void sendAll(
            List<Oneshot.Sender<Integer>> senders, int first, CountDownLatch go) {
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        for (int i = first; i < senders.size(); i += 2) {
            senders.get(i).send(i).orThrow();
        }
    }

    // ---- Tasks like any other ----

    @Test
    void localTasksHaveIdsNamesAndStaticSpawning() {
        try (var set = LocalSet.create()) {
            set.blockOn(
                    runtime,
                    () -> {
                        assertThat(tryTaskId()).isEmpty();
                        var outer =
                                set.spawnLocal(
                                        () -> {
                                            var id = taskId();
                                            var inner = spawnLocal(() -> taskId());
                                            assertThat(inner.await()).isNotEqualTo(id);
                                            assertThat(spawnLocal(Futures.ready(7)).await())
                                                    .isEqualTo(7);
                                            spawnLocal(() -> yieldNow().await()).await();
                                            assertThat(tryTaskId()).contains(id);
                                            return id;
                                        });
                        var id = outer.id();
                        assertThat(outer.await()).isEqualTo(id);
                        var named = set.spawnLocal("counter", Futures.pending());
                        assertThat(named.toString()).contains("counter", "LocalSetTest.java");
                        named.abort();
                        assertThat(failureOf(named)).hasMessageContaining("counter");
                    });
        }
    }

    @Test
    void anAbortedTaskCleansUpOnItsThread() {
        var place = new Place();
        var cleaned = new AtomicBoolean();
        try (var set = LocalSet.create()) {
            set.blockOn(
                    runtime,
                    () -> {
                        var handle =
                                set.spawnLocal(
                                        () -> {
                                            var mine = place.ofBlock();
                                            try {
                                                Futures.pending().await();
                                            } finally {
                                                sleep(Duration.ofMillis(2)).await();
                                                place.check(mine);
                                                cleaned.set(true);
                                            }
                                        });
                        yieldNow().await();
                        yieldNow().await();
                        start(handle::abort).join();
                        var thrown = failureOf(handle);
                        assertThat(thrown).isInstanceOf(JoinException.class);
                        assertThat(((JoinException) thrown).isCancelled()).isTrue();
                        assertThat(cleaned).isTrue();
                    });
        }
    }

    @Test
    void aFailureReachesItsJoinerOnAnyThreadOrTheHandler() {
        try (var set = LocalSet.create()) {
            var failing =
                    set.spawnLocal(
                            Futures.<Void>lazy(
                                    () -> {
                                        throw new IllegalStateException("joined");
                                    }));
            var joiner =
                    flavor.hasWorkers()
                            ? runtime.spawn(() -> failureOf(failing).getMessage())
                            : set.spawnLocal(() -> failureOf(failing).getMessage());
            set.blockOn(
                    runtime,
                    () -> {
                        set.spawnLocal(
                                        Futures.<Void>lazy(
                                                () -> {
                                                    throw new IllegalStateException("forgotten");
                                                }))
                                .detach();
                        assertThat(joiner.await()).contains("joined");
                    });
            assertThat(uncaught)
                    .singleElement()
                    .extracting(it -> it.getMessage())
                    .isEqualTo("forgotten");
            uncaught.clear();
            var unjoined =
                    set.spawnLocal(
                            Futures.<Void>lazy(
                                    () -> {
                                        throw new IllegalStateException("unjoined");
                                    }));
            set.blockOn(runtime, set.finished());
            assertThat(unjoined.isFinished()).isTrue();
            assertThat(uncaught).isEmpty();
            set.close();
            assertThat(uncaught)
                    .singleElement()
                    .extracting(it -> it.getMessage())
                    .isEqualTo("unjoined");
            uncaught.clear();
        }
    }

    @Test
    void aMillionYieldsStarveNobody() {
        // A turn of a virtual thread takes a thousand times as long.
        int yields = flavor.hasVirtualBlocks() ? 500 : 10_000;
        try (var set = LocalSet.create()) {
            var rootTurns = new AtomicInteger();
            var neighbourTurns = new AtomicInteger();
            set.blockOn(
                    runtime,
                    () -> {
                        var handles = new ArrayList<JoinHandle<Void>>();
                        for (int i = 0; i < 100; i++) {
                            handles.add(set.spawnLocal(() -> yieldALot(yields)));
                        }
                        // Beside the set: a task of the runtime, and a timer.
                        var neighbour =
                                spawn(
                                        () -> {
                                            while (!handles.getLast().isFinished()) {
                                                neighbourTurns.incrementAndGet();
                                                yieldNow().await();
                                            }
                                        });
                        sleep(Duration.ofMillis(1)).await();
                        while (set.size() > 0) {
                            rootTurns.incrementAndGet();
                            yieldNow().await();
                        }
                        neighbour.await();
                        for (var handle : handles) {
                            handle.await();
                        }
                    });
            // A turn of the root for every 61 polls, but for those before the timer.
            assertThat(rootTurns.get()).isGreaterThan(yields / 10);
            assertThat(neighbourTurns.get()).isPositive();
        }
    }

    private static void yieldALot(int times) {
        for (int i = 0; i < times; i++) {
            yieldNow().await();
        }
    }

    // ---- Drives ----

    @Test
    void finishedWaitsForEveryTaskAndForTheirs() {
        try (var set = LocalSet.create()) {
            set.blockOn(runtime, set.finished()); // nothing to wait for
            var ended = new AtomicInteger();
            for (int i = 0; i < 100; i++) {
                set.spawnLocal(
                                () -> {
                                    sleep(Duration.ofMillis(1)).await();
                                    spawnLocal(
                                                    () -> {
                                                        yieldNow().await();
                                                        ended.incrementAndGet();
                                                    })
                                            .detach();
                                })
                        .detach();
            }
            run(set.finished());
            assertThat(ended.get()).isEqualTo(100);
        }
    }

    @Test
    void theLastTaskMayEndByAnAbortFromAnotherThread() throws InterruptedException {
        try (var set = LocalSet.create()) {
            var handle = set.spawnLocal(Futures.pending());
            var polled = new CountDownLatch(1);
            set.spawnLocal(Futures.lazy(polled::getCount)).detach();
            var stranger =
                    start(
                            () -> {
                                try {
                                    polled.await();
                                } catch (InterruptedException e) {
                                    throw new AssertionError(e);
                                }
                                handle.abort();
                            });
            set.spawnLocal(
                            Futures.lazy(
                                    () -> {
                                        polled.countDown();
                                        return true;
                                    }))
                    .detach();
            run(set.finished());
            stranger.join();
            assertThat(handle.isFinished()).isTrue();
        }
    }

    @Test
    void tasksThatAreLeftGoOnInTheNextDrive() {
        try (var set = LocalSet.create()) {
            var gate = new Notify();
            var handle =
                    set.spawnLocal(
                            () -> {
                                gate.notified().await();
                                return 5;
                            });
            set.blockOn(runtime, () -> yieldALot(3));
            assertThat(set.size()).isEqualTo(1);
            gate.notifyOne(); // nobody drives the set
            assertThat(handle.isFinished()).isFalse();
            assertThat(set.blockOn(runtime, handle)).isEqualTo(5);
        }
    }

    @Test
    void aCancelledDriveLeavesTheTasks() {
        try (var set = LocalSet.create()) {
            var gate = new Notify();
            var cleaned = new AtomicBoolean();
            var handle =
                    set.spawnLocal(
                            () -> {
                                gate.notified().await();
                                return 6;
                            });
            run(
                    () -> {
                        var late =
                                timeout(
                                        Duration.ofMillis(5),
                                        set.runUntil(async(() -> pendingWithCleanup(cleaned))));
                        assertThat(failureOf(late)).isInstanceOf(Elapsed.class);
                        assertThat(cleaned).isTrue();
                        gate.notifyOne();
                        assertThat(set.runUntil(handle).await()).isEqualTo(6);
                    });
        }
    }

    private static void pendingWithCleanup(AtomicBoolean cleaned) {
        try {
            Futures.pending().await();
        } finally {
            spawnLocal(() -> sleep(Duration.ofMillis(1)).await()).await();
            cleaned.set(true);
        }
    }

    @Test
    void twoDrivesAtOnceAndEitherMayEndFirst() {
        try (var set = LocalSet.create()) {
            for (int i = 0; i < 20; i++) {
                var first = new Notify();
                var second = new Notify();
                boolean swapped = i % 2 == 0;
                run(
                        () -> {
                            var one =
                                    set.spawnLocal(
                                            () -> {
                                                first.notified().await();
                                                second.notifyOne();
                                                return 1;
                                            });
                            var two =
                                    set.spawnLocal(
                                            () -> {
                                                second.notified().await();
                                                sleep(Duration.ofMillis(1)).await();
                                                return 2;
                                            });
                            start(first::notifyOne);
                            var both =
                                    join(
                                                    set.runUntil(swapped ? one : two),
                                                    set.runUntil(swapped ? two : one))
                                            .await();
                            assertThat(both.first() + both.second()).isEqualTo(3);
                        });
            }
        }
    }

    @Test
    void drivesAndSetsNest() {
        try (var outer = LocalSet.create();
                var inner = LocalSet.create()) {
            int sum =
                    outer.blockOn(
                            runtime,
                            () ->
                                    outer.spawnLocal(
                                                    () -> {
                                                        int own =
                                                                outer.runUntil(
                                                                                outer.spawnLocal(
                                                                                        () ->
                                                                                                afterAWhile(
                                                                                                        1)))
                                                                        .await();
                                                        int other =
                                                                inner.runUntil(
                                                                                inner.spawnLocal(
                                                                                        () ->
                                                                                                afterAWhile(
                                                                                                        2)))
                                                                        .await();
                                                        return own + other;
                                                    })
                                            .await());
            assertThat(sum).isEqualTo(3);
        }
    }

    private static int afterAWhile(int value) {
        sleep(Duration.ofMillis(1)).await();
        return value;
    }

    @Test
    void aSetOfATaskOfItsThreadIsDrivenByIt() {
        if (flavor.hasWorkers()) {
            return; // refused there
        }
        try (var set = LocalSet.create()) {
            run(
                    () -> {
                        var value = set.spawnLocal(() -> afterAWhile(4));
                        spawn(set.finished()).await();
                        assertThat(value.await()).isEqualTo(4);
                    });
        }
    }

    @Test
    void aPlainThreadDrivesASetWithoutARuntime() {
        var place = new Place();
        try (var set = LocalSet.create()) {
            var gate = new Notify();
            var handle =
                    set.spawnLocal(
                            () -> {
                                gate.notified().await();
                                place.ofBlock();
                                return 8;
                            });
            start(gate::notifyOne);
            assertThat(set.runUntil(handle).await()).isEqualTo(8);
        }
    }

    @Test
    void tasksAreSpawnedOnAnyThreadBeforeTheFirstDrive() throws InterruptedException {
        try (var set = LocalSet.create()) {
            var place = new Place();
            start(() -> set.spawnLocal(() -> place.ofBlock()).detach()).join();
            run(set.finished());
            assertThat(set.size()).isZero();
        }
    }

    // ---- Misuse ----

    @Test
    void anotherThreadIsRefused() throws InterruptedException {
        try (var set = LocalSet.create()) {
            run(set.finished());
            var refusals = new ArrayList<Throwable>();
            var cancelled = new AtomicBoolean();
            start(
                            () -> {
                                refusals.add(failureOf(set.finished()));
                                refusals.add(failureOf(set.runUntil(noting(cancelled))));
                                refusals.add(thrownBy(() -> set.spawnLocal(() -> 1).detach()));
                                refusals.add(thrownBy(set::close));
                                refusals.add(thrownBy(() -> set.enter().close()));
                            })
                    .join();
            assertThat(refusals)
                    .hasSize(5)
                    .allSatisfy(
                            it ->
                                    assertThat(it)
                                            .isInstanceOf(IllegalStateException.class)
                                            .hasMessageContaining("'a stranger'")
                                            .hasMessageContaining("stay on the thread"));
            assertThat(cancelled).as("the future of the refused drive").isTrue();
        }
    }

    private static Future<Void> noting(AtomicBoolean cancelled) {
        return new Future<>() {
            @Override
            public Poll<Void> poll(Context cx) {
                return Poll.pending();
            }

            @Override
            public void cancel() {
                cancelled.set(true);
            }
        };
    }

    private static Throwable thrownBy(Runnable body) {
        try {
            body.run();
        } catch (Throwable thrown) {
            return thrown;
        }
        return new AssertionError("it has not thrown");
    }

    @Test
    void aTaskOfAMultiThreadRuntimeIsRefused() {
        if (!flavor.hasWorkers()) {
            return;
        }
        try (var set = LocalSet.create()) {
            set.spawnLocal(() -> 1).detach();
            run(
                    () -> {
                        assertThat(spawn(() -> failureOf(set.finished())).await())
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("multi-thread runtime")
                                .hasMessageContaining("runUntil");
                        set.finished().await(); // it belongs to nobody yet
                    });
        }
    }

    @Test
    void theEndOfASetIsNotAwaitedInsideOfIt() {
        try (var set = LocalSet.create()) {
            var thrown = set.spawnLocal(() -> failureOf(set.finished()));
            assertThat(set.blockOn(runtime, thrown))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("its own end");
        }
    }

    @Test
    void spawnLocalNeedsASetOrALocalRuntime() {
        var nowhere = thrownBy(() -> spawnLocal(() -> 1).detach());
        assertThat(nowhere)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no LocalSet or LocalRuntime")
                .hasMessageContaining("runUntil");
        run(
                () -> {
                    var inTask = spawn(() -> thrownBy(() -> spawnLocal(() -> 1).detach())).await();
                    assertThat(inTask).hasMessageContaining("no LocalSet or LocalRuntime");
                });
    }

    @Test
    void enterMakesASetTheTarget() {
        try (var set = LocalSet.create();
                var other = LocalSet.create()) {
            try (var outer = set.enter()) {
                spawnLocal(() -> 1).detach();
                var inner = other.enter();
                spawnLocal(() -> 1).detach();
                spawnLocal(() -> 1).detach();
                assertThatThrownBy(outer::close)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("reverse order");
                inner.close();
                inner.close();
                spawnLocal(() -> 1).detach();
            }
            assertThat(thrownBy(() -> spawnLocal(() -> 1).detach())).isNotNull();
            assertThat(set.size()).isEqualTo(2);
            assertThat(other.size()).isEqualTo(2);
            run(set.finished());
            run(other.finished());
        }
    }

    @Test
    void blockInPlaceIsRefused() {
        try (var set = LocalSet.create()) {
            var thrown = set.spawnLocal(() -> thrownBy(() -> blocking()));
            assertThat(set.blockOn(runtime, thrown))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("blockInPlace");
        }
    }

    private static void blocking() {
        try {
            assertThat(blockInPlace(() -> 1).intValue()).isEqualTo(1);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    // ---- Awaits in the middle of a poll ----

    @Test
    void anAwaitInTheMiddleOfAPollRunsTheOtherTasks() {
        var place = new Place();
        try (var set = LocalSet.create()) {
            var gate = new Notify();
            Future<Integer> stray =
                    cx -> {
                        place.check();
                        var other =
                                spawnLocal(
                                        inner -> {
                                            place.check();
                                            gate.notifyOne();
                                            return Poll.ready(1);
                                        });
                        gate.notified().await(); // another local task has to run for this
                        place.check();
                        sleep(Duration.ofMillis(2)).await();
                        int value = other.await();
                        place.check();
                        return Poll.ready(value);
                    };
            var inTask = set.spawnLocal(stray);
            assertThat(set.blockOn(runtime, inTask)).isEqualTo(1);
            assertThat(set.blockOn(runtime, stray)).isEqualTo(1);
        }
    }

    @Test
    void anAbortReachesATaskThatAwaitsInTheMiddleOfItsPoll() {
        try (var set = LocalSet.create()) {
            var waits = new CountDownLatch(1);
            var interrupted = new AtomicReference<@Nullable Boolean>();
            Future<Void> stray =
                    cx -> {
                        waits.countDown();
                        Futures.pending().await();
                        return Poll.ready(null);
                    };
            var handle = set.spawnLocal(stray);
            set.blockOn(
                    runtime,
                    () -> {
                        var bystander =
                                set.spawnLocal(
                                        cx -> {
                                            if (waits.getCount() > 0) {
                                                cx.waker().wake();
                                                return Poll.pending();
                                            }
                                            handle.abort();
                                            interrupted.set(Thread.currentThread().isInterrupted());
                                            return Poll.ready((Void) null);
                                        });
                        bystander.await();
                        var thrown = failureOf(handle);
                        assertThat(thrown).isInstanceOf(JoinException.class);
                        assertThat(((JoinException) thrown).isCancelled()).isTrue();
                    });
            assertThat(interrupted.get()).as("the bystander's thread was interrupted").isFalse();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    // ---- The end ----

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

    // ---- Stress ----

    @Test
    void foreignWakesAndAbortsLoseNothing() throws InterruptedException {
        int tasks = 2_000;
        var set = LocalSet.create();
        var gates = new ArrayList<Notify>();
        var handles = new ArrayList<JoinHandle<Void>>();
        var place = new Place();
        var cleaned = new AtomicInteger();
        for (int i = 0; i < tasks; i++) {
            var gate = new Notify();
            gates.add(gate);
            handles.add(
                    set.spawnLocal(
                            () -> {
                                var mine = place.ofBlock();
                                try {
                                    for (int turn = 0; turn < 3; turn++) {
                                        gate.notified().await();
                                        place.check(mine);
                                        yieldNow().await();
                                    }
                                } finally {
                                    place.check(mine);
                                    cleaned.incrementAndGet();
                                }
                            }));
        }
        var strangers = new ArrayList<Thread>();
        for (int t = 0; t < 3; t++) {
            strangers.add(start(() -> wakeAndAbort(gates, handles)));
        }
        set.blockOn(runtime, set.finished());
        for (var stranger : strangers) {
            stranger.join();
        }
        assertThat(handles).allMatch(JoinHandle::isFinished);
        assertThat(cleaned.get()).isLessThanOrEqualTo(tasks);
        set.close();
    }

    /** Notifies every task until it has ended, and aborts every tenth now and then. */
    private static void wakeAndAbort(List<Notify> gates, List<JoinHandle<Void>> handles) {
        var random = ThreadLocalRandom.current();
        boolean left = true;
        while (left) {
            left = false;
            for (int i = 0; i < gates.size(); i++) {
                if (handles.get(i).isFinished()) {
                    continue;
                }
                left = true;
                if (i % 10 == 0 && random.nextInt(10) == 0) {
                    handles.get(i).abort();
                } else {
                    gates.get(i).notifyOne();
                }
            }
            Thread.yield();
        }
    }
}
