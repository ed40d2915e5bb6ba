package dev.kyoto.internal.timer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Waker;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random steps on the driver and on a sorted map, which must agree after each of them: no timer
 * early, none lost. {@code -Dkyoto.timer.steps=10000000} makes ten million of them.
 */
class TimeDriverModelTest {
    private static final long STEPS = Long.getLong("kyoto.timer.steps", 1_200_000);

    /** Steps on one driver; a clock that is moved by years now and then comes to its end. */
    private static final long STEPS_OF_A_LIFE = 400_000;

    private static final int TIMERS = 300;
    private static final long MS = 1_000_000;

    private long now;
    private TimeDriver driver = new TimeDriver(() -> now, () -> {});
    private final TimerEntry[] entries = new TimerEntry[TIMERS];
    private final Waker[] wakers = new Waker[TIMERS];
    private final Set<Integer> woken = new HashSet<>();

    /** The model: which timers are due at which tick, and each armed timer's tick. */
    private final TreeMap<Long, Set<Integer>> model = new TreeMap<>();

    private final long[] armedFor = new long[TIMERS];
    private final long[] deadline = new long[TIMERS];
    private long armed;
    private long moved;
    private long cancelled;
    private long fired;

    @Test
    @Timeout(3_600)
    void agreesWithASortedMap() {
        long seed = Long.getLong("kyoto.seed", System.nanoTime());
        System.out.println("TimeDriverModelTest: repeat with -Dkyoto.seed=" + seed);
        var random = new Random(seed);
        for (long step = 0; step < STEPS; step += STEPS_OF_A_LIFE) {
            liveThrough(Math.min(STEPS_OF_A_LIFE, STEPS - step), random, " from " + step);
        }
        assertThat(fired).as("timers fired").isGreaterThan(STEPS / 20);
        System.out.printf(
                "TimeDriverModelTest: %d steps, %d armed, %d moved, %d cancelled, %d fired; early ="
                        + " 0, lost = 0%n",
                STEPS, armed, moved, cancelled, fired);
    }

    private void liveThrough(long steps, Random random, String where) {
        // A clock at its origin, one that has run for a while, and one with an odd reading.
        now = random.nextBoolean() ? 0 : random.nextLong(MS << random.nextInt(30));
        driver = new TimeDriver(() -> now, () -> {});
        for (int i = 0; i < TIMERS; i++) {
            int timer = i;
            entries[i] = new TimerEntry();
            wakers[i] = () -> woken.add(timer);
            armedFor[i] = -1;
        }
        for (long step = 0; step < steps; step++) {
            int timer = random.nextInt(TIMERS);
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> poll(timer, random);
                case 4, 5 -> reset(timer, random);
                case 6 -> cancel(timer);
                default -> advance(random);
            }
            if (driver.pending() != size() || step % 64 == 0) {
                check("step " + step + where);
            }
        }
        now = Long.MAX_VALUE;
        process("the end of the life" + where);
        assertThat(driver.pending()).isZero();
        assertThat(model).isEmpty();
    }

    private void poll(int timer, Random random) {
        if (armedFor[timer] >= 0) {
            assertThat(driver.poll(entries[timer], deadline[timer], wakers[timer])).isFalse();
            return;
        }
        // What has fired is polled to its end and takes a new deadline, as an interval does.
        driver.reset(entries[timer], 0);
        deadline[timer] = somewhere(random);
        boolean done = driver.poll(entries[timer], deadline[timer], wakers[timer]);
        assertThat(done).isEqualTo(deadline[timer] <= now);
        if (!done) {
            armed++;
            arm(timer);
        }
    }

    private void reset(int timer, Random random) {
        long next = somewhere(random);
        driver.reset(entries[timer], next);
        if (armedFor[timer] < 0) {
            return;
        }
        moved++;
        disarm(timer);
        deadline[timer] = next;
        if (next <= now) {
            assertThat(woken).as("moved to the past").containsExactly(timer);
            woken.clear();
            assertThat(driver.poll(entries[timer], next, wakers[timer])).isTrue();
            fired++;
        } else {
            arm(timer);
        }
    }

    private void cancel(int timer) {
        driver.cancel(entries[timer]);
        if (armedFor[timer] >= 0) {
            cancelled++;
            disarm(timer);
        }
    }

    private void advance(Random random) {
        long next = driver.nanosUntilNext();
        long by =
                switch (random.nextInt(4)) {
                    case 0 -> random.nextLong(3 * MS);
                    case 1 -> MS << random.nextInt(8);
                    case 2 ->
                            model.isEmpty()
                                    ? 0
                                    : Math.max(
                                            0, model.firstKey() * MS - now + random.nextInt(-1, 2));
                    // Rarely far, so that timers live long enough to be moved about.
                    default -> random.nextInt(500) == 0 ? MS << random.nextInt(38) : 0;
                };
        if (model.isEmpty()) {
            assertThat(next).isEqualTo(TimeDriver.NONE);
        } else {
            assertThat(next).isBetween(0L, model.firstKey() * MS - now);
        }
        if (by > MS << 38) {
            // A jump to the end of time would leave no room for the steps to come.
            by = 0;
        }
        if (now > Long.MAX_VALUE / 2) {
            by = 0;
        }
        now += by;
        process("an advance by " + by);
    }

    private void process(String where) {
        long tick = now / MS;
        int count = driver.process();
        var expected = new HashSet<Integer>();
        var due = model.headMap(tick, true);
        due.values().forEach(expected::addAll);
        due.clear();
        assertThat(woken).as("early or lost after %s", where).isEqualTo(expected);
        assertThat(count).as("fired after %s", where).isEqualTo(expected.size());
        for (int timer : expected) {
            armedFor[timer] = -1;
            assertThat(driver.poll(entries[timer], deadline[timer], wakers[timer])).isTrue();
            assertThat(now).isGreaterThanOrEqualTo(deadline[timer]);
        }
        fired += expected.size();
        woken.clear();
    }

    private void check(String where) {
        assertThat(driver.pending()).as("pending at %s", where).isEqualTo(size());
        assertThat(woken).as("woken without cause at %s", where).isEmpty();
    }

    private int size() {
        int size = 0;
        for (long tick : armedFor) {
            size += tick >= 0 ? 1 : 0;
        }
        return size;
    }

    /** Mostly near, on every scale up to beyond the wheel's span, at times past or endless. */
    private long somewhere(Random random) {
        return switch (random.nextInt(40)) {
            case 0 -> now - random.nextInt(1_000);
            case 1 -> Long.MAX_VALUE - random.nextInt(2);
            case 2 -> now + MS * random.nextLong(1L << 38);
            case 3, 4, 5 -> now + MS * random.nextLong(1L << random.nextInt(1, 37));
            default -> now + random.nextLong(MS << random.nextInt(12));
        };
    }

    private void arm(int timer) {
        long tick =
                Math.min(
                        deadline[timer] / MS + (deadline[timer] % MS == 0 ? 0 : 1),
                        Long.MAX_VALUE / MS);
        armedFor[timer] = tick;
        model.computeIfAbsent(tick, _ -> new HashSet<>()).add(timer);
    }

    private void disarm(int timer) {
        var due = model.get(armedFor[timer]);
        due.remove(timer);
        if (due.isEmpty()) {
            model.remove(armedFor[timer]);
        }
        armedFor[timer] = -1;
    }
}
