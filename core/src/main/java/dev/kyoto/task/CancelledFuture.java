package dev.kyoto.task;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The wait for a token to be cancelled; itself the link in its node's list of waiters.
 *
 * <p>{@code prev}, {@code next} and {@code waker} are touched under the lock of the tree alone; the
 * waker is there while the future is in the list. It holds the token, so that one that is waited for
 * is not forgotten.
 */
final class CancelledFuture extends Leaf<@Nullable Void> {
    private final CancellationToken token;

    @Nullable CancelledFuture prev;
    @Nullable CancelledFuture next;
    @Nullable Waker waker;

    CancelledFuture(CancellationToken token) {
        this.token = token;
    }

    @Override
    public Poll<@Nullable Void> poll(Context cx) {
        checkLive();
        if (token.isCancelled() || !token.node().await(this, cx.waker())) {
            return ready(null);
        }
        stage = Stage.WAITING;
        return Poll.pending();
    }

    @Override
    void leave() {
        token.node().leave(this);
    }

    /** Clears the links, under the lock; answers the waker. */
    Waker leaveList() {
        var kept = Objects.requireNonNull(waker, "a waiter in the list has a waker");
        prev = null;
        next = null;
        waker = null;
        return kept;
    }

    @Override
    public String toString() {
        return "cancelled()";
    }
}
