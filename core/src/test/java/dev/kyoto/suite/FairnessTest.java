package dev.kyoto.suite;

import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.util.Sizes;
import dev.kyoto.net.TcpListener;
import dev.kyoto.net.TcpStream;
import dev.kyoto.runtime.JoinHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Nobody who is ready waits for much longer than a fair round, whatever the others do. */
final class FairnessTest extends FlavorSuite {
    private static final int TASKS = 10_000;
    private static final int POLLS_EACH = 20;

    FairnessTest(Flavor flavor) {
        super(flavor);
    }

    /** The polls of one thread; a wait is counted in these, so that it is no matter of time. */
    private static final class PollCounter {
        long polls;
    }

    private static final ThreadLocal<PollCounter> COUNTERS =
            ThreadLocal.withInitial(PollCounter::new);

    /** Ready at once again after each poll, until all its peers have had their polls. */
    private static final class AlwaysReady implements Future<@Nullable Void> {
        private final AtomicInteger unfinished;
        private int polls;
        private @Nullable PollCounter lastCounter;
        private long lastPoll;
        private long longestWait;

        AlwaysReady(AtomicInteger unfinished) {
            this.unfinished = unfinished;
        }

        @Override
        public Poll<@Nullable Void> poll(Context cx) {
            var counter = COUNTERS.get();
            long now = ++counter.polls;
            // A stolen task has no wait that could be counted; the next one can be again.
            if (lastCounter == counter) {
                longestWait = Math.max(longestWait, now - lastPoll);
            }
            lastCounter = counter;
            lastPoll = now;
            if (++polls == POLLS_EACH) {
                unfinished.decrementAndGet();
            }
            if (unfinished.get() == 0) {
                return Poll.ready(null);
            }
            cx.waker().wake();
            return Poll.pending();
        }
    }

    @Test
    void amongTenThousandReadyTasksNobodyWaitsForThreeRounds() {
        var unfinished = new AtomicInteger(TASKS);
        var futures = new ArrayList<AlwaysReady>();
        run(
                () -> {
                    var handles = new ArrayList<JoinHandle<@Nullable Void>>();
                    for (int i = 0; i < TASKS; i++) {
                        var future = new AlwaysReady(unfinished);
                        futures.add(future);
                        handles.add(spawn(future));
                    }
                    for (var handle : handles) {
                        handle.await();
                    }
                });
        long polls = futures.stream().mapToLong(future -> future.polls).sum();
        long longest = futures.stream().mapToLong(future -> future.longestWait).max().orElseThrow();
        System.out.printf(
                "[%s] %d tasks, %d polls: the longest wait was %.2f rounds%n",
                flavor, TASKS, polls, (double) longest / TASKS);
        assertThat(longest).isPositive();
        long tooLong = futures.stream().filter(f -> f.longestWait > 3L * TASKS).count();
        assertThat(tooLong)
                .as("tasks that waited for more than three rounds, the longest for %d", longest)
                .isLessThanOrEqualTo(heldByPreemptedWorkers());
    }

    /**
     * The operating system may stop a worker for milliseconds, and with it the tasks in its local
     * queue; that wait is not the scheduler's. With one thread it cannot be seen, as all stops.
     */
    private long heldByPreemptedWorkers() {
        return flavor.parallelism() == 1 ? 0 : (long) flavor.parallelism() * Sizes.LOCAL_QUEUE;
    }

    /** Two tasks that wake each other, as messages and answers do; each is always the newest. */
    private static final class Pinger implements Future<@Nullable Void> {
        private final AtomicBoolean stop;
        private final AtomicReference<Waker> mine;
        private final AtomicReference<Waker> partner;

        Pinger(AtomicBoolean stop, AtomicReference<Waker> mine, AtomicReference<Waker> partner) {
            this.stop = stop;
            this.mine = mine;
            this.partner = partner;
        }

        @Override
        public Poll<@Nullable Void> poll(Context cx) {
            mine.set(cx.waker());
            partner.get().wake();
            return stop.get() ? Poll.ready(null) : Poll.pending();
        }
    }

    private List<JoinHandle<@Nullable Void>> pairs(int count, AtomicBoolean stop) {
        var handles = new ArrayList<JoinHandle<@Nullable Void>>();
        for (int i = 0; i < count; i++) {
            var left = new AtomicReference<>(Waker.noop());
            var right = new AtomicReference<>(Waker.noop());
            handles.add(runtime.spawn(new Pinger(stop, left, right)));
            handles.add(runtime.spawn(new Pinger(stop, right, left)));
        }
        return handles;
    }

    /** As many pairs as keep every worker busy, with a few more. */
    private int busyPairs() {
        return 3 * flavor.parallelism();
    }

    @Test
    void pairsThatWakeEachOtherStarveNobody() {
        var stop = new AtomicBoolean();
        var pairs = pairs(busyPairs(), stop);
        run(
                () -> {
                    var inside = new ArrayList<JoinHandle<Integer>>();
                    for (int i = 0; i < 100; i++) {
                        int n = i;
                        inside.add(
                                spawn(
                                        () -> {
                                            yieldNow().await();
                                            return n;
                                        }));
                    }
                    int sum = 0;
                    for (var handle : inside) {
                        sum += handle.await();
                    }
                    assertThat(sum).isEqualTo(4950);
                    stop.set(true);
                    for (var handle : pairs) {
                        handle.await();
                    }
                });
    }

    @Test
    void tasksFromOutsideGetInWhileAllWorkersAreBusy() throws InterruptedException {
        var stop = new AtomicBoolean();
        var entered = new CountDownLatch(1_000);
        var pairs = pairs(busyPairs(), stop);
        var outsider =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    for (int i = 0; i < 1_000; i++) {
                                        runtime.spawn(
                                                        cx -> {
                                                            entered.countDown();
                                                            return Poll.ready((Void) null);
                                                        })
                                                .detach();
                                    }
                                });
        run(
                () -> {
                    while (entered.getCount() > 0) {
                        yieldNow().await();
                    }
                    stop.set(true);
                    for (var handle : pairs) {
                        handle.await();
                    }
                });
        outsider.join();
        assertThat(entered.await(0, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void timersAndIoGoOnWhileAllWorkersAreBusy() {
        var stop = new AtomicBoolean();
        var pairs = pairs(busyPairs(), stop);
        run(
                () -> {
                    for (int i = 0; i < 10; i++) {
                        spawn(() -> sleep(Duration.ofMillis(1)).await()).await();
                    }
                    try (var listener = TcpListener.bind("127.0.0.1", 0).await()) {
                        var server =
                                spawn(
                                        () -> {
                                            try (var accepted = listener.accept().await()) {
                                                for (int i = 0; i < 20; i++) {
                                                    int got = accepted.readInt().await();
                                                    accepted.writeInt(got + 1).await();
                                                }
                                            }
                                        });
                        try (var client = TcpStream.connect(listener.localAddress()).await()) {
                            for (int i = 0; i < 20; i++) {
                                client.writeInt(i).await();
                                assertThat(client.readInt().await()).isEqualTo(i + 1);
                            }
                        }
                        server.await();
                    }
                    stop.set(true);
                    for (var handle : pairs) {
                        handle.await();
                    }
                });
    }
}
