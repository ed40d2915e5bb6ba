package dev.kyoto.time;

/**
 * What an {@link Interval} does after ticks that nobody was there for.
 *
 * <p>A tick counts as missed if it is taken more than 5 ms late. The examples show a period of 100
 * ms whose second tick is taken at 250 ms instead of 100 ms.
 *
 * <p>Answers to {@code tokio::time::MissedTickBehavior}.
 */
public enum MissedTickBehavior {
    /**
     * Ticks as fast as it can until it has caught up: the next ticks come at 250 (for 200), 300 and
     * 400 ms. No tick is dropped; this is the default.
     */
    BURST {
        @Override
        long next(long due, long now, long period) {
            return Nanos.plus(due, period);
        }
    },

    /** Starts anew from the late tick: the next ones come at 350 and 450 ms. */
    DELAY {
        @Override
        long next(long due, long now, long period) {
            return Nanos.plus(now, period);
        }
    },

    /** Drops what was missed and keeps to the schedule: the next ones come at 300 and 400 ms. */
    SKIP {
        @Override
        long next(long due, long now, long period) {
            // How late it is may need all 64 bits: a schedule may begin before the clock does.
            return Nanos.plus(now, period - Long.remainderUnsigned(now - due, period));
        }
    };

    /**
     * When the tick after a missed one is due.
     *
     * @param due when the missed one was due
     * @param now when it was taken, later than that
     * @param period the time between two ticks
     */
    abstract long next(long due, long now, long period);
}
