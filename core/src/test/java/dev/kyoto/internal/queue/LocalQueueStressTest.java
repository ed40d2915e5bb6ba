package dev.kyoto.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An owner and its thieves on real threads: every task arrives exactly once. */
@Timeout(60)
class LocalQueueStressTest {
    private static final int THIEVES = 2;
    private static final int TASKS = 1_000_000;

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 256})
    void everyTaskArrivesExactlyOnce(int capacity) throws Exception {
        var queue = new LocalQueue<Integer>(capacity, Integer.MAX_VALUE - TASKS / 4);
        var injected = new InjectQueue<Integer>();
        var ended = new AtomicBoolean();
        var start = new CyclicBarrier(THIEVES + 1);
        var arrivals = new ArrayList<int[]>();
        try (var threads = Executors.newFixedThreadPool(THIEVES + 1)) {
            var bodies = new ArrayList<Callable<int[]>>();
            bodies.add(
                    () -> {
                        start.await();
                        try {
                            return own(queue, injected);
                        } finally {
                            ended.set(true);
                        }
                    });
            for (int i = 0; i < THIEVES; i++) {
                bodies.add(
                        () -> {
                            start.await();
                            return steal(queue, new LocalQueue<>(capacity), ended);
                        });
            }
            for (var result : threads.invokeAll(bodies)) {
                arrivals.add(result.get());
            }
        }
        arrivals.add(counts(Tasks.drain(queue)));
        arrivals.add(counts(Tasks.drain(injected)));
        for (int task = 0; task < TASKS; task++) {
            int times = 0;
            for (var counts : arrivals) {
                times += counts[task];
            }
            if (times != 1) {
                assertThat(times).as("arrivals of task %s", task).isEqualTo(1);
            }
        }
        assertThat(queue.occupiedSlots()).isZero();
    }

    /** Pushes in bursts that overflow now and then, and pops some of it. */
    private static int[] own(LocalQueue<Integer> queue, InjectQueue<Integer> overflow) {
        var counts = new int[TASKS];
        for (int task = 0; task < TASKS; task++) {
            queue.push(task, overflow);
            if (task % 3 == 0) {
                count(counts, queue.pop());
            }
        }
        return counts;
    }

    private static int[] steal(
            LocalQueue<Integer> victim, LocalQueue<Integer> own, AtomicBoolean ended) {
        var counts = new int[TASKS];
        while (!ended.get()) {
            count(counts, victim.stealer().stealInto(own));
            for (var task = own.pop(); task != null; task = own.pop()) {
                count(counts, task);
            }
        }
        return counts;
    }

    private static int[] counts(List<Integer> tasks) {
        var counts = new int[TASKS];
        tasks.forEach(task -> count(counts, task));
        return counts;
    }

    private static void count(int[] counts, Integer task) {
        if (task != null) {
            counts[task]++;
        }
    }
}
