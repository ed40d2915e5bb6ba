package dev.kyoto.internal.queue;

/**
 * The packed head of a {@link LocalQueue}: two 32-bit indexes in one long, changed together.
 *
 * <p>Both grow forever and wrap; the slot of an index is its low bits.
 *
 * <pre>
 *     bits 63..32  steal   the first slot that may not be written yet
 *     bits 31..0   real    the first task that is still in the queue
 * </pre>
 *
 * Equal indexes mean that nobody steals. Otherwise one thief is copying {@code [steal, real)} out.
 */
final class Head {

    private Head() {}

    static long of(int steal, int real) {
        return (long) steal << 32 | Integer.toUnsignedLong(real);
    }

    /** The head of a queue that nobody steals from. */
    static long at(int index) {
        return of(index, index);
    }

    static int steal(long head) {
        return (int) (head >>> 32);
    }

    static int real(long head) {
        return (int) head;
    }

    static boolean hasThief(long head) {
        return steal(head) != real(head);
    }

    /** One task was popped; the slots of a thief stay reserved. */
    static long popped(long head) {
        int next = real(head) + 1;
        return hasThief(head) ? of(steal(head), next) : at(next);
    }

    /** A thief reserves the first {@code count} tasks of a queue that nobody steals from. */
    static long reserved(long head, int count) {
        return of(steal(head), real(head) + count);
    }

    /** The thief is done with its slots. */
    static long released(long head) {
        return at(real(head));
    }
}
