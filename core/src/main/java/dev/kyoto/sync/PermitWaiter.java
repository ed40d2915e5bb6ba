package dev.kyoto.sync;

import dev.kyoto.future.Context;
import org.jspecify.annotations.Nullable;

/**
 * A future that needs permits of a {@link PermitPool} before it can end.
 *
 * <p>{@code missing} says how far the pool has come with it: above zero, so many permits are still
 * to come and the node is in the queue; zero, all are granted; {@link #REFUSED}, the pool was
 * closed or the wait was given up, and nothing is held. It is written under the pool's lock; the
 * owner reads it without.
 */
abstract class PermitWaiter<T extends @Nullable Object> extends Waiter<T> {
    static final int REFUSED = -1;

    final PermitPool pool;
    final int wanted;
    volatile int missing;

    PermitWaiter(PermitPool pool, int wanted) {
        this.pool = pool;
        this.wanted = wanted;
    }

    /** Makes progress; TAKEN leaves the permits with the caller, who must end this future. */
    final PermitPool.Outcome pollPermits(Context cx) {
        checkLive();
        if (!cx.proceed()) {
            return PermitPool.Outcome.TOO_FEW;
        }
        var outcome = stage == NEW ? begin(cx) : goOn(cx);
        if (outcome == PermitPool.Outcome.TOO_FEW) {
            cx.restore();
        }
        return outcome;
    }

    private PermitPool.Outcome begin(Context cx) {
        var outcome = pool.tryTake(wanted);
        if (outcome == PermitPool.Outcome.TOO_FEW) {
            outcome = pool.takeOrJoin(this, cx.waker());
            if (outcome == PermitPool.Outcome.TOO_FEW) {
                stage = WAITING;
            }
        }
        return outcome;
    }

    private PermitPool.Outcome goOn(Context cx) {
        // The waker that is kept can only be cleared after `missing` was settled, so if it is the
        // newest and permits are still missing below, it is the one that will be woken.
        if (missing > 0 && waker != cx.waker()) {
            pool.replaceWaker(this, cx.waker());
        }
        int left = missing;
        if (left > 0) {
            return PermitPool.Outcome.TOO_FEW;
        }
        return left == 0 ? PermitPool.Outcome.TAKEN : PermitPool.Outcome.CLOSED;
    }

    @Override
    public final void cancel() {
        if (stage == WAITING) {
            stage = CANCELLED;
            pool.leave(this);
            afterLeave();
        } else if (stage == NEW) {
            stage = CANCELLED;
        }
    }

    /** Called once a wait was given up and its permits are back in the pool. */
    void afterLeave() {}
}
