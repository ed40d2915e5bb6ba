package dev.kyoto.examples.redis;

import org.jspecify.annotations.Nullable;

/**
 * Part of a sequence by index, both ends included, within its bounds.
 *
 * @param from the first index
 * @param to the last index
 */
record Span(int from, int to) {
    /**
     * Reads two indexes as Redis does: negative ones count from the end, and both are cut to the
     * sequence. Null if nothing is left.
     */
    static @Nullable Span of(long start, long stop, int size) {
        long from = Math.max(start < 0 ? start + size : start, 0);
        long to = Math.min(stop < 0 ? stop + size : stop, size - 1L);
        return from > to ? null : new Span((int) from, (int) to);
    }

    /** The same elements, counted from the other end of a sequence of this size. */
    Span mirrored(int size) {
        return new Span(size - 1 - to, size - 1 - from);
    }

    int size() {
        return to - from + 1;
    }
}
