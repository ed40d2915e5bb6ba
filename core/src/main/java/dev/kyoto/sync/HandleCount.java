package dev.kyoto.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Counts the open handles of one side of a channel. Once there is none there never is one again. */
sealed class HandleCount permits SenderCounts {
    private static final VarHandle OPEN;

    static {
        try {
            OPEN = MethodHandles.lookup().findVarHandle(HandleCount.class, "open", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("FieldMayBeFinal") // written through OPEN
    private volatile int open = 1;

    /** Counts one more, unless there is none left. */
    final boolean add() {
        while (true) {
            int seen = open;
            if (seen == 0) {
                return false;
            }
            if (OPEN.compareAndSet(this, seen, seen + 1)) {
                return true;
            }
        }
    }

    /** Counts one less; answers whether it was the last. */
    final boolean remove() {
        return (int) OPEN.getAndAdd(this, -1) == 1;
    }

    final int value() {
        return open;
    }
}
