package dev.kyoto.internal.timer;

import java.util.concurrent.locks.StampedLock;

/**
 * A clock that can be stopped and moved by hand, for tests and for simulation.
 *
 * <p>Unless it is stopped it shows what its source shows, less the time it stood still. The lock
 * keeps it monotonic: a reading taken while somebody stops the clock is taken again, so it cannot
 * be later than the moment at which the clock then stands.
 *
 * <p>It stands on whole milliseconds, unless it is moved by a part of one. Timers are filed by whole
 * milliseconds, rounded up; from a random part of one they would be rounded differently in each
 * run, and a paused program would not be the same twice.
 *
 * <p>Answers to {@code tokio::time::pause}, {@code resume} and {@code advance}.
 */
public final class PausableClock implements Clock {
    // States of the clock:
    //   running -> paused   pause: `standing` is the reading of that moment, rounded up
    //   paused  -> paused   advance, advanceTo: `standing` grows
    //   paused  -> running  resume: `offset` makes the first reading equal to `standing`
    // All fields are written under the write lock and read under an optimistic or a read lock.

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Clock source;
    private final StampedLock lock = new StampedLock();
    private boolean paused;
    private long standing;
    private long offset;

    /**
     * A running clock.
     *
     * @param source what it shows while it runs
     */
    public PausableClock(Clock source) {
        this.source = source;
    }

    /**
     * A clock over the system's that stands still at zero, so that it shows the same in each run.
     *
     * @return a paused clock
     */
    public static PausableClock startPaused() {
        var clock = new PausableClock(SystemClock.INSTANCE);
        clock.paused = true;
        return clock;
    }

    @Override
    public long nanos() {
        long stamp = lock.tryOptimisticRead();
        long reading = read();
        if (stamp != 0 && lock.validate(stamp)) {
            return reading;
        }
        stamp = lock.readLock();
        try {
            return read();
        } finally {
            lock.unlockRead(stamp);
        }
    }

    private long read() {
        return paused ? standing : plus(source.nanos(), offset);
    }

    /** A reading and what is added to it, which together are not negative; stops at the end. */
    private static long plus(long reading, long nanos) {
        long sum = reading + nanos;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /**
     * Whether it stands still.
     *
     * @return true between {@link #pause} and {@link #resume}
     */
    public boolean isPaused() {
        long stamp = lock.readLock();
        try {
            return paused;
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /** Stops the clock, at the next whole millisecond. */
    public void pause() {
        long stamp = lock.writeLock();
        try {
            if (paused) {
                throw new IllegalStateException(
                        "the clock is paused already; resume it before pausing it again");
            }
            standing = wholeMillis(read());
            paused = true;
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    private static long wholeMillis(long nanos) {
        long over = nanos % NANOS_PER_MILLI;
        return over == 0 ? nanos : plus(nanos, NANOS_PER_MILLI - over);
    }

    /** Lets the clock run on from where it stands. */
    public void resume() {
        long stamp = lock.writeLock();
        try {
            if (!paused) {
                throw new IllegalStateException(
                        "the clock is running; only a paused clock can be resumed");
            }
            offset = standing - source.nanos();
            paused = false;
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /**
     * Moves a paused clock forward.
     *
     * @param nanos by how much; not negative; beyond the end of time it stops at the end
     */
    public void advance(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException(
                    "time cannot be advanced by " + nanos + " ns; use zero or more");
        }
        long stamp = lock.writeLock();
        try {
            if (!paused) {
                throw new IllegalStateException(
                        "the clock is running; pause it before advancing it by hand");
            }
            standing = plus(standing, nanos);
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /**
     * Moves a paused clock forward to a reading; a reading of the past leaves it where it is.
     *
     * @param nanos the reading
     * @return false if the clock is running, in which case nothing happened
     */
    public boolean advanceTo(long nanos) {
        long stamp = lock.writeLock();
        try {
            if (paused && standing < nanos) {
                standing = nanos;
            }
            return paused;
        } finally {
            lock.unlockWrite(stamp);
        }
    }
}
