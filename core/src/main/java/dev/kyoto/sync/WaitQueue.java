package dev.kyoto.sync;

import org.jspecify.annotations.Nullable;

/**
 * A doubly linked list whose nodes are the waiting futures themselves: joining, leaving from the
 * middle and taking from either end are O(1) and allocate nothing.
 *
 * <p>Not thread-safe: every call is made under the lock of the primitive that owns the queue.
 * A primitive of which there are many is itself its queue.
 */
sealed class WaitQueue permits PermitPool {
    private @Nullable Waiter<?> head;
    private @Nullable Waiter<?> tail;

    final boolean isEmpty() {
        return head == null;
    }

    /** The one that has waited longest. */
    final @Nullable Waiter<?> first() {
        return head;
    }

    /** The one that joined last. */
    final @Nullable Waiter<?> last() {
        return tail;
    }

    final void add(Waiter<?> node) {
        var last = tail;
        node.prev = last;
        node.next = null;
        tail = node;
        if (last == null) {
            head = node;
        } else {
            last.next = node;
        }
    }

    /** Takes out a node that is known to be in this queue. */
    final void remove(Waiter<?> node) {
        var before = node.prev;
        var after = node.next;
        if (before == null) {
            head = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            tail = before;
        } else {
            after.prev = before;
        }
        node.prev = null;
        node.next = null;
    }

    /** Takes out all nodes, strung together by {@code next}, longest waiting first. */
    final @Nullable Waiter<?> removeAll() {
        var first = head;
        head = null;
        tail = null;
        for (var node = first; node != null; node = node.next) {
            node.prev = null;
        }
        return first;
    }
}
