package dev.kyoto.task;

import dev.kyoto.future.Waker;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The place of a {@link CancellationToken} in its tree.
 *
 * <p><b>Parts.</b> A node has its parent, a list of its children through the children themselves, and
 * a list of the futures that wait, through the futures. All links of a tree are guarded by one lock,
 * that of the tree; {@code cancelled} alone is read without it.
 *
 * <pre>
 * states of a node:
 *   LIVE -> CANCELLED   cancel, of itself or of one above it; or born so
 *   LIVE -> RELEASED    its token was forgotten: its children become its parent's
 * </pre>
 *
 * <p><b>One lock a tree.</b> A cancellation marks all nodes below in one critical section, so no
 * thread ever sees a node cancelled and one below it not, and when cancel() returns, whoever's call
 * did the work, all are. The walk uses the links of the nodes as its stack; a chain of any depth
 * takes no more Java stack than one node. Wakers are called once the lock was left.
 *
 * <p><b>Memory.</b> A parent holds the nodes of its children, but nothing here holds a token, except
 * a future that waits for it. So the token of a child can become unreachable while its parent lives;
 * then its node is {@link #release released}. What waits below holds its own token, and with it its
 * node, whose place moves up. Hence the nodes of a tree are those of tokens that can still be
 * cancelled or waited for, however many there have been.
 */
final class TokenNode {
    private final Object tree;

    private @Nullable TokenNode parent;
    private @Nullable TokenNode firstChild;
    private @Nullable TokenNode prev;

    /** The next sibling; on the way through {@link #cancel()} the next node to be visited. */
    private @Nullable TokenNode next;

    private @Nullable CancelledFuture firstWaiter;

    /** Written under the lock, once. */
    private volatile boolean cancelled;

    /** The root of a new tree. */
    TokenNode() {
        tree = new Object();
    }

    private TokenNode(Object tree) {
        this.tree = tree;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Makes a child; it is cancelled already if this is. */
    TokenNode child() {
        var child = new TokenNode(tree);
        synchronized (tree) {
            if (cancelled) {
                child.cancelled = true;
            } else {
                adopt(child);
            }
        }
        return child;
    }

    private void adopt(TokenNode child) {
        var first = firstChild;
        child.parent = this;
        child.prev = null;
        child.next = first;
        if (first != null) {
            first.prev = child;
        }
        firstChild = child;
    }

    /** Takes this node out of its parent's list. */
    private void unlink() {
        var above = parent;
        if (above == null) {
            return;
        }
        if (prev == null) {
            above.firstChild = next;
        } else {
            prev.next = next;
        }
        if (next != null) {
            next.prev = prev;
        }
        parent = null;
        prev = null;
        next = null;
    }

    /** Cancels this node and all below it, and wakes whoever waits for any of them. */
    void cancel() {
        if (cancelled) {
            return;
        }
        List<Waker> woken = new ArrayList<>();
        synchronized (tree) {
            if (cancelled) {
                return;
            }
            unlink();
            TokenNode stack = this;
            while (stack != null) {
                var node = stack;
                stack = node.next;
                node.next = null;
                node.prev = null;
                node.parent = null;
                node.cancelled = true;
                stack = node.pushChildren(stack);
                node.takeWaiters(woken);
            }
        }
        woken.forEach(Waker::wake);
    }

    /** Puts the children upon the stack, the last one lowest; answers the new top. */
    private @Nullable TokenNode pushChildren(@Nullable TokenNode stack) {
        var first = firstChild;
        firstChild = null;
        if (first == null) {
            return stack;
        }
        var last = first;
        while (last.next != null) {
            last = last.next;
        }
        last.next = stack;
        return first;
    }

    private void takeWaiters(List<Waker> woken) {
        var waiter = firstWaiter;
        firstWaiter = null;
        while (waiter != null) {
            var after = waiter.next;
            woken.add(waiter.leaveList());
            waiter = after;
        }
    }

    /** After its token was forgotten: takes the node out, and moves its children up. */
    void release() {
        synchronized (tree) {
            var above = parent;
            if (above == null) {
                return; // Cancelled already, and out of the tree by that.
            }
            unlink();
            while (firstChild != null) {
                var child = firstChild;
                child.unlink();
                above.adopt(child);
            }
        }
    }

    /** Adds a waiter or keeps its newer waker; false if the node is cancelled. */
    boolean await(CancelledFuture waiter, Waker waker) {
        synchronized (tree) {
            if (cancelled) {
                return false;
            }
            if (waiter.waker == null) {
                var first = firstWaiter;
                waiter.next = first;
                if (first != null) {
                    first.prev = waiter;
                }
                firstWaiter = waiter;
            }
            waiter.waker = waker;
            return true;
        }
    }

    /** Takes a waiter out that waits no more. */
    void leave(CancelledFuture waiter) {
        synchronized (tree) {
            if (waiter.waker == null) {
                return; // It was taken out to be woken.
            }
            var before = waiter.prev;
            var after = waiter.next;
            if (before == null) {
                firstWaiter = after;
            } else {
                before.next = after;
            }
            if (after != null) {
                after.prev = before;
            }
            var _ = waiter.leaveList();
        }
    }

    /** The node above, as long as this one is in the tree; for tests. */
    @Nullable TokenNode parent() {
        synchronized (tree) {
            return parent;
        }
    }

    /** How many children there are; walks over them, for tests. */
    int childCount() {
        synchronized (tree) {
            int count = 0;
            for (var child = firstChild; child != null; child = child.next) {
                count++;
            }
            return count;
        }
    }
}
