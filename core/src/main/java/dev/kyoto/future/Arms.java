package dev.kyoto.future;

import org.jspecify.annotations.Nullable;

/**
 * The few futures inside one select or join: which are still alive, and how the rest is cancelled.
 *
 * <p>Not thread-safe; it belongs to the future that it is a part of.
 */
final class Arms {
    /** An arm's future until it has ended in whatever way, then null. */
    private final @Nullable Future<?>[] live;

    /** What cleanup threw so far: the first failure, the others suppressed in it. */
    private @Nullable Throwable cleanupFailure;

    Arms(Future<?>... futures) {
        live = new Future<?>[futures.length];
        for (int i = 0; i < futures.length; i++) {
            if (futures[i] == null) {
                throw new NullPointerException("arm " + (i + 1) + " is null, but must be a future");
            }
            live[i] = futures[i];
        }
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

    /**
     * Cancels all live arms and drives their cleanup, all at once.
     *
     * <p>An arm whose cleanup throws has ended; the others go on.
     *
     * @return true once none is left
     */
    boolean pollCancel(Context cx) {
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

    /** What cleanup threw, or null; asked once, at the end. */
    @Nullable Throwable takeCleanupFailure() {
        var failure = cleanupFailure;
        cleanupFailure = null;
        return failure;
    }

    /** Throws what cleanup threw, if it did. */
    void throwCleanupFailure() {
        var failure = takeCleanupFailure();
        if (failure != null) {
            throw Failures.unchecked(failure);
        }
    }

    /** Cancels all live arms without awaiting anything; what they throw is reported. */
    void cancel() {
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
