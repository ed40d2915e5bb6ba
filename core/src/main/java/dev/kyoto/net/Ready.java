package dev.kyoto.net;

import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.driver.Readiness;
import java.util.StringJoiner;

/**
 * What a channel is ready for: a set of up to four facts. Immutable; equal sets are equal.
 *
 * <p>It may be out of date, and too hopeful, so that an operation still finds nothing to do. That a
 * direction is closed is known once an operation has found it so, as when the end of the input was
 * read: before that it merely shows as readable.
 *
 * <p>Answers to {@code tokio::io::Ready}.
 */
public final class Ready {
    private static final int R = 1;
    private static final int W = 1 << 1;
    private static final int R_CLOSED = 1 << 2;
    private static final int W_CLOSED = 1 << 3;
    private static final int EVERYTHING = R | W | R_CLOSED | W_CLOSED;

    private static final Ready[] SETS = new Ready[EVERYTHING + 1];

    static {
        for (int bits = 0; bits <= EVERYTHING; bits++) {
            SETS[bits] = new Ready(bits);
        }
    }

    /** Ready for nothing. */
    public static final Ready EMPTY = of(0);

    /** There may be something to read. */
    public static final Ready READABLE = of(R);

    /** There may be room to write. */
    public static final Ready WRITABLE = of(W);

    /** The input has ended, and every read says so at once. */
    public static final Ready READ_CLOSED = of(R_CLOSED);

    /** The output has ended, and every write fails at once. */
    public static final Ready WRITE_CLOSED = of(W_CLOSED);

    /** All four. */
    public static final Ready ALL = of(EVERYTHING);

    private final int bits;

    private Ready(int bits) {
        this.bits = bits;
    }

    private static Ready of(int bits) {
        return SETS[bits];
    }

    /** What a snapshot of a registration says about the directions of an interest. */
    static Ready of(long snapshot, Interest interest) {
        int bits = 0;
        if (interest.isReadable()) {
            bits |= bitsOf(snapshot, Direction.READ, R, R_CLOSED);
        }
        if (interest.isWritable()) {
            bits |= bitsOf(snapshot, Direction.WRITE, W, W_CLOSED);
        }
        return of(bits);
    }

    private static int bitsOf(long snapshot, Direction direction, int ready, int closed) {
        return (Readiness.isReady(snapshot, direction) ? ready : 0)
                | (Readiness.isEnded(snapshot, direction) ? closed : 0);
    }

    /**
     * The facts of both sets.
     *
     * @param other another set
     * @return the union
     */
    public Ready add(Ready other) {
        return of(bits | other.bits);
    }

    /**
     * The facts that only this set has.
     *
     * @param other what to take away
     * @return the difference
     */
    public Ready remove(Ready other) {
        return of(bits & ~other.bits);
    }

    /**
     * Whether this set has all facts of another one.
     *
     * @param other another set
     * @return true if it has
     */
    public boolean contains(Ready other) {
        return (bits & other.bits) == other.bits;
    }

    /**
     * Whether there is nothing to do.
     *
     * @return true for {@link #EMPTY}
     */
    public boolean isEmpty() {
        return bits == 0;
    }

    /**
     * Whether a read is worth a try: it may find something, or the end.
     *
     * @return true if readable or closed for reading
     */
    public boolean isReadable() {
        return (bits & (R | R_CLOSED)) != 0;
    }

    /**
     * Whether a write is worth a try: it may find room, or fail.
     *
     * @return true if writable or closed for writing
     */
    public boolean isWritable() {
        return (bits & (W | W_CLOSED)) != 0;
    }

    /**
     * Whether the input is known to have ended.
     *
     * @return true if closed for reading
     */
    public boolean isReadClosed() {
        return (bits & R_CLOSED) != 0;
    }

    /**
     * Whether the output is known to have ended.
     *
     * @return true if closed for writing
     */
    public boolean isWriteClosed() {
        return (bits & W_CLOSED) != 0;
    }

    @Override
    public String toString() {
        var names = new StringJoiner(" | ", "Ready(", ")").setEmptyValue("Ready()");
        if ((bits & R) != 0) {
            names.add("READABLE");
        }
        if ((bits & W) != 0) {
            names.add("WRITABLE");
        }
        if (isReadClosed()) {
            names.add("READ_CLOSED");
        }
        if (isWriteClosed()) {
            names.add("WRITE_CLOSED");
        }
        return names.toString();
    }
}
