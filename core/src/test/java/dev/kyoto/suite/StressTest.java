package dev.kyoto.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.runtime.JoinException;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.sync.Mpsc;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * Wake-ups, spawns and messages under load, on every flavour. Nothing here has a rescue time-out: a
 * wake-up that is lost makes the test hang until the suite's own limit.
 */
final class StressTest extends FlavorSuite {

    StressTest(Flavor flavor) {
        super(flavor);
    }

    /** One place for a token that is handed from one task to another; the barest of resources. */
    private static final class Slot {
        private final AtomicReference<Object> tokenOrWaker = new AtomicReference<>();
        private static final Object TOKEN = new Object();

        void put() {
            if (tokenOrWaker.getAndSet(TOKEN) instanceof Waker waiting) {
                waiting.wake();
            }
        }

        boolean pollTake(Context cx) {
            while (true) {
                var now = tokenOrWaker.get();
                if (now == TOKEN) {
                    tokenOrWaker.set(null);
                    return true;
                }
                if (tokenOrWaker.compareAndSet(now, cx.waker())) {
                    return false;
                }
            }
        }
    }

    /** Takes from one slot and puts into the next, so many times. */
    private static Future<Void> relay(Slot from, Slot to, int times) {
        return new Future<>() {
            private int left = times;

            @Override
            public Poll<Void> poll(Context cx) {
                while (left > 0) {
                    if (!from.pollTake(cx)) {
                        return Poll.pending();
                    }
                    left--;
                    to.put();
                }
                return Poll.ready(null);
            }
        };
    }

    @Test
    void tokensGoRoundRingsOfTasksWithoutALostWakeUp() {
        int rings = 16;
        int tasks = 8;
        int rounds = 1_000;
        run(
                () -> {
                    var handles = new ArrayList<JoinHandle<Void>>();
                    for (int r = 0; r < rings; r++) {
                        var slots = new Slot[tasks];
                        for (int i = 0; i < tasks; i++) {
                            slots[i] = new Slot();
                        }
                        for (int i = 0; i < tasks; i++) {
                            handles.add(
                                    runtime.spawn(relay(slots[i], slots[(i + 1) % tasks], rounds)));
                        }
                        slots[0].put();
                    }
                    for (var handle : handles) {
                        handle.await();
                    }
                });
    }

    @Test
    void wakeUpsFromOutsideReachSleepingWorkers() throws InterruptedException {
        int rounds = 20_000;
        var ping = new Slot();
        var pong = new Slot();
        var relay = runtime.spawn(relay(ping, pong, rounds));
        var outside =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    // A plain thread: it parks, and every put is a remote wake-up.
                                    for (int i = 0; i < rounds; i++) {
                                        ping.put();
                                        Futures.<Void>pollFn(
                                                        cx ->
                                                                pong.pollTake(cx)
                                                                        ? Poll.ready(null)
                                                                        : Poll.pending())
                                                .await();
                                    }
                                });
        run(relay);
        outside.join();
    }

    /** The joiner often sees the end of a task before its worker is done with it. */
    @Test
    void aFailureThatIsJoinedAtOnceIsNeverReported() {
        int tasks = 20_000;
        int joined = 0;
        for (int i = 0; i < tasks; i++) {
            var handle =
                    runtime.spawn(
                            Futures.<Void>lazy(
                                    () -> {
                                        throw new IllegalStateException("planted");
                                    }));
            try {
                run(busily(handle));
            } catch (JoinException e) {
                joined++;
            }
        }
        assertThat(joined).isEqualTo(tasks);
        runtime.close();
        assertThat(uncaught).isEmpty();
    }

    /** Polls without waiting to be woken. */
    private static <T> Future<T> busily(Future<T> future) {
        return cx -> {
            cx.startTurn();
            var poll = future.poll(cx);
            if (poll.isPending()) {
                cx.waker().wake();
            }
            return poll;
        };
    }

    @Test
    void everySpawnFromManyThreadsRunsOnce() throws InterruptedException {
        int threads = 4;
        int each = 10_000;
        var ran = new AtomicInteger();
        var ready = new CountDownLatch(threads);
        var spawners = new ArrayList<Thread>();
        for (int t = 0; t < threads; t++) {
            long threadSeed = seed + t;
            spawners.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        var random =
                                                RandomGeneratorFactory.of("L64X128MixRandom")
                                                        .create(threadSeed);
                                        ready.countDown();
                                        for (int i = 0; i < each; i++) {
                                            runtime.spawn(counting(ran, random.nextInt(3)))
                                                    .detach();
                                            if (random.nextInt(100) == 0) {
                                                Thread.yield(); // lets workers fall asleep
                                            }
                                        }
                                    }));
        }
        ready.await();
        run(
                Futures.<Void>pollFn(
                        cx -> {
                            if (ran.get() == threads * each) {
                                return Poll.ready(null);
                            }
                            cx.waker().wake();
                            return Poll.pending();
                        }));
        for (var spawner : spawners) {
            spawner.join();
        }
        assertThat(ran).hasValue(threads * each);
    }

    private static Future<Void> counting(AtomicInteger ran, int yields) {
        return new Future<>() {
            private int left = yields;

            @Override
            public Poll<Void> poll(Context cx) {
                if (left-- > 0) {
                    cx.waker().wake();
                    return Poll.pending();
                }
                ran.incrementAndGet();
                return Poll.ready(null);
            }
        };
    }

    @Test
    void messagesOfManySendersArriveOnceAndInOrder() {
        int senders = 8;
        int each = 5_000;
        var sum = new AtomicLong();
        run(
                () -> {
                    var channel = Mpsc.<long[]>bounded(16);
                    var handles = new ArrayList<JoinHandle<Void>>();
                    for (int s = 0; s < senders; s++) {
                        handles.add(runtime.spawn(sending(channel.sender().fork(), s, each)));
                    }
                    channel.sender().close();
                    var last = new long[senders];
                    int count = 0;
                    for (var m = channel.receiver().recv().await();
                            m != null;
                            m = channel.receiver().recv().await()) {
                        assertThat(m[1])
                                .as("order of sender %d", m[0])
                                .isEqualTo(++last[(int) m[0]]);
                        sum.addAndGet(m[1]);
                        count++;
                    }
                    assertThat(count).isEqualTo(senders * each);
                    for (var handle : handles) {
                        handle.await();
                    }
                });
        assertThat(sum).hasValue(senders * (each * (each + 1L) / 2));
    }

    private static Future<Void> sending(Mpsc.Sender<long[]> sender, int who, int times) {
        return new Future<>() {
            private long next = 1;
            private Future<?> send = sender.send(new long[] {who, next});

            @Override
            public Poll<Void> poll(Context cx) {
                while (send.poll(cx).isReady()) {
                    if (next == times) {
                        sender.close();
                        return Poll.ready(null);
                    }
                    next++;
                    send = sender.send(new long[] {who, next});
                }
                return Poll.pending();
            }
        };
    }
}
