package dev.kyoto.internal.util;

import org.jspecify.annotations.Nullable;

/**
 * Keeps guards reachable while their owners may become unreachable.
 *
 * <p>There are several lists, each a doubly linked one under its own monitor, so that threads which
 * make and close handles all the time do not meet at one lock. A guard stays in the list of the
 * thread that made it, whoever closes it.
 */
final class LeakGuards {
    /** A power of two. */
    private static final int LISTS = 16;

    private static final LeakGuards[] ALL = new LeakGuards[LISTS];

    static {
        for (int i = 0; i < LISTS; i++) {
            ALL[i] = new LeakGuards();
        }
    }

    private @Nullable LeakGuard first;

    private LeakGuards() {}

    /** The list for what the current thread makes. */
    static LeakGuards ofThread() {
        return ALL[(int) Thread.currentThread().threadId() & (LISTS - 1)];
    }

    synchronized void add(LeakGuard guard) {
        var second = first;
        guard.next = second;
        if (second != null) {
            second.prev = guard;
        }
        first = guard;
    }

    /** Takes out a guard that is in this list. */
    synchronized void remove(LeakGuard guard) {
        var before = guard.prev;
        var after = guard.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.prev = before;
        }
        guard.prev = null;
        guard.next = null;
    }
}
