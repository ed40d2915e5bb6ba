package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Waker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** What tests with many threads and random cancellation share. */
abstract class Stress {
    static final int THREADS = 4;
    private static final Duration RUN = Duration.ofMillis(500);
    private static final int FEWEST_TURNS = 50;

    final long seed = System.nanoTime();
    private final long end = System.nanoTime() + RUN.toNanos();
    private final AtomicInteger turns = new AtomicInteger();

    interface Body {
        void run(int thread, SplittableRandom random);
    }

    /** Runs a body on several threads until all return; their failures fail the test. */
    final void onThreads(int count, Body body) throws InterruptedException {
        System.out.printf("%s seed %d%n", getClass().getSimpleName(), seed);
        var failure = new AtomicInteger();
        var root = new SplittableRandom(seed);
        var threads = new ArrayList<Thread>();
        for (int t = 0; t < count; t++) {
            int number = t;
            var random = root.split();
            var thread =
                    new Thread(
                            () -> {
                                try {
                                    body.run(number, random);
                                } catch (Throwable e) {
                                    failure.incrementAndGet();
                                    e.printStackTrace();
                                }
                            });
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(failure).as("failed threads, seed %d", seed).hasValue(0);
    }

    /** Whether the time is not up; on a machine that is slow to begin, some turns are sure. */
    final boolean goOn() {
        if (turns.get() < FEWEST_TURNS) {
            turns.incrementAndGet();
            return true;
        }
        return System.nanoTime() < end;
    }

    /** Polls a few times, then cancels or awaits: answers the value, or null if cancelled. */
    static <T> T awaitOrCancel(Future<T> future, SplittableRandom random) {
        int mode = random.nextInt(4);
        if (mode == 0) {
            return future.await();
        }
        var cx = Context.of(Waker.noop());
        for (int i = random.nextInt(4); i > 0; i--) {
            var polled = future.poll(cx);
            if (polled.isReady()) {
                return polled.value();
            }
            if (random.nextInt(8) == 0) {
                LockSupport.parkNanos(1);
            }
        }
        if (mode == 1) {
            return future.await();
        }
        future.cancel();
        return null;
    }
}
