package dev.kyoto.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Context;
import dev.kyoto.internal.timer.TimeDriver;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Threads insert, move and remove while a task waits, cancels and waits again, and the clock runs
 * ahead: each value is returned, removed or left exactly once, and none is early. A lost wake-up
 * shows as a timeout.
 */
@Timeout(120)
class DelayQueueStressTest {
    private static final int WRITERS = 2;
    private static final int VALUES = 30_000;
    private static final long MS = 1_000_000;

    private final long seed = Long.getLong("kyoto.seed", System.nanoTime());
    private final AtomicLong clock = new AtomicLong();
    private final TimeDriver driver = new TimeDriver(clock::get, () -> {});
    private final DelayQueue<Long> queue = new DelayQueue<>(driver);
    private final AtomicInteger writing = new AtomicInteger(WRITERS);
    private final ConcurrentHashMap<Long, Integer> seen = new ConcurrentHashMap<>();
    private final AtomicLong early = new AtomicLong();
    private final AtomicLong returned = new AtomicLong();
    private final AtomicLong removed = new AtomicLong();
    private final AtomicLong cancelled = new AtomicLong();

    @Test
    void eachValueLeavesOnce() throws InterruptedException {
        System.out.println("DelayQueueStressTest: repeat with -Dkyoto.seed=" + seed);
        var root = new SplittableRandom(seed);
        var failure = new ArrayList<Throwable>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < WRITERS; i++) {
            long writer = i;
            var random = root.split();
            threads.add(new Thread(() -> write(writer, random)));
        }
        var random = root.split();
        threads.add(new Thread(() -> consume(random)));
        for (var thread : threads) {
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler(
                    (_, e) -> {
                        synchronized (failure) {
                            failure.add(e);
                        }
                        writing.set(-1);
                    });
            thread.start();
        }
        // The driver's thread: time goes on as long as somebody waits for it.
        while (threads.getLast().isAlive()) {
            clock.addAndGet(MS / 32);
            driver.process();
            Thread.yield();
        }
        for (var thread : threads) {
            thread.join();
        }
        synchronized (failure) {
            assertThat(failure).as("seed %d", seed).isEmpty();
        }
        System.out.printf(
                "DelayQueueStressTest: %d returned, %d removed, %d waits cancelled%n",
                returned.get(), removed.get(), cancelled.get());
        assertThat(seen).hasSize(WRITERS * VALUES);
        assertThat(seen.values()).allMatch(times -> times == 1);
        assertThat(returned.get() + removed.get()).isEqualTo((long) WRITERS * VALUES);
        assertThat(cancelled.get()).as("waits that were cancelled").isPositive();
        assertThat(early).hasValue(0);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(driver.pending()).isZero();
    }

    private void write(long writer, SplittableRandom random) {
        var keys = new DelayQueue.Key[16];
        for (int i = 0; i < VALUES; i++) {
            // In bursts, so that the reader comes to wait for what is inserted next.
            while (i % 128 == 0 && !queue.isEmpty() && writing.get() > 0) {
                Thread.yield();
            }
            long now = clock.get();
            int slot = random.nextInt(keys.length);
            long value = writer * VALUES + i;
            keys[slot] = queue.insertAt(value, new AsyncInstant(now + random.nextLong(MS)));
            var some = keys[random.nextInt(keys.length)];
            if (some == null) {
                continue;
            }
            switch (random.nextInt(3)) {
                case 0 -> queue.resetAt(some, new AsyncInstant(now + random.nextLong(8 * MS)));
                case 1 -> queue.resetAt(some, new AsyncInstant(now));
                default -> {
                    var taken = queue.remove(some);
                    if (taken != null) {
                        seen.merge(taken, 1, Integer::sum);
                        removed.incrementAndGet();
                    }
                }
            }
        }
        writing.decrementAndGet();
    }

    private void consume(SplittableRandom random) {
        while (true) {
            boolean last = writing.get() <= 0;
            var wait = queue.nextExpired();
            var woken = new AtomicBoolean();
            var cx = Context.of(() -> woken.set(true));
            var poll = wait.poll(cx);
            while (poll.isPending()) {
                if (random.nextInt(4) == 0) {
                    break;
                }
                // As a task: it polls again only when it was woken.
                while (!woken.compareAndSet(true, false)) {
                    Thread.yield();
                }
                cx.startTurn();
                poll = wait.poll(cx);
            }
            if (poll.isPending()) {
                wait.cancel();
                cancelled.incrementAndGet();
                continue;
            }
            var expired = poll.value();
            if (expired == null) {
                if (last) {
                    return;
                }
                Thread.yield();
                continue;
            }
            if (clock.get() < expired.deadline().nanos()) {
                early.incrementAndGet();
            }
            seen.merge(expired.value(), 1, Integer::sum);
            returned.incrementAndGet();
        }
    }
}
