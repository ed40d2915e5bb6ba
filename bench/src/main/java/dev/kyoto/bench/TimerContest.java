package dev.kyoto.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Kyoto's timers beside the JDK's, Netty's and, if its figures are handed in, Tokio's: nanoseconds of
 * processor time an operation, all threads of the process included, and Kyoto's figure as a multiple
 * of each other's.
 *
 * <p>What is measured, with that many timers armed: set one more and cancel it; move one to later, as
 * an idle timeout does; and, per timer, set that many, 200,000 at least, to be due within half a
 * second of each other and let all fire. The ways take turns in each round; the best round counts.
 * With more than a million timers there is one round.
 */
public final class TimerContest {
    private static final int ROUNDS = 5;
    private static final int WARM_UPS = 2;

    /** From more timers than that on, a round takes minutes, and warms up by itself: one is enough. */
    private static final int MANY = 1_000_000;

    // Linux tells the JVM its processor time in steps of 10 ms: many operations to a step.
    private static final int OPERATIONS = 4_000_000;
    private static final int FEWEST_FIRED = 200_000;

    private static final long MINUTE = 60_000_000_000L;

    /** Timers that shall fire are due from then on, when all of them have been set … */
    private static final long LEAD = 1_000_000_000L;

    /** … which takes so long for each, on a machine that is not idle. */
    private static final long LEAD_EACH = 2_000;

    private static final long SPREAD = 500_000_000L;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static final List<Supplier<Timers<?>>> WAYS =
            List.of(KyotoTimers::new, ScheduledTimers::new, NettyTimers::new);

    /** What was measured, and on how many timers. */
    private record Line(String operation, int timers) {}

    private final Map<Line, Map<String, Double>> best = new LinkedHashMap<>();
    private final AtomicInteger fired = new AtomicInteger();

    private TimerContest() {}

    /**
     * Prints the table.
     *
     * @param args {@code --peer FILE} with lines of {@code operation timers way nanoseconds}, then
     *     the numbers of timers; 1,000, 100,000 and 1,000,000 unless given
     * @throws IOException if the file cannot be read
     */
    public static void main(String[] args) throws IOException {
        var sizes = new ArrayList<Integer>();
        var contest = new TimerContest();
        Path peers = null;
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--peer")) {
                peers = Path.of(args[++i]);
            } else {
                sizes.add(Integer.parseInt(args[i]));
            }
        }
        if (sizes.isEmpty()) {
            sizes.addAll(List.of(1_000, 100_000, 1_000_000));
        }
        for (int timers : sizes) {
            int warmUps = timers > MANY ? 0 : WARM_UPS;
            int rounds = timers > MANY ? 1 : ROUNDS;
            for (int round = 0; round < warmUps + rounds; round++) {
                for (var way : WAYS) {
                    contest.measure(way, timers, round >= warmUps);
                }
            }
        }
        if (peers != null) {
            contest.read(peers);
        }
        contest.print();
    }

    private <H> void measure(Supplier<Timers<?>> way, int count, boolean counts) {
        @SuppressWarnings("unchecked") // each way takes the names that it has made
        var timers = (Timers<H>) way.get();
        try (timers) {
            var random = new SplittableRandom(count);
            var armed = new ArrayList<H>(count);
            for (int i = 0; i < count; i++) {
                armed.add(timers.arm(later(random), this::fire));
            }
            long before = SYSTEM.getProcessCpuTime();
            for (int i = 0; i < OPERATIONS; i++) {
                timers.cancel(timers.arm(later(random), this::fire));
            }
            long cancelled = SYSTEM.getProcessCpuTime();
            for (int i = 0; i < OPERATIONS; i++) {
                int one = random.nextInt(count);
                armed.set(one, timers.postpone(armed.get(one), later(random) * 2, this::fire));
            }
            long postponed = SYSTEM.getProcessCpuTime();
            armed.forEach(timers::cancel);
            if (counts) {
                keep(
                        timers.name(),
                        "arm+cancel",
                        count,
                        (double) (cancelled - before) / OPERATIONS);
                keep(timers.name(), "reset", count, (double) (postponed - cancelled) / OPERATIONS);
                keep(timers.name(), "arm+fire", count, fireAll(timers, count, random));
            }
        }
    }

    /** Nanoseconds for each timer. */
    private <H> double fireAll(Timers<H> timers, int armed, SplittableRandom random) {
        int count = Math.max(armed, FEWEST_FIRED);
        fired.set(0);
        long before = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        var held = new ArrayList<H>(count);
        for (int i = 0; i < count; i++) {
            long due = LEAD + LEAD_EACH * count + random.nextLong(SPREAD);
            held.add(timers.arm(Math.max(1, due - (System.nanoTime() - start)), this::fire));
        }
        while (fired.get() < held.size()) {
            LockSupport.parkNanos(10_000_000);
        }
        return (double) (SYSTEM.getProcessCpuTime() - before) / count;
    }

    private void fire() {
        fired.incrementAndGet();
    }

    private static long later(SplittableRandom random) {
        return MINUTE + random.nextLong(59 * MINUTE);
    }

    private void keep(String way, String operation, int timers, double nanos) {
        best.computeIfAbsent(new Line(operation, timers), _ -> new LinkedHashMap<>())
                .merge(way, nanos, Math::min);
    }

    private void read(Path peers) throws IOException {
        for (var line : Files.readAllLines(peers)) {
            var words = line.split(" ", -1);
            if (words.length == 4) {
                keep(words[2], words[0], Integer.parseInt(words[1]), Double.parseDouble(words[3]));
            }
        }
    }

    private void print() {
        System.out.printf(
                Locale.ROOT,
                "%-10s %9s %-10s %10s %12s%n",
                "operation",
                "timers",
                "way",
                "ns",
                "kyoto/way");
        best.forEach(
                (line, ways) ->
                        ways.forEach(
                                (way, nanos) ->
                                        System.out.printf(
                                                Locale.ROOT,
                                                "%-10s %9d %-10s %10.0f %12.2f%n",
                                                line.operation(),
                                                line.timers(),
                                                way,
                                                nanos,
                                                ways.getOrDefault("kyoto", Double.NaN) / nanos)));
    }
}
