package dev.kyoto.future;

import org.jspecify.annotations.Nullable;

/**
 * The futures inside one future, as far as they are cancelled together.
 *
 * <p>Not thread-safe; it belongs to the future that it is a part of.
 */
sealed interface Group permits Arms, Children {

    /**
     * Cancels all that are alive and drives their cleanup, all at once.
     *
     * <p>One whose cleanup throws has ended; the others go on.
     *
     * @return true once none is left
     */
    boolean pollCancelAll(Context cx);

    /** Cancels all that are alive without awaiting anything; what they throw is reported. */
    void cancelAll();

    /** What cleanup threw, or null; asked once, at the end. */
    @Nullable Throwable takeCleanupFailure();

    /** The whole of a {@link OneShot#pollDrop}: cancels all, and throws what cleanup threw. */
    default Poll<@Nullable Void> pollDropAll(Context cx) {
        if (!pollCancelAll(cx)) {
            return Poll.pending();
        }
        var failure = takeCleanupFailure();
        if (failure != null) {
            throw Failures.unchecked(failure);
        }
        return Poll.ready(null);
    }
}
