package dev.kyoto.internal.timer;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.kyoto.future.Waker;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many timers, and none: what one costs does not depend on how many there are, and an idle wheel
 * asks for nothing. {@code -Dkyoto.timer.count=10000000} goes up to ten million.
 */
@Timeout(600)
class TimerLoadTest {
    private static final int MOST = Integer.getInteger("kyoto.timer.count", 1_000_000);
    private static final int MILLION = 1_000_000;
    private static final long MS = 1_000_000;

    private long now;
    private final TimeDriver driver = new TimeDriver(() -> now, () -> {});
    private int early;
    private int fired;

    /** A timer that knows when it is due. */
    private final class Timer implements Waker {
        final TimerEntry entry = new TimerEntry();
        long deadline;

        @Override
        public void wake() {
            fired++;
            if (now < deadline) {
                early++;
            }
        }
    }

    // ---- Many ----

    @Test
    void aTimerIsFiledAFewTimesHoweverManyThereAre() {
        double least = Double.MAX_VALUE;
        double most = 0;
        for (int count = 1_000; count <= MOST; count *= 10) {
            double each = filingsOfEach(count);
            System.out.printf(
                    "TimerLoadTest: %d timers, filed anew %.3f times each%n", count, each);
            least = Math.min(least, each);
            most = Math.max(most, each);
        }
        assertThat(most).as("levels above the lowest").isLessThanOrEqualTo(5);
        assertThat(most - least).as("flat over all sizes").isLessThan(0.2);
    }

    /** Files that many timers within a day, fires all, and counts what happened in between. */
    private static double filingsOfEach(int count) {
        var random = new SplittableRandom(count);
        var wheel = new TimerWheel(12_345);
        for (int i = 0; i < count; i++) {
            long tick = 12_346 + random.nextLong(24 * 3_600_000);
            var entry = new TimerEntry();
            entry.stateVolatile(tick);
            wheel.insert(entry, tick);
        }
        assertThat(wheel.refilings()).as("filing moves nothing else").isZero();
        int fired = 0;
        while (wheel.size() > 0) {
            while (wheel.poll(wheel.nextExpiry()) != null) {
                fired++;
            }
        }
        assertThat(fired).isEqualTo(count);
        return (double) wheel.refilings() / count;
    }

    @Test
    void aMillionTimersAreArmedMovedAndCancelled() {
        var random = new SplittableRandom(5);
        var timers = new Timer[MILLION];
        for (int i = 0; i < MILLION; i++) {
            timers[i] = new Timer();
            timers[i].deadline = MS + random.nextLong(60_000 * MS);
            assertThat(driver.poll(timers[i].entry, timers[i].deadline, timers[i])).isFalse();
        }
        assertThat(driver.pending()).isEqualTo(MILLION);
        int cancelled = 0;
        for (var timer : timers) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    driver.cancel(timer.entry);
                    cancelled++;
                }
                case 1 -> move(timer, MS + random.nextLong(timer.deadline));
                default -> move(timer, timer.deadline + random.nextLong(3_600_000 * MS));
            }
        }
        assertThat(driver.pending()).isEqualTo(MILLION - cancelled);
        long parks = 0;
        for (long next = driver.nanosUntilNext();
                next != TimeDriver.NONE;
                next = driver.nanosUntilNext()) {
            now += next;
            driver.process();
            parks++;
        }
        assertThat(fired).isEqualTo(MILLION - cancelled);
        assertThat(early).isZero();
        System.out.printf(
                "TimerLoadTest: %d armed, %d moved, %d cancelled, %d fired in %d parks%n",
                MILLION, MILLION - cancelled, cancelled, fired, parks);
    }

    private void move(Timer timer, long deadline) {
        timer.deadline = deadline;
        driver.reset(timer.entry, deadline);
    }

    // ---- None, and one ----

    @Test
    void anIdleWheelAsksForNoWakeUp() {
        assertThat(driver.nanosUntilNext()).isEqualTo(TimeDriver.NONE);
        var timer = new Timer();
        assertThat(driver.poll(timer.entry, 10 * MS, timer)).isFalse();
        driver.cancel(timer.entry);
        assertThat(driver.nanosUntilNext())
                .as("after the last was cancelled")
                .isEqualTo(TimeDriver.NONE);
    }

    @Test
    void aFarTimerWakesTheDriverAFewTimesAndOncePerTurnOfTheWheel() {
        assertThat(parksUntil(100L * 24 * 3_600_000)).as("a hundred days").isLessThanOrEqualTo(6);
        // A turn of the top level takes two years and two months.
        assertThat(parksUntil(7L << 36)).as("fifteen years").isLessThanOrEqualTo(6 + 7);
    }

    private int parksUntil(long millis) {
        var timer = new Timer();
        timer.deadline = now + millis * MS - 1;
        assertThat(driver.poll(timer.entry, timer.deadline, timer)).isFalse();
        int parks = 0;
        for (fired = 0; fired == 0; parks++) {
            now += driver.nanosUntilNext();
            driver.process();
        }
        assertThat(early).isZero();
        return parks;
    }

    // ---- Clocks that jump ----

    /** A machine that slept: on some systems the monotonic clock has gone on meanwhile. */
    @Test
    void afterAJumpOfHoursAllThatIsDueFiresAndNothingElse() {
        var random = new SplittableRandom(11);
        var timers = new Timer[100_000];
        for (int i = 0; i < timers.length; i++) {
            timers[i] = new Timer();
            timers[i].deadline = 1 + random.nextLong(24L * 3_600_000 * MS);
            assertThat(driver.poll(timers[i].entry, timers[i].deadline, timers[i])).isFalse();
        }
        for (int hours : new int[] {1, 7, 8, 20, 26}) {
            now = hours * 3_600_000L * MS;
            driver.process();
            int due = 0;
            for (var timer : timers) {
                due += timer.deadline <= now ? 1 : 0;
            }
            assertThat(fired).as("fired after %d hours", hours).isEqualTo(due);
            assertThat(early).isZero();
        }
        assertThat(driver.pending()).isZero();
    }

    /** Who sets the time of day moves no timer: nothing here reads it. */
    @Test
    void nothingReadsTheTimeOfDay() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAnyPackage("dev.kyoto.time", "dev.kyoto.internal.timer")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.time.Clock.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Instant.class)
                .check(new ClassFileImporter().importPath(Path.of("target", "classes")));
    }
}
