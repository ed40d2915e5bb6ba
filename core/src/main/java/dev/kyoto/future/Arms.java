package dev.kyoto.future;

import org.jspecify.annotations.Nullable;

/**
 * The few futures inside one select or join: which are still alive, and how the rest is cancelled.
 *
 * <p>Not thread-safe; it belongs to the future that it is a part of.
 */
final class Arms implements Group {
    /** An arm's future until it has ended in whatever way, then null. */
    private final @Nullable Future<?>[] live;

    /** What cleanup threw so far: the first failure, the others suppressed in it. */
    private @Nullable Throwable cleanupFailure;

    /** Takes over the array, which was made for the arguments of the caller's own method. */
    Arms(@Nullable Future<?>... futures) {
        for (int i = 0; i < futures.length; i++) {
            if (futures[i] == null) {
                throw new NullPointerException("arm " + (i + 1) + " is null, but must be a future");
            }
        }
        live = futures;
    }

    int size() {
        return live.length;
    }

    /** The arm's future, or null once it has ended. */
    @Nullable Future<?> live(int arm) {
        return live[arm];
    }

    /** Forgets the arm, as it answered Ready or threw. */
    void ended(int arm) {
        live[arm] = null;
    }

    @Override
    public boolean pollCancel(Context cx) {
        boolean clean = true;
        for (int i = 0; i < live.length; i++) {
            var future = live[i];
            if (future == null) {
                continue;
            }
            boolean ended = true;
            try {
                ended = future.pollCancel(cx).isReady();
            } catch (Throwable failure) {
                cleanupFailure = Uncaught.merge(cleanupFailure, failure);
            }
            if (ended) {
                live[i] = null;
            } else {
                clean = false;
            }
        }
        return clean;
    }

    @Override
    public @Nullable Throwable takeCleanupFailure() {
        var failure = cleanupFailure;
        cleanupFailure = null;
        return failure;
    }

    @Override
    public void cancel() {
        for (int i = 0; i < live.length; i++) {
            var future = live[i];
            if (future != null) {
                live[i] = null;
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
