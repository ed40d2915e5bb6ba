package dev.kyoto.internal.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PausableClockTest {
    private static final long MS = 1_000_000;

    private final AtomicLong source = new AtomicLong(100);
    private final PausableClock clock = new PausableClock(source::get);

    @Test
    void runsWithItsSource() {
        assertThat(clock.nanos()).isEqualTo(100);
        source.set(150);
        assertThat(clock.nanos()).isEqualTo(150);
        assertThat(clock.isPaused()).isFalse();
    }

    @Test
    void standsStillAtTheNextMillisecondWhilePausedAndGoesOnFromThere() {
        clock.pause();
        source.set(3 * MS);
        assertThat(clock.nanos()).isEqualTo(MS);
        clock.resume();
        assertThat(clock.nanos()).isEqualTo(MS);
        source.set(3 * MS + 5);
        assertThat(clock.nanos()).isEqualTo(MS + 5);
        source.set(5 * MS);
        clock.pause();
        assertThat(clock.nanos()).as("a whole millisecond stays").isEqualTo(3 * MS);
    }

    @Test
    void isMovedOnlyWhilePaused() {
        assertThatThrownBy(() -> clock.advance(1)).hasMessageContaining("pause it before");
        assertThat(clock.advanceTo(1_000)).isFalse();
        clock.pause();
        clock.advance(11);
        assertThat(clock.nanos()).isEqualTo(MS + 11);
        assertThat(clock.advanceTo(2 * MS)).isTrue();
        assertThat(clock.nanos()).isEqualTo(2 * MS);
    }

    @Test
    void neverGoesBack() {
        clock.pause();
        assertThat(clock.advanceTo(50)).isTrue();
        assertThat(clock.nanos()).isEqualTo(MS);
        assertThatThrownBy(() -> clock.advance(-1)).hasMessageContaining("-1 ns");
    }

    @Test
    void stopsAtTheEndOfTime() {
        clock.pause();
        clock.advance(Long.MAX_VALUE);
        assertThat(clock.nanos()).isEqualTo(Long.MAX_VALUE);
        clock.advance(1);
        assertThat(clock.nanos()).isEqualTo(Long.MAX_VALUE);
        clock.resume();
        source.set(MS);
        assertThat(clock.nanos()).as("it does not wrap round").isEqualTo(Long.MAX_VALUE);
        clock.pause();
        assertThat(clock.nanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void refusesToPauseOrResumeTwice() {
        assertThatThrownBy(clock::resume).hasMessageContaining("is running");
        clock.pause();
        assertThatThrownBy(clock::pause).hasMessageContaining("paused already");
    }

    @Test
    void standsAtZeroWhenStartedPaused() {
        var paused = PausableClock.startPaused();
        assertThat(paused.nanos()).isZero();
        assertThat(paused.isPaused()).isTrue();
        paused.resume();
        assertThat(paused.nanos()).isNotNegative();
    }

    @Test
    @Timeout(60)
    void isMonotonicForAReaderWhilePausedAndResumed() throws Exception {
        var real = new PausableClock(SystemClock.INSTANCE);
        var done = new AtomicBoolean();
        var worst = new AtomicLong();
        var reader =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    long last = 0;
                                    while (!done.get()) {
                                        long now = real.nanos();
                                        worst.set(Math.min(worst.get(), now - last));
                                        last = now;
                                    }
                                });
        for (int i = 0; i < 20_000; i++) {
            real.pause();
            real.advance(1);
            real.resume();
        }
        done.set(true);
        reader.join();
        assertThat(worst.get()).isZero();
    }
}
