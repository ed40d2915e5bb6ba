package dev.kyoto.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How many senders of a channel are open, and how many weak ones. Thread-safe.
 *
 * <p>A channel begins with one sender.
 */
final class SenderCounts extends HandleCount {
    private static final VarHandle WEAK;

    static {
        try {
            WEAK = MethodHandles.lookup().findVarHandle(SenderCounts.class, "weak", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("FieldMayBeFinal") // written through WEAK
    private volatile int weak;

    int strong() {
        return value();
    }

    void addWeak() {
        WEAK.getAndAdd(this, 1);
    }

    /** Counts one weak sender less; answers true, as there always was one to remove. */
    boolean removeWeak() {
        WEAK.getAndAdd(this, -1);
        return true;
    }

    int weak() {
        return weak;
    }
}
