package dev.kyoto.suite;

import static dev.kyoto.Kyoto.async;
import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.spawnLocal;
import static dev.kyoto.Kyoto.taskId;
import static dev.kyoto.Kyoto.tryTaskId;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Futures;
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
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tasks that stay on one thread, on every flavour. */
@SuppressWarnings("try") // sets are closed in the middle, on purpose
final class LocalSetTest extends LocalSetSuite {
    LocalSetTest(Flavor flavor) {
        super(flavor);
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
