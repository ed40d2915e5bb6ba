package dev.kyoto.internal.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PausedTimeDriverTest {
    private static final long MS = 1_000_000;

    private final PausableClock clock = new PausableClock(() -> 0);
    private final AtomicInteger unparks = new AtomicInteger();
    private final TimeDriver driver = new TimeDriver(clock, unparks::incrementAndGet);
    private final TimerEntry entry = new TimerEntry();
    private final CountingWaker waker = new CountingWaker();

    @Test
    void jumpsFromTimerToTimer() {
        driver.pause();
        // The distances make it cascade through several slots on its way.
        long[] deadlines = {3 * MS, 3 * MS + 1, 70 * MS, 5_000 * MS, 400_000_000 * MS};
        for (long deadline : deadlines) {
            assertThat(driver.poll(new TimerEntry(), deadline, waker)).isFalse();
        }
        for (long deadline : deadlines) {
            assertThat(driver.advanceToNext()).isTrue();
            assertThat(clock.nanos()).isEqualTo((deadline + MS - 1) / MS * MS);
        }
        assertThat(waker.count()).isEqualTo(5);
        assertThat(driver.advanceToNext()).isFalse();
    }

    @Test
    void reachesTheEndOfTime() {
        driver.pause();
        assertThat(driver.poll(entry, Long.MAX_VALUE, waker)).isFalse();
        assertThat(driver.advanceToNext()).isTrue();
        assertThat(waker.count()).isOne();
    }

    @Test
    void aMovedTimerIsMetAtItsNewTime() {
        driver.pause();
        assertThat(driver.poll(entry, 10 * MS, waker)).isFalse();
        driver.reset(entry, 100 * MS);
        assertThat(driver.advanceToNext()).isTrue();
        assertThat(clock.nanos()).isEqualTo(100 * MS);
    }

    @Test
    void doesNotJumpWhileTheClockRuns() {
        assertThat(driver.poll(entry, 10 * MS, waker)).isFalse();
        assertThat(driver.advanceToNext()).isFalse();
        assertThat(clock.nanos()).isZero();
        assertThat(driver.nanosUntilNext()).isEqualTo(10 * MS);
    }

    @Test
    void doesNotJumpWhileInhibited() {
        driver.pause();
        assertThat(driver.poll(entry, 10 * MS, waker)).isFalse();
        driver.inhibit();
        driver.inhibit();
        assertThat(driver.advanceToNext()).isFalse();
        int before = unparks.get();
        driver.release();
        assertThat(driver.advanceToNext()).isFalse();
        assertThat(unparks.get()).isEqualTo(before);
        driver.release();
        assertThat(unparks.get()).isEqualTo(before + 1);
        assertThat(driver.advanceToNext()).isTrue();
        assertThatThrownBy(driver::release).hasMessageContaining("more often");
    }

    @Test
    void releasingUnparksOnlyWhilePaused() {
        driver.inhibit();
        driver.release();
        assertThat(unparks.get()).isZero();
    }

    @Test
    void anInhibitedDriverParksWithoutLimitUnlessSomethingIsDue() {
        driver.pause();
        driver.inhibit();
        assertThat(driver.poll(entry, 10 * MS, waker)).isFalse();
        assertThat(driver.nanosUntilNext()).isEqualTo(TimeDriver.NONE);
        int before = unparks.get();
        assertThat(driver.poll(new TimerEntry(), 20 * MS, waker)).isFalse();
        assertThat(unparks.get()).isEqualTo(before + 1);
        clock.advance(10 * MS);
        assertThat(driver.nanosUntilNext()).isZero();
    }

    @Test
    void aReleaseJustBeforeTheParkIsNotMissed() {
        driver.pause();
        driver.inhibit();
        assertThat(driver.poll(entry, 10 * MS, waker)).isFalse();
        assertThat(driver.advanceToNext()).isFalse();
        driver.release();
        assertThat(driver.nanosUntilNext()).isZero();
        assertThat(driver.advanceToNext()).isTrue();
    }

    @Test
    void aPausedDriverWithoutTimersParksWithoutLimit() {
        driver.pause();
        assertThat(driver.nanosUntilNext()).isEqualTo(TimeDriver.NONE);
    }

    @Test
    void advancingFiresWhatIsDueThen() {
        driver.pause();
        assertThat(driver.poll(entry, 10 * MS, waker)).isFalse();
        assertThat(driver.advance(10 * MS - 1)).isZero();
        assertThat(driver.advance(1)).isOne();
        assertThat(waker.count()).isOne();
    }

    @Test
    void pausingAndResumingUnpark() {
        driver.pause();
        assertThat(driver.isPaused()).isTrue();
        assertThat(unparks.get()).isOne();
        driver.resume();
        assertThat(driver.isPaused()).isFalse();
        assertThat(unparks.get()).isEqualTo(2);
    }

    @Test
    void aClockThatCannotPauseSaysSo() {
        var system = new TimeDriver(SystemClock.INSTANCE, () -> {});
        assertThat(system.isPaused()).isFalse();
        assertThat(system.advanceToNext()).isFalse();
        assertThatThrownBy(system::pause).hasMessageContaining("current-thread runtime");
        assertThatThrownBy(system::resume).hasMessageContaining("cannot be paused");
        assertThatThrownBy(() -> system.advance(1)).hasMessageContaining("cannot be paused");
    }
}
