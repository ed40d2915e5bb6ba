package dev.kyoto.internal.leaf;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/**
 * An operation that waits for the outside: it takes one unit of the task's budget, and gives it back
 * while it is Pending.
 *
 * @param <T> the type of the value
 */
public abstract class LeafFuture<T extends @Nullable Object> extends OneShotFuture<T> {
    /** For subclasses. */
    protected LeafFuture() {}

    /**
     * Makes what progress is possible, with the budget paid; never called again after Ready or an
     * exception.
     *
     * @param cx the waker to keep
     * @return as {@link dev.kyoto.future.Future#poll}
     */
    protected abstract Poll<T> attempt(Context cx);

    @Override
    protected final Poll<T> step(Context cx) {
        if (!cx.proceed()) {
            return Poll.pending();
        }
        var outcome = attempt(cx);
        if (outcome.isPending()) {
            cx.restore();
        }
        return outcome;
    }
}
