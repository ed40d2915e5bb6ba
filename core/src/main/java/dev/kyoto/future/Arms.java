package dev.kyoto.future;

import org.jspecify.annotations.Nullable;

/**
 * The few futures inside one select or join: which are still alive, and how the rest is cancelled.
 *
 * <p>It is an interface, so that a select, of which there are many, can have its arms in its own
 * fields.
 *
 * <p>Not thread-safe; it belongs to the future that it is a part of.
 */
sealed interface Arms extends Group permits ArmList, SelectFew {

    /** How many there were in the beginning. */
    int size();

    /** The arm's future, or null once it has ended in whatever way. */
    @Nullable Future<?> live(int arm);

    /** Forgets the arm, as it answered Ready, threw or was cancelled. */
    void ended(int arm);

    /** Keeps what cleanup threw: the first failure, the others suppressed in it. */
    void cleanupFailed(Throwable failure);

    /** The future given as an arm; arms are counted from 1 in the message. */
    static Future<?> requireArm(@Nullable Future<?> future, int number) {
        if (future == null) {
            throw new NullPointerException("arm " + number + " is null, but must be a future");
        }
        return future;
    }

    @Override
    default boolean pollCancelAll(Context cx) {
        boolean clean = true;
        int count = size();
        for (int i = 0; i < count; i++) {
            var future = live(i);
            if (future == null) {
                continue;
            }
            boolean ended = true;
            try {
                ended = future.pollCancel(cx).isReady();
            } catch (Throwable failure) {
                cleanupFailed(failure);
            }
            if (ended) {
                ended(i);
            } else {
                clean = false;
            }
        }
        return clean;
    }

    @Override
    default void cancelAll() {
        int count = size();
        for (int i = 0; i < count; i++) {
            var future = live(i);
            if (future != null) {
                ended(i);
                try {
                    future.cancel();
                } catch (Throwable failure) {
                    Uncaught.report(failure);
                }
            }
        }
        var failure = takeCleanupFailure();
        if (failure != null) {
            Uncaught.report(failure);
        }
    }
}
