package dev.kyoto.sync;

import dev.kyoto.future.Context;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A future that needs permits of a {@link PermitPool} before it can end.
 *
 * <p>{@code missing} says how far the pool has come with it: above zero, so many permits are still
 * to come and the node is in the queue; zero, all are granted; {@link #REFUSED}, the pool was
 * closed or the wait was given up, and nothing is held. It is written under the pool's lock, with
 * release; the owner reads it without the lock, which pairs with that. An owner that reads too early
 * is polled again, as {@link #wakeAll} comes after the write, with a fence between.
 */
abstract class PermitWaiter<T extends @Nullable Object> extends Waiter<T> {
    static final int REFUSED = -1;

    private static final VarHandle MISSING;

    static {
        try {
            MISSING =
                    MethodHandles.lookup().findVarHandle(PermitWaiter.class, "missing", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final PermitPool pool;
    final int wanted;
    volatile int missing;

    PermitWaiter(PermitPool pool, int wanted) {
        this.pool = pool;
        this.wanted = wanted;
    }

    /** By the pool, under its lock. */
    final void setMissing(int permits) {
        MISSING.setRelease(this, permits);
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
