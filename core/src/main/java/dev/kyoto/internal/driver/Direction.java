package dev.kyoto.internal.driver;

import java.nio.channels.SelectionKey;

/**
 * One of the two ways that a channel can be ready, each with its own bits in the readiness word and
 * its own waiters.
 */
public enum Direction {
    /** Bytes, datagrams or connections to take in. */
    READ(0, SelectionKey.OP_READ | SelectionKey.OP_ACCEPT),
    /** Room to send, or the end of connecting. */
    WRITE(1, SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT);

    /** The selector's operations that belong to this direction. */
    final int ops;

    final long readyBit;
    final long endedBit;
    final long armedBit;

    /** Added to the word to count one more event of this direction. */
    final long tickUnit;

    /** The bits that hold this direction's count of events. */
    final long tickMask;

    Direction(int index, int ops) {
        this.ops = ops;
        this.readyBit = Readiness.READABLE << index;
        this.endedBit = Readiness.READ_ENDED << index;
        this.armedBit = Readiness.READ_ARMED << index;
        int shift = Readiness.TICK_SHIFT + index * Readiness.TICK_BITS;
        this.tickUnit = 1L << shift;
        this.tickMask = ((1L << Readiness.TICK_BITS) - 1) << shift;
    }
}
