package dev.kyoto.codec;

import dev.kyoto.future.IoException;
import dev.kyoto.io.ByteBuf;

/**
 * Finds the end of a segment that a delimiter ends, looking at each byte once, and gets over
 * segments that are too long.
 *
 * <p>{@code SEARCHING -> DISCARDING} a segment became too long, which was thrown; {@code DISCARDING
 * -> SEARCHING} its end was found and dropped with it.
 */
final class SegmentScanner {

    /** Finds a delimiter between two offsets of a buffer; -1 if there is none. */
    @FunctionalInterface
    interface Search {
        int find(ByteBuf src, int from, int to);
    }

    private final Search search;
    private final int maxLength;
    private final String what;

    /** How far the buffer was searched, counted from its reader index. */
    private int searched;

    private boolean discarding;

    SegmentScanner(Search search, int maxLength, String what) {
        if (maxLength < 0) {
            throw new IllegalArgumentException(
                    "the maximum length of %d bytes is negative".formatted(maxLength));
        }
        this.search = search;
        this.maxLength = maxLength;
        this.what = what;
    }

    /**
     * The length of the segment at the front, which the caller consumes together with its
     * delimiter; or -1 if its end has not arrived.
     */
    int nextLength(ByteBuf src) {
        while (true) {
            int readable = src.readableBytes();
            // The delimiter itself does not count, hence one more byte.
            int to = maxLength < readable ? maxLength + 1 : readable;
            int found = search.find(src, Math.min(searched, to), to);
            if (discarding) {
                searched = 0;
                if (found >= 0) {
                    src.skip(found + 1);
                    discarding = false;
                } else {
                    src.skip(to);
                    if (src.isEmpty()) {
                        return -1;
                    }
                }
            } else if (found >= 0) {
                searched = 0;
                return found;
            } else if (readable > maxLength) {
                discarding = true;
                searched = 0;
                throw new IoException(
                        IoException.Kind.INVALID_DATA,
                        "%s is longer than the maximum of %d bytes; the rest of it will be skipped"
                                .formatted(what, maxLength));
            } else {
                searched = to;
                return -1;
            }
        }
    }

    /** The input has ended: what is in the buffer is the last segment, whatever was searched. */
    void reset() {
        searched = 0;
    }

    int maxLength() {
        return maxLength;
    }
}
