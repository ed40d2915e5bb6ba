package dev.kyoto.future;

import org.jspecify.annotations.Nullable;

/**
 * Cancels children and awaits their cleanup, on behalf of what they belong to.
 *
 * <pre>
 *   IDLE  -> BEGUN   the first poll
 *   BEGUN -> ended   no child is left, and none can be added any more
 * </pre>
 */
abstract class Closing extends OneShot<@Nullable Void> {
    private final SoleUser user;
    private final Children children;
    private boolean begun;

    Closing(SoleUser user, Children children) {
        this.user = user;
        this.children = children;
    }

    /** Has the owner refuse what comes from now on. */
    abstract void begin();

    @Override
    Poll<@Nullable Void> step(Context cx) {
        user.claim(this);
        if (!begun) {
            begun = true;
            begin();
        }
        do {
            if (!children.pollCancelAll(cx)) {
                return Poll.pending();
            }
            // Not closed if another thread has added one since; that one is cancelled as well.
        } while (!children.closeIfEmpty());
        user.release(this);
        var failure = children.takeCleanupFailure();
        if (failure != null) {
            throw Failures.unchecked(failure);
        }
        return Poll.ready(null);
    }

    @Override
    void drop() {
        if (begun) {
            children.close();
            user.release(this);
        }
    }

    @Override
    Poll<@Nullable Void> pollDrop(Context cx) {
        return begun ? step(cx) : Poll.ready(null);
    }

    @Override
    String name() {
        return "closing()";
    }
}
