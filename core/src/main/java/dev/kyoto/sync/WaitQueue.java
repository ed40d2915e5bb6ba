package dev.kyoto.sync;

import org.jspecify.annotations.Nullable;

/**
 * A doubly linked list whose nodes are the waiting futures themselves: joining, leaving from the
 * middle and taking from either end are O(1) and allocate nothing.
 *
 * <p>Not thread-safe: every call is made under the lock of the primitive that owns the queue.
 */
final class WaitQueue {
    private @Nullable Waiter<?> head;
    private @Nullable Waiter<?> tail;

    boolean isEmpty() {
        return head == null;
    }

    /** The one that has waited longest. */
    @Nullable Waiter<?> first() {
        return head;
    }

    /** The one that joined last. */
    @Nullable Waiter<?> last() {
        return tail;
    }

    void add(Waiter<?> node) {
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
    void remove(Waiter<?> node) {
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
    @Nullable Waiter<?> removeAll() {
        var first = head;
        head = null;
        tail = null;
        for (var node = first; node != null; node = node.next) {
            node.prev = null;
        }
        return first;
    }
}
