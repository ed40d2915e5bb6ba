package dev.kyoto.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Waker;
import dev.kyoto.internal.timer.Clock;
import dev.kyoto.internal.timer.SystemClock;
import dev.kyoto.internal.timer.TimerEntry;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sleep of the thread that holds the drivers. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DriversTest {

    /** Runs something in the middle of the holder's decision: when it asks for the time. */
    private static final class InterruptingClock implements Clock {
        private @Nullable Runnable once;

        @Override
        public long nanos() {
            var action = once;
            if (action != null) {
                once = null;
                action.run();
            }
            return SystemClock.INSTANCE.nanos();
        }
    }

    private final InterruptingClock clock = new InterruptingClock();
    private final Drivers drivers =
            new Drivers(new Provider(clock, 1, Parking.JDK, SelectorProvider.provider()));

    /** With a timer in an hour, so that the holder has to ask for the time. */
    private void armFarTimer() {
        var far = clock.nanos() + Duration.ofHours(1).toNanos();
        assertThat(drivers.time().poll(new TimerEntry(), far, Waker.noop())).isFalse();
    }

    @Test
    void aNudgeDuringTheDecisionIsNotLostToALockThatParks() {
        armFarTimer();
        assertThat(drivers.tryAcquire()).isTrue();
        clock.once =
                () -> {
                    drivers.unpark();
                    // What a contended lock does: it parks, and so uses up a permit that is there.
                    LockSupport.parkNanos(this, 1);
                };
        drivers.park(-1, () -> false);
        assertThat(clock.once).as("the holder has asked for the time").isNull();
    }

    @Test
    void newsThatComeDuringTheDecisionAreSeenBeforeTheSleep() {
        armFarTimer();
        assertThat(drivers.tryAcquire()).isTrue();
        var news = new boolean[1];
        clock.once = () -> news[0] = true;
        drivers.park(-1, () -> news[0]);
        assertThat(news[0]).isTrue();
    }
}
