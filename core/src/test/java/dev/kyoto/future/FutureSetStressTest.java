package dev.kyoto.future;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many threads wake and add while one takes, and cancels now and then; what comes out is counted. A
 * lost wake-up shows as a timeout.
 */
@Timeout(60)
class FutureSetStressTest {
    private static final int THREADS = 3;
    private static final Duration RUN = Duration.ofMillis(700);

    private final long seed = System.nanoTime();
    private final long end = System.nanoTime() + RUN.toNanos();

    /** A future that another thread completes after a few wake-ups for nothing. */
    private static final class Remote implements Future<Long> {
        private final AtomicWaker waker = new AtomicWaker();
        private final AtomicLong value = new AtomicLong();
        private boolean ended;

        void complete(long result) {
            value.set(result);
            waker.wake();
        }

        @Override
        public Poll<Long> poll(Context cx) {
            assertThat(ended).isFalse();
            waker.register(cx.waker());
            long seen = value.get();
            ended = seen != 0;
            return ended ? Poll.ready(seen) : Poll.pending();
        }

        @Override
        public void cancel() {
            ended = true;
        }
    }

    @Test
    void eachValueComesOutOnce() throws InterruptedException {
        System.out.printf("FutureSetStressTest seed %d%n", seed);
        var random = new SplittableRandom(seed);
        var set = new FutureSet<Long>();
        var added = new AtomicLong();
        var sum = new AtomicLong();
        var waiting = new ConcurrentLinkedQueue<Remote>();
        var stop = new AtomicBoolean();
        var threads = new ArrayList<Thread>();
        for (int t = 0; t < THREADS; t++) {
            var own = random.split();
            threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .start(() -> work(own, set, added, sum, waiting, stop)));
        }
        long taken = 0;
        long takenSum = 0;
        // The threads come first: only when all have ended does an empty set stay empty.
        while (threads.stream().anyMatch(Thread::isAlive) || !set.isEmpty()) {
            stop.set(System.nanoTime() > end);
            var next = set.next();
            if (random.nextInt(4) == 0) {
                var poll = next.poll(Context.of(Waker.noop()));
                next.cancel();
                if (poll.isReady() && poll.value() != null) {
                    taken++;
                    takenSum += poll.value();
                }
                continue;
            }
            var value = next.await();
            if (value != null) {
                taken++;
                takenSum += value;
            }
        }
        assertThat(taken).as("values, seed %d", seed).isEqualTo(added.get()).isPositive();
        assertThat(takenSum).as("sum, seed %d", seed).isEqualTo(sum.get());
        set.close();
    }

    /** Adds, wakes for nothing, and completes what any thread has added, until all has ended. */
    private static void work(
            SplittableRandom random,
            FutureSet<Long> set,
            AtomicLong added,
            AtomicLong sum,
            ConcurrentLinkedQueue<Remote> waiting,
            AtomicBoolean stop) {
        while (true) {
            boolean stopped = stop.get();
            switch (random.nextInt(4)) {
                case 0 -> {
                    if (!stopped && set.size() < 1_000) {
                        var remote = new Remote();
                        added.incrementAndGet();
                        set.add(remote);
                        waiting.add(remote);
                    }
                }
                case 1 -> {
                    var remote = waiting.peek();
                    if (remote != null) {
                        remote.waker.wake();
                    }
                }
                default -> {
                    var remote = waiting.poll();
                    if (remote != null) {
                        long value = 1L + random.nextInt(1_000);
                        sum.addAndGet(value);
                        remote.complete(value);
                        remote.waker.wake();
                    } else if (stopped) {
                        return;
                    }
                }
            }
        }
    }

    @Test
    void whatIsAddedWhileTheSetClosesIsRefusedOrCancelled() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            var set = new FutureSet<Long>();
            var accepted = new ArrayList<Remote>();
            boolean awaited = round % 2 == 0;
            var adder =
                    Thread.ofPlatform()
                            .daemon()
                            .start(
                                    () -> {
                                        try {
                                            for (int i = 0; i < 1_000; i++) {
                                                var remote = new Remote();
                                                set.add(remote);
                                                accepted.add(remote);
                                            }
                                        } catch (IllegalStateException closed) {
                                            assertThat(closed).hasMessageContaining("closed");
                                        }
                                    });
            while (set.size() < 3) {
                Thread.onSpinWait();
            }
            if (awaited) {
                set.closing().await();
            } else {
                set.close();
            }
            adder.join();
            assertThat(accepted).allSatisfy(remote -> assertThat(remote.ended).isTrue());
            assertThat(set.size()).isZero();
        }
    }
}
