package dev.kyoto.internal.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Waker;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TimeDriverTest {
    private static final long MS = 1_000_000;

    private long now;
    private final AtomicInteger unparks = new AtomicInteger();
    private final TimeDriver driver = new TimeDriver(() -> now, unparks::incrementAndGet);
    private final TimerEntry entry = new TimerEntry();
    private final CountingWaker waker = new CountingWaker();

    // ---- polling ----

    @Test
    void aDeadlineThatHasPassedIsDoneAtTheFirstPoll() {
        now = 5;
        assertThat(driver.poll(entry, 5, waker)).isTrue();
        assertThat(driver.poll(new TimerEntry(), 0, waker)).isTrue();
        assertThat(driver.poll(new TimerEntry(), Long.MIN_VALUE, waker)).isTrue();
        assertThat(driver.pending()).isZero();
        assertThat(waker.count()).isZero();
    }

    @Test
    void roundsUpToTheNextMillisecond() {
        assertThat(driver.poll(entry, MS + 1, waker)).isFalse();
        now = MS + 1;
        assertThat(driver.process()).isZero();
        now = 2 * MS - 1;
        assertThat(driver.process()).isZero();
        now = 2 * MS;
        assertThat(driver.process()).isOne();
        assertThat(waker.count()).isOne();
        assertThat(driver.poll(entry, MS + 1, waker)).isTrue();
    }

    @Test
    void aWholeMillisecondIsNotRounded() {
        assertThat(driver.poll(entry, MS, waker)).isFalse();
        now = MS;
        assertThat(driver.process()).isOne();
    }

    @Test
    void aTimerOfTheWheelsPastFiresAtOnce() {
        now = 10 * MS;
        assertThat(driver.poll(new TimerEntry(), 20 * MS, waker)).isFalse();
        now = 15 * MS;
        assertThat(driver.process()).isZero();
        // The clock is read before the wheel; here it lags behind it, as for a slow thread.
        now = 14 * MS;
        assertThat(driver.poll(entry, 15 * MS, waker)).isTrue();
        assertThat(driver.pending()).isOne();
    }

    @Test
    void onlyTheNewestWakerIsWoken() {
        var newer = new CountingWaker();
        assertThat(driver.poll(entry, MS, waker)).isFalse();
        assertThat(driver.poll(entry, MS, newer)).isFalse();
        now = MS;
        assertThat(driver.process()).isOne();
        assertThat(waker.count()).isZero();
        assertThat(newer.count()).isOne();
    }

    @Test
    void firesManyInOneGo() {
        var entries = new ArrayList<TimerEntry>();
        for (int i = 0; i < 1_000; i++) {
            entries.add(new TimerEntry());
            assertThat(driver.poll(entries.get(i), MS * (1 + i % 7), waker)).isFalse();
        }
        assertThat(driver.pending()).isEqualTo(1_000);
        now = 7 * MS;
        assertThat(driver.process()).isEqualTo(1_000);
        assertThat(waker.count()).isEqualTo(1_000);
        assertThat(driver.pending()).isZero();
    }

    @Test
    void wakersRunOutsideOfTheLock() throws Exception {
        var inside = new AtomicBoolean(true);
        Waker fromAnotherThread =
                () -> {
                    // Another thread gets the lock while this waker runs.
                    var thread = new Thread(() -> inside.set(driver.nanosUntilNext() < 0));
                    thread.start();
                    try {
                        thread.join();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                };
        assertThat(driver.poll(entry, MS, fromAnotherThread)).isFalse();
        now = MS;
        assertThat(driver.process()).isOne();
        assertThat(inside.get()).isFalse();
    }

    @Test
    void aWakerMayUseTheDriver() {
        var second = new TimerEntry();
        assertThat(driver.poll(entry, MS, () -> driver.poll(second, 2 * MS, waker))).isFalse();
        now = MS;
        assertThat(driver.process()).isOne();
        assertThat(driver.pending()).isOne();
        now = 2 * MS;
        assertThat(driver.process()).isOne();
        assertThat(waker.count()).isOne();
    }

    // ---- reset and cancel ----

    @Test
    void resetToLaterFiresAtTheNewDeadlineOnly() {
        assertThat(driver.poll(entry, 10 * MS, waker)).isFalse();
        driver.reset(entry, 1_000 * MS);
        now = 999 * MS;
        assertThat(driver.process()).isZero();
        assertThat(driver.pending()).isOne();
        now = 1_000 * MS;
        assertThat(driver.process()).isOne();
        assertThat(waker.count()).isOne();
    }

    @Test
    void resetToEarlierFiresAtTheNewDeadline() {
        assertThat(driver.poll(entry, 1_000 * MS, waker)).isFalse();
        driver.reset(entry, 10 * MS);
        now = 9 * MS;
        assertThat(driver.process()).isZero();
        now = 10 * MS;
        assertThat(driver.process()).isOne();
        assertThat(waker.count()).isOne();
    }

    @Test
    void resetToThePastWakesAtOnce() {
        now = 5 * MS + 1;
        assertThat(driver.poll(entry, 1_000 * MS, waker)).isFalse();
        driver.reset(entry, 5 * MS + 1);
        assertThat(waker.count()).isOne();
        assertThat(driver.pending()).isZero();
        assertThat(driver.poll(entry, 5 * MS + 1, waker)).isTrue();
    }

    @Test
    void aFiredTimerCanBeUsedAgain() {
        assertThat(driver.poll(entry, MS, waker)).isFalse();
        now = MS;
        assertThat(driver.process()).isOne();
        driver.reset(entry, 3 * MS);
        assertThat(driver.poll(entry, 3 * MS, waker)).isFalse();
        now = 3 * MS;
        assertThat(driver.process()).isOne();
        assertThat(waker.count()).isEqualTo(2);
    }

    @Test
    void aCancelledTimerIsGoneAndCanBeUsedAgain() {
        assertThat(driver.poll(entry, MS, waker)).isFalse();
        driver.cancel(entry);
        driver.cancel(entry);
        assertThat(driver.pending()).isZero();
        now = MS;
        assertThat(driver.process()).isZero();
        assertThat(waker.count()).isZero();
        assertThat(driver.poll(entry, 2 * MS, waker)).isFalse();
        assertThat(driver.pending()).isOne();
    }

    @Test
    void neitherUnregisteredCancelNorResetToLaterTakesTheLock() throws Exception {
        var locked = new CountDownLatch(1);
        var free = new CountDownLatch(1);
        var holding = new AtomicBoolean();
        Clock clock =
                () -> {
                    // nanosUntilNext reads the clock while it holds the lock.
                    if (holding.get() && Thread.currentThread().getName().equals("holder")) {
                        locked.countDown();
                        try {
                            free.await();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    }
                    return 0;
                };
        var held = new TimeDriver(clock, () -> {});
        var armed = new TimerEntry();
        assertThat(held.poll(armed, 10 * MS, waker)).isFalse();
        holding.set(true);
        var holder = new Thread(held::nanosUntilNext, "holder");
        holder.start();
        locked.await();

        // A lock taken by any of these would wait for the latch below, until the test's timeout.
        held.cancel(new TimerEntry());
        held.reset(armed, 20 * MS);
        assertThat(held.poll(armed, 20 * MS, waker)).isFalse();
        assertThat(held.poll(new TimerEntry(), 0, waker)).isTrue();
        assertThat(holder.isAlive()).isTrue();

        free.countDown();
        holder.join();
    }

    // ---- parking ----

    @Test
    void tellsHowLongToPark() {
        assertThat(driver.nanosUntilNext()).isEqualTo(TimeDriver.NONE);
        now = MS / 2;
        assertThat(driver.poll(entry, 10 * MS, waker)).isFalse();
        assertThat(driver.nanosUntilNext()).isEqualTo(10 * MS - MS / 2);
        now = 11 * MS;
        assertThat(driver.nanosUntilNext()).isZero();
        assertThat(driver.process()).isOne();
        assertThat(driver.nanosUntilNext()).isEqualTo(TimeDriver.NONE);
    }

    @Test
    void unparksForAnEarlierDeadlineOnly() {
        assertThat(driver.poll(entry, 50 * MS, waker)).isFalse();
        assertThat(driver.nanosUntilNext()).isEqualTo(50 * MS);
        assertThat(driver.poll(new TimerEntry(), 50 * MS, waker)).isFalse();
        assertThat(driver.poll(new TimerEntry(), 60 * MS, waker)).isFalse();
        assertThat(unparks.get()).isZero();
        assertThat(driver.poll(new TimerEntry(), 40 * MS, waker)).isFalse();
        assertThat(unparks.get()).isOne();
    }

    @Test
    void unparksForTheFirstTimer() {
        assertThat(driver.nanosUntilNext()).isEqualTo(TimeDriver.NONE);
        assertThat(driver.poll(entry, Long.MAX_VALUE, waker)).isFalse();
        assertThat(unparks.get()).isOne();
    }

    @Test
    void unparksForAResetToEarlier() {
        assertThat(driver.poll(entry, 50 * MS, waker)).isFalse();
        assertThat(driver.nanosUntilNext()).isEqualTo(50 * MS);
        driver.reset(entry, 60 * MS);
        assertThat(unparks.get()).isZero();
        driver.reset(entry, 40 * MS);
        assertThat(unparks.get()).isOne();
    }

    @Test
    void neverUnparksADriverThatIsUp() {
        assertThat(driver.nanosUntilNext()).isEqualTo(TimeDriver.NONE);
        assertThat(driver.process()).isZero();
        assertThat(driver.poll(entry, 50 * MS, waker)).isFalse();
        assertThat(driver.poll(new TimerEntry(), 40 * MS, waker)).isFalse();
        assertThat(unparks.get()).isZero();
    }

    @Test
    void unparksOnceUntilTheDriverPlansAgain() {
        assertThat(driver.nanosUntilNext()).isEqualTo(TimeDriver.NONE);
        for (int i = 0; i < 10; i++) {
            assertThat(driver.poll(new TimerEntry(), (50 - i) * MS, waker)).isFalse();
        }
        assertThat(unparks.get()).isOne();
        assertThat(driver.nanosUntilNext()).isEqualTo(41 * MS);
        assertThat(driver.poll(new TimerEntry(), 30 * MS, waker)).isFalse();
        assertThat(unparks.get()).isEqualTo(2);
    }

    // ---- shutdown ----

    @Test
    void shutdownWakesAllAndTheirNextPollFails() {
        var entries = new ArrayList<TimerEntry>();
        for (int i = 0; i < 100; i++) {
            entries.add(new TimerEntry());
            assertThat(driver.poll(entries.get(i), MS << (i % 40), waker)).isFalse();
        }
        driver.shutdown();
        driver.shutdown();
        assertThat(waker.count()).isEqualTo(100);
        assertThat(driver.pending()).isZero();
        for (var each : entries) {
            assertThatThrownBy(() -> driver.poll(each, MS, waker))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the runtime was shut down");
        }
    }

    @Test
    void afterShutdownNothingIsFiledAndNothingElseFails() {
        assertThat(driver.poll(entry, MS, waker)).isFalse();
        driver.shutdown();
        driver.reset(entry, 2 * MS);
        driver.cancel(entry);
        for (long deadline : new long[] {0, MS, Long.MAX_VALUE}) {
            var late = new TimerEntry();
            assertThatThrownBy(() -> driver.poll(late, deadline, waker))
                    .hasMessageContaining("the runtime was shut down");
            driver.cancel(late);
        }
        assertThat(driver.pending()).isZero();
        now = 10 * MS;
        assertThat(driver.process()).isZero();
        assertThat(driver.nanosUntilNext()).isEqualTo(TimeDriver.NONE);
    }

    @Test
    void aTimerThatFiredBeforeShutdownHasFired() {
        assertThat(driver.poll(entry, MS, waker)).isFalse();
        now = MS;
        assertThat(driver.process()).isOne();
        driver.shutdown();
        assertThat(driver.poll(entry, MS, waker)).isTrue();
    }

    @Test
    void anEntryDescribesItsState() {
        assertThat(entry).hasToString("TimerEntry[idle]");
        assertThat(driver.poll(entry, 3 * MS, waker)).isFalse();
        assertThat(entry).hasToString("TimerEntry[armed for tick 3]");
        now = 3 * MS;
        assertThat(driver.process()).isOne();
        assertThat(entry).hasToString("TimerEntry[fired]");
    }
}
