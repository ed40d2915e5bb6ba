package dev.kyoto.future;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that what belongs to one task is waited for by one future at a time.
 *
 * <pre>
 *   null -> f   the future f is polled for the first time
 *   f -> null   f has ended or is cancelled
 * </pre>
 *
 * <p>A second future is refused rather than queued: that two tasks share the thing is the mistake.
 */
final class SoleUser {
    private static final VarHandle USER;

    static {
        try {
            USER = MethodHandles.lookup().findVarHandle(SoleUser.class, "user", Future.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String what;

    private volatile @Nullable Future<?> user;

    SoleUser(String what) {
        this.what = what;
    }

    /** Makes the future the user, which it may be already. */
    void claim(Future<?> future) {
        if (user != future && !USER.compareAndSet(this, null, future)) {
            throw new IllegalStateException(
                    "two futures of one "
                            + what
                            + " wait at once: two tasks use it, or a future of it was neither awaited"
                            + " to its end nor cancelled; give it to one task, and cancel what is not"
                            + " awaited");
        }
    }

    /**
     * Lets the next one be the user.
     *
     * @return whether this future was the user
     */
    boolean release(Future<?> future) {
        boolean mine = user == future;
        if (mine) {
            user = null;
        }
        return mine;
    }
}
