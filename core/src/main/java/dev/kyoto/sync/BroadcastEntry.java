package dev.kyoto.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A message in the ring, and how many receivers have yet to see it.
 *
 * <p>Position and message never change, so that a receiver that has found the entry may use it
 * although the ring has moved on. Each receiver that was there when the message was sent counts
 * down once: when it takes the message, or for all it has not seen when it closes.
 */
final class BroadcastEntry<T> {
    private static final VarHandle UNSEEN;

    static {
        try {
            UNSEEN =
                    MethodHandles.lookup().findVarHandle(BroadcastEntry.class, "unseen", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final long position;
    final T message;

    @SuppressWarnings("FieldMayBeFinal") // written through UNSEEN
    private volatile int unseen;

    BroadcastEntry(long position, T message, int audience) {
        this.position = position;
        this.message = message;
        this.unseen = audience;
    }

    /** One receiver has seen it; answers whether it was the last. */
    boolean countDown() {
        return (int) UNSEEN.getAndAdd(this, -1) == 1;
    }

    boolean isSeenByAll() {
        return unseen == 0;
    }
}
