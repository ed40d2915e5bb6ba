package dev.kyoto.internal.driver;

import java.nio.ByteBuffer;

/** How much of what a user hands over is handed to the system in one call. */
public final class Chunks {
    /**
     * The most in one call from or into heap buffers. NIO copies through a direct buffer of that
     * size, which each thread keeps for ever.
     */
    private static final int HEAP_CHUNK = 128 * 1024;

    /** NIO hands no more buffers than that to the system at once; the rest would look unwanted. */
    private static final int MAX_GATHERED = 16;

    private Chunks() {}

    /** How many bytes of one buffer. */
    static int of(ByteBuffer buffer) {
        return buffer.isDirect() ? buffer.remaining() : Math.min(buffer.remaining(), HEAP_CHUNK);
    }

    /**
     * The first buffer with anything remaining.
     *
     * @param buffers an array of buffers
     * @param from the index of the first one to look at
     * @param to the index after the last one
     * @return its index, or {@code to}
     */
    public static int first(ByteBuffer[] buffers, int from, int to) {
        int first = from;
        while (first < to && !buffers[first].hasRemaining()) {
            first++;
        }
        return first;
    }

    /**
     * Where the run of whole buffers ends that fit one chunk; a first one that is larger goes
     * alone, in parts.
     */
    static int end(ByteBuffer[] buffers, int first, int to) {
        int end = first + 1;
        long total = buffers[first].remaining();
        int last = Math.min(to, first + MAX_GATHERED);
        while (end < last && total + buffers[end].remaining() <= HEAP_CHUNK) {
            total += buffers[end++].remaining();
        }
        return end;
    }

    /** What remains in some buffers together. */
    static long remaining(ByteBuffer[] buffers, int from, int to) {
        long total = 0;
        for (int i = from; i < to; i++) {
            total += buffers[i].remaining();
        }
        return total;
    }
}
