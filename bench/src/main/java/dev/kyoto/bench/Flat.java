package dev.kyoto.bench;

import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.BlockMode;
import dev.kyoto.future.Context;
import dev.kyoto.future.Waker;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.sync.Mpsc;
import dev.kyoto.sync.Notify;
import dev.kyoto.time.AsyncInstant;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What an operation costs while 1,000 to 1,000,000 other tasks are alive and asleep on the same
 * runtime of one worker: nanoseconds with 1,000 of them, and the other columns as multiples of that.
 *
 * <p>In each round, sleepers are added step by step, and at each step all operations take turns;
 * what counts is the median of the rounds. One round more comes first and is not counted.
 */
public final class Flat {
    private static final int[] ALIVE = {1_000, 10_000, 100_000, 1_000_000};
    private static final int ROUNDS = 7;
    private static final Duration FAR = Duration.ofHours(1);

    /** A turn of one operation is long enough to have collections of the heap in it. */
    private static final long TURN_NANOS = 60_000_000;

    /** So many sleepers are spawned before the worker catches up. */
    private static final int BATCH = 1_000;

    /** A logger lives as long as somebody holds it, and its level with it. */
    private static final Logger KYOTO_LOGGER = Logger.getLogger("dev.kyoto");

    /** Does an operation so many times in one task, and answers a number that it knows. */
    private record Operation(int times, AsyncCallable<Integer> run) {}

    private static final Map<String, Operation> OPERATIONS = new LinkedHashMap<>();

    static {
        OPERATIONS.put("spawn and join", new Operation(2_000, () -> spawnAndJoin(2_000)));
        OPERATIONS.put("yield", new Operation(10_000, () -> yieldOften(10_000)));
        OPERATIONS.put("wake another task", new Operation(4_000, () -> pingPong(2_000)));
        OPERATIONS.put("channel send and receive", new Operation(5_000, () -> sendAll(5_000)));
        OPERATIONS.put("timer, set and cancelled", new Operation(5_000, () -> setTimers(5_000)));
        OPERATIONS.put("timer, moved to later", new Operation(5_000, () -> moveTimer(5_000)));
    }

    private final Map<String, double[][]> nanos = new LinkedHashMap<>();
    private final AtomicInteger asleep = new AtomicInteger();

    private Flat() {}

    /**
     * Prints the table.
     *
     * @param args none
     */
    public static void main(String[] args) {
        // The runtimes are closed with all sleepers alive, which is worth a warning.
        KYOTO_LOGGER.setLevel(Level.SEVERE);
        new Flat().run();
    }

    private void run() {
        OPERATIONS.keySet().forEach(it -> nanos.put(it, new double[ALIVE.length][ROUNDS]));
        for (int round = -1; round < ROUNDS; round++) {
            round(round);
        }
        System.out.printf(Locale.ROOT, "%-26s %9s", "operation", "ns, 1,000");
        for (int step = 1; step < ALIVE.length; step++) {
            System.out.printf(Locale.ROOT, " %,10d", ALIVE[step]);
        }
        System.out.println();
        nanos.forEach(
                (name, steps) -> {
                    double first = median(steps[0]);
                    System.out.printf(Locale.ROOT, "%-26s %9.1f", name, first);
                    for (int step = 1; step < ALIVE.length; step++) {
                        System.out.printf(Locale.ROOT, " %10.2f", median(steps[step]) / first);
                    }
                    System.out.println();
                });
    }

    private static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private void round(int round) {
        asleep.set(0);
        try (var runtime =
                AsyncRuntime.builder().workerThreads(1).blocks(BlockMode.WOVEN).build()) {
            for (int step = 0; step < ALIVE.length; step++) {
                addSleepers(runtime, ALIVE[step]);
                // What was alive before is old by now, as it is in a program that runs for long.
                System.gc();
                for (var operation : OPERATIONS.entrySet()) {
                    double cost = measure(runtime, operation.getValue());
                    if (round >= 0) {
                        nanosOf(operation.getKey())[step][round] = cost;
                    }
                }
            }
        }
    }

    private double[][] nanosOf(String operation) {
        return nanos.getOrDefault(operation, new double[0][]);
    }

    private void addSleepers(AsyncRuntime runtime, int upTo) {
        for (int i = asleep.get(); i < upTo; i++) {
            runtime.spawn(() -> sleepLong()).detach();
            if ((i + 1) % BATCH == 0) {
                awaitAsleep(i + 1);
            }
        }
        awaitAsleep(upTo);
    }

    private void sleepLong() {
        asleep.incrementAndGet();
        sleep(FAR).await();
    }

    private void awaitAsleep(int count) {
        while (asleep.get() < count) {
            LockSupport.parkNanos(10_000);
        }
    }

    private static double measure(AsyncRuntime runtime, Operation operation) {
        long start = System.nanoTime();
        long done = 0;
        do {
            int times = runtime.blockOn(runtime.spawn(operation.run()));
            if (times != operation.times()) {
                throw new IllegalStateException("did " + times + " of " + operation.times());
            }
            done += times;
        } while (System.nanoTime() - start < TURN_NANOS);
        return (double) (System.nanoTime() - start) / done;
    }

    private static int spawnAndJoin(int times) {
        int sum = 0;
        for (int i = 0; i < times; i++) {
            sum += spawn(() -> 1).await();
        }
        return sum;
    }

    private static int yieldOften(int times) {
        int done = 0;
        for (int i = 0; i < times; i++) {
            yieldNow().await();
            done++;
        }
        return done;
    }

    private static int pingPong(int times) {
        var ping = new Notify();
        var pong = new Notify();
        var partner = spawn(() -> answer(ping, pong, times));
        int wakes = 0;
        for (int i = 0; i < times; i++) {
            ping.notifyOne();
            pong.notified().await();
            wakes++;
        }
        return wakes + partner.await();
    }

    private static int answer(Notify ping, Notify pong, int times) {
        int wakes = 0;
        for (int i = 0; i < times; i++) {
            ping.notified().await();
            pong.notifyOne();
            wakes++;
        }
        return wakes;
    }

    private static int sendAll(int times) {
        var channel = Mpsc.<Integer>bounded(100);
        var sender = channel.sender();
        var sending = spawn(() -> send(sender, times));
        int sum = 0;
        try (var receiver = channel.receiver()) {
            for (var next = receiver.recv().await(); next != null; next = receiver.recv().await()) {
                sum += next;
            }
        }
        sending.await();
        return sum;
    }

    private static void send(Mpsc.Sender<Integer> sender, int times) {
        try (sender) {
            for (int i = 0; i < times; i++) {
                sender.send(1).await();
            }
        }
    }

    private static int setTimers(int times) {
        var cx = Context.of(Waker.noop()).unconstrained();
        int pending = 0;
        for (int i = 0; i < times; i++) {
            var timer = sleep(FAR);
            pending += timer.poll(cx).isPending() ? 1 : 0;
            timer.cancel();
        }
        return pending;
    }

    private static int moveTimer(int times) {
        var cx = Context.of(Waker.noop()).unconstrained();
        var timer = sleep(FAR);
        int pending = timer.poll(cx).isPending() ? 0 : 1;
        for (int i = 0; i < times; i++) {
            timer.reset(AsyncInstant.now().plus(FAR));
            pending++;
        }
        timer.cancel();
        return pending;
    }
}
