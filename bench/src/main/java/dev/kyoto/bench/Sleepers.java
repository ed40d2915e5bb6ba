package dev.kyoto.bench;

import static dev.kyoto.Kyoto.sleepUntil;

import dev.kyoto.future.BlockMode;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.time.AsyncInstant;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Puts a great number of tasks to sleep in one heap, weighs them, lets their timers wake all of them
 * at one instant, and checks that each woke once. The argument is their number, 10,000,000 unless
 * given.
 */
public final class Sleepers {
    /** Time for all to fall asleep and to be weighed. */
    private static final Duration LEAD = Duration.ofSeconds(10);

    private static final Duration LEAD_EACH = Duration.ofNanos(4_000);

    private final byte[] wakes;
    private final AtomicInteger asleep = new AtomicInteger();
    private final AtomicInteger awake = new AtomicInteger();

    private Sleepers(int count) {
        wakes = new byte[count];
    }

    /**
     * Prints what they weigh and how long they took.
     *
     * @param args the number of tasks, or nothing
     */
    public static void main(String[] args) {
        int count = args.length == 0 ? 10_000_000 : Integer.parseInt(args[0]);
        System.out.printf(
                Locale.ROOT,
                "%,d tasks, heap of at most %,d MiB, %s%n",
                count,
                Runtime.getRuntime().maxMemory() >> 20,
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .map(GarbageCollectorMXBean::getName)
                        .collect(Collectors.joining(", ")));
        new Sleepers(count).run();
    }

    private void run() {
        int count = wakes.length;
        try (var runtime = AsyncRuntime.builder().blocks(BlockMode.WOVEN).build()) {
            long before = usedHeap();
            long start = System.nanoTime();
            var lead = LEAD.plus(LEAD_EACH.multipliedBy(count));
            var instant = runtime.blockOn(() -> AsyncInstant.now().plus(lead));
            for (int i = 0; i < count; i++) {
                int number = i;
                runtime.spawn(() -> sleepThenCount(number, instant)).detach();
            }
            await(asleep);
            long allAsleep = System.nanoTime();
            long bytes = usedHeap() - before;
            System.out.printf(
                    Locale.ROOT,
                    "asleep after %.1f s; %,d MiB more in use after a collection: %.1f bytes a task%n",
                    (allAsleep - start) / 1e9,
                    bytes >> 20,
                    (double) bytes / count);
            long due = start + lead.toNanos();
            if (System.nanoTime() - due >= 0) {
                throw new IllegalStateException(lead + " was too short for all to fall asleep");
            }
            await(awake);
            System.out.printf(
                    Locale.ROOT,
                    "awake %.2f s after the instant: %.0f ns a task%n",
                    (System.nanoTime() - due) / 1e9,
                    (double) (System.nanoTime() - due) / count);
        }
        check();
        System.out.printf(
                Locale.ROOT,
                "each woke once; peak of the heap %,d MiB; the collector took %.1f s in all%n",
                ManagementFactory.getMemoryPoolMXBeans().stream()
                                .filter(it -> it.getType() == MemoryType.HEAP)
                                .map(MemoryPoolMXBean::getPeakUsage)
                                .mapToLong(it -> it.getUsed())
                                .sum()
                        >> 20,
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                                .sum()
                        / 1e3);
    }

    private void sleepThenCount(int number, AsyncInstant instant) {
        asleep.incrementAndGet();
        sleepUntil(instant).await();
        wakes[number]++;
        awake.incrementAndGet();
    }

    private void await(AtomicInteger all) {
        while (all.get() < wakes.length) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void check() {
        for (int i = 0; i < wakes.length; i++) {
            if (wakes[i] != 1) {
                throw new IllegalStateException("task " + i + " woke " + wakes[i] + " times");
            }
        }
    }

    private static long usedHeap() {
        System.gc();
        var jvm = Runtime.getRuntime();
        return jvm.totalMemory() - jvm.freeMemory();
    }
}
