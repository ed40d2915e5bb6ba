package dev.kyoto.io;

import dev.kyoto.internal.util.ThreadSlot;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Memory of a thread for bytes that are read and written again within one poll.
 *
 * <p>It lies outside of the heap, so that sockets take from it and put into it without a copy, and
 * stays in the cache, as all that the thread copies passes through it. Each platform thread that has
 * copied keeps one of 64 KiB; virtual threads have none, as there may be millions of them.
 */
final class PassingMemory {
    private static final int SIZE = 64 * 1024;

    /** Stands for the memory while it is lent: a reader may run a copy of its own in its poll. */
    private static final ByteBuffer LENT = ByteBuffer.allocate(0);

    private static final ThreadSlot<ByteBuffer> OF_THREAD = new ThreadSlot<>();

    private PassingMemory() {}

    /**
     * Borrows the thread's memory until {@link #giveBack}, which the same poll calls.
     *
     * @param size how many bytes are wanted
     * @return a buffer with exactly that much room, or null if this thread has none to lend
     */
    static @Nullable ByteBuffer borrow(int size) {
        if (size > SIZE || Thread.currentThread().isVirtual()) {
            return null;
        }
        var memory = OF_THREAD.swap(LENT);
        if (memory == LENT) {
            return null;
        }
        return (memory == null ? ByteBuffer.allocateDirect(SIZE) : memory.clear()).limit(size);
    }

    static void giveBack(ByteBuffer memory) {
        OF_THREAD.swap(memory);
    }
}
