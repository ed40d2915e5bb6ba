package dev.kyoto.bench;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.runtime.AsyncRuntime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes of heap a suspended async block takes, alone and as a task, beside a machine
 * written by hand. The first argument is the number of machines, 1,000,000 unless given; on virtual
 * threads it is a tenth of that.
 *
 * <p>Each machine has captured one reference, and keeps one int and one reference across its await.
 * What they refer to is shared, and so is the future that all of them await: what is counted belongs
 * to the machine. The figure is the growth of the heap in use after a collection, divided by the
 * number of machines; objects reachable only through the JVM, such as a table of virtual threads,
 * are in it.
 */
public final class SuspendedSize {
    private static final int ROUNDS = 5;

    /** So many tasks are spawned before the worker catches up: else its queue would be measured. */
    private static final int BATCH = 1_000;

    private static final Never NEVER = new Never();
    private static final String[] NAMES = {"Higashi", "Nishi", "Minami", "Kita"};

    /** A logger lives as long as somebody holds it, and its level with it. */
    private static final Logger KYOTO_LOGGER = Logger.getLogger("dev.kyoto");

    private SuspendedSize() {}

    /**
     * Prints the table.
     *
     * @param args the number of machines, or nothing
     */
    public static void main(String[] args) {
        int count = args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]);
        // The runtimes are closed with all of their tasks under way, which is worth a warning.
        KYOTO_LOGGER.setLevel(Level.SEVERE);
        System.out.printf(
                Locale.ROOT,
                "%-8s %-6s %10s %10s %10s%n",
                "way",
                "what",
                "machines",
                "min B",
                "median B");
        for (var way : Way.values()) {
            int machines = Math.max(1, way == Way.VIRTUAL ? count / 10 : count);
            // The first of a kind loads and makes classes, which stay.
            bytesOfBlocks(way, BATCH);
            bytesOfTasks(way, BATCH);
            var blocks = new ArrayList<Double>();
            var tasks = new ArrayList<Double>();
            for (int round = 0; round < ROUNDS; round++) {
                blocks.add((double) bytesOfBlocks(way, machines) / machines);
                tasks.add((double) bytesOfTasks(way, machines) / machines);
            }
            print(way, "block", machines, blocks);
            print(way, "task", machines, tasks);
        }
    }

    private static void print(Way way, String what, int machines, List<Double> bytes) {
        Collections.sort(bytes);
        System.out.printf(
                Locale.ROOT,
                "%-8s %-6s %10d %10.1f %10.1f%n",
                way,
                what,
                machines,
                bytes.getFirst(),
                bytes.get(ROUNDS / 2));
    }

    private static long bytesOfBlocks(Way way, int machines) {
        var futures = new Future<?>[machines];
        var cx = Context.of(Waker.noop());
        long before = usedHeap();
        for (int i = 0; i < machines; i++) {
            futures[i] = suspendable(way, NAMES[i & 3]);
            cx.startTurn();
            if (futures[i].poll(cx).isReady()) {
                throw new AssertionError("nothing here is ever ready");
            }
        }
        long bytes = usedHeap() - before;
        // The JVM holds a virtual thread that has begun until it ends.
        for (var future : futures) {
            future.cancel();
        }
        return bytes;
    }

    private static long bytesOfTasks(Way way, int machines) {
        try (var runtime = AsyncRuntime.builder().workerThreads(1).blocks(way.mode()).build()) {
            NEVER.waiting.set(0);
            long before = usedHeap();
            for (int i = 0; i < machines; i++) {
                runtime.spawn(suspendable(way, NAMES[i & 3])).detach();
                if ((i + 1) % BATCH == 0) {
                    awaitWaiting(i + 1);
                }
            }
            awaitWaiting(machines);
            return usedHeap() - before;
        }
    }

    private static void awaitWaiting(int count) {
        while (NEVER.waiting.get() < count) {
            LockSupport.parkNanos(10_000);
        }
    }

    private static Future<Integer> suspendable(Way way, String captured) {
        if (way == Way.HAND) {
            return new HandMachine(captured);
        }
        return Blocks.of(
                () -> {
                    int number = captured.length();
                    var name = NAMES[number & 3];
                    int value = NEVER.await();
                    return value + number + name.length() + captured.length();
                },
                way.mode());
    }

    /** The heap in use once nothing more can be collected. */
    private static long usedHeap() {
        var jvm = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 10; attempt++) {
            System.gc();
            long now = jvm.totalMemory() - jvm.freeMemory();
            // What one collection found to be dead may have kept other things alive until the next.
            if (now >= used) {
                break;
            }
            used = now;
        }
        return used;
    }

    /** A future that is never ready and keeps nothing of those who wait, except their number. */
    private static final class Never implements Future<Integer> {
        final AtomicInteger waiting = new AtomicInteger();

        @Override
        public Poll<Integer> poll(Context cx) {
            waiting.incrementAndGet();
            return Poll.pending();
        }
    }

    /** The same body, by hand; like any block it keeps the future that it awaits. */
    private static final class HandMachine implements Future<Integer> {
        private final String captured;
        private int number;
        private String name = "";
        private @Nullable Future<Integer> awaited;

        HandMachine(String captured) {
            this.captured = captured;
        }

        @Override
        public Poll<Integer> poll(Context cx) {
            if (awaited == null) {
                number = captured.length();
                name = NAMES[number & 3];
                awaited = NEVER;
            }
            return awaited.poll(cx) instanceof Poll.Ready<Integer>(Integer value)
                    ? Poll.ready(value + number + name.length() + captured.length())
                    : Poll.pending();
        }
    }
}
