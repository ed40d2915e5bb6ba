package dev.kyoto.internal.driver;

/**
 * The readiness word of a registration: what its bits are called, and the questions one may ask a
 * snapshot of it.
 *
 * <p>A snapshot is the bare {@code long}, so that asking for readiness allocates nothing; no code
 * outside of this package takes one apart by itself. Zero is no snapshot but {@link #PENDING}.
 *
 * <pre>
 *   62            36 35             9   8       7        6      5    4    3    2    1    0
 *  | write tick, 27 | read tick, 27 | SPARED SHUTDOWN CLOSED W_ARM R_ARM W_END R_END  W    R |
 * </pre>
 */
public final class Readiness {
    /** What {@link Registration#pollReady} answers when the direction is not ready. */
    public static final long PENDING = 0;

    /** A read may succeed: an event said so, and no would-block has been seen since. */
    static final long READABLE = 1;

    /** A write may succeed. */
    static final long WRITABLE = 1 << 1;

    /** The end of the input was read: this direction stays ready for ever. */
    static final long READ_ENDED = 1 << 2;

    /** The output was shut down: this direction stays ready for ever. */
    static final long WRITE_ENDED = 1 << 3;

    /** The selector is, or is about to be, told to report read readiness. */
    static final long READ_ARMED = 1 << 4;

    /** The selector is, or is about to be, told to report write readiness. */
    static final long WRITE_ARMED = 1 << 5;

    /** The registration was given up; its channel is closed or was taken away. */
    static final long CLOSED = 1 << 6;

    /** The driver was shut down. */
    static final long SHUTDOWN = 1 << 7;

    /** A glance has left read interest armed although nobody had consumed the event before. */
    static final long READ_SPARED = 1 << 8;

    static final int TICK_SHIFT = 9;
    static final int TICK_BITS = 27;

    private Readiness() {}

    /**
     * Whether an operation is worth a try, or will fail at once.
     *
     * @param snapshot a readiness word
     * @param direction the direction asked about
     * @return true if nobody has to wait
     */
    public static boolean isReady(long snapshot, Direction direction) {
        return (snapshot & (direction.readyBit | direction.endedBit | CLOSED | SHUTDOWN)) != 0;
    }

    /**
     * Whether the direction has come to its end.
     *
     * @param snapshot a readiness word
     * @param direction the direction asked about
     * @return true once {@link Registration#markEnded} was called for it
     */
    public static boolean isEnded(long snapshot, Direction direction) {
        return (snapshot & direction.endedBit) != 0;
    }

    static boolean isArmed(long snapshot, Direction direction) {
        return (snapshot & direction.armedBit) != 0;
    }

    static boolean isGone(long snapshot) {
        return (snapshot & (CLOSED | SHUTDOWN)) != 0;
    }

    /** Whether an event of this direction has come between the two snapshots. */
    static boolean tickDiffers(long one, long other, Direction direction) {
        return ((one ^ other) & direction.tickMask) != 0;
    }

    /** One event more; the count wraps within its own bits. */
    static long withNextTick(long word, Direction direction) {
        long next = (word + direction.tickUnit) & direction.tickMask;
        return (word & ~direction.tickMask) | next;
    }
}
