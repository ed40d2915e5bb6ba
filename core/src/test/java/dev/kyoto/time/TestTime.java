package dev.kyoto.time;

import dev.kyoto.future.Context;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.timer.PausableClock;
import dev.kyoto.internal.timer.TimeDriver;

/** A paused clock, its driver, and a task's waker, for polls by hand. */
final class TestTime implements Waker {
    static final long MS = 1_000_000;

    final PausableClock clock = new PausableClock(() -> 0);
    final TimeDriver driver = new TimeDriver(clock, () -> {});
    final Context cx = Context.of(this);
    private int wakes;

    TestTime() {
        clock.pause();
    }

    @Override
    public void wake() {
        wakes++;
    }

    /** How often the task was woken since the last call. */
    int wakes() {
        int count = wakes;
        wakes = 0;
        return count;
    }

    void advance(long millis) {
        driver.advance(millis * MS);
    }

    AsyncInstant at(long millis) {
        return new AsyncInstant(millis * MS);
    }

    Sleep sleep(long millis) {
        return new Sleep(driver, clock.nanos() + millis * MS);
    }

    /** A context whose budget is spent. */
    Context spent() {
        var spent = Context.of(this);
        while (spent.hasBudget()) {
            spent.proceed();
        }
        return spent;
    }

    /** The units that are left; they are spent by counting. */
    static int unitsOf(Context cx) {
        int units = 0;
        while (cx.hasBudget()) {
            cx.proceed();
            units++;
        }
        return units;
    }
}
