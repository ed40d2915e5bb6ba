package dev.kyoto.internal.util;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Keeps guards reachable while their owners may become unreachable.
 *
 * <p><b>Parts.</b> There are several of these, one for each group of threads, so that threads which
 * make and close handles all the time do not meet. Each is a list of pages, and a page has places
 * for guards, which are given out in order and once. A guard stays in its place, whoever closes it.
 *
 * <p><b>States of a place.</b> The guard of a place is open as long as the place's bit is set; so
 * the atomic step that closes it also tells whether the page is of no use any more.
 *
 * <pre>
 *   unclaimed -> OPEN     the next place is claimed by an atomic add, and the guard is written there
 *   OPEN      -> DONE     the bit is cleared; whoever cleared it empties the place
 * </pre>
 *
 * <p>The bits of places that were not claimed are set as well: a page without a bit is one whose
 * places were all claimed and are done with. Whoever clears the last bit takes the page out of the
 * list. The pages of a list are linked under its monitor, which is entered twice for each page.
 *
 * <p>One guard that stays open keeps its page. A page is therefore small.
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

    /** The page that places are claimed from; replaced once all are. */
    private volatile Page current;

    /** The pages that may have open guards. Touched under the monitor. */
    private @Nullable Page first;

    private LeakGuards() {
        var page = new Page(this);
        this.current = page;
        link(page);
    }

    /** Keeps a guard until it is done with; called once for each. */
    static void add(LeakGuard guard) {
        var list = ALL[(int) Thread.currentThread().threadId() & (LISTS - 1)];
        var page = list.current;
        int index = page.claim();
        while (index >= Page.PLACES) {
            page = list.pageAfter(page);
            index = page.claim();
        }
        guard.page = page;
        guard.index = index;
        page.guards[index] = guard;
    }

    private synchronized Page pageAfter(Page full) {
        if (current == full) {
            var page = new Page(this);
            link(page);
            current = page;
        }
        return current;
    }

    private void link(Page page) {
        var second = first;
        page.next = second;
        if (second != null) {
            second.prev = page;
        }
        first = page;
    }

    private synchronized void remove(Page page) {
        var before = page.prev;
        var after = page.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.prev = before;
        }
        page.prev = null;
        page.next = null;
    }

    /** Some places for guards. */
    static final class Page {
        /** One for each bit of an int. */
        private static final int PLACES = Integer.SIZE;

        private static final int ALL_OPEN = -1;

        private static final VarHandle CLAIMED;
        private static final VarHandle OPEN;

        static {
            try {
                var lookup = MethodHandles.lookup();
                CLAIMED = lookup.findVarHandle(Page.class, "claimed", int.class);
                OPEN = lookup.findVarHandle(Page.class, "open", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final LeakGuards list;
        private final @Nullable LeakGuard[] guards = new @Nullable LeakGuard[PLACES];

        /** How many places were asked for, which may be more than there are. */
        @SuppressWarnings("unused") // accessed through CLAIMED
        private volatile int claimed;

        /** A bit for each place that is not done with. */
        @SuppressWarnings("FieldMayBeFinal") // written through OPEN
        private volatile int open = ALL_OPEN;

        /** Touched by the list alone. */
        private @Nullable Page prev;

        /** Touched by the list alone. */
        private @Nullable Page next;

        private Page(LeakGuards list) {
            this.list = list;
        }

        private int claim() {
            return (int) CLAIMED.getAndAdd(this, 1);
        }

        boolean isDone(int index) {
            return (open & (1 << index)) == 0;
        }

        /** Lets go of the guard in a place; answers false if that was so already. */
        boolean done(int index) {
            int bit = 1 << index;
            int before = (int) OPEN.getAndBitwiseAnd(this, ~bit);
            if ((before & bit) == 0) {
                return false;
            }
            guards[index] = null;
            if (before == bit) {
                list.remove(this);
            }
            return true;
        }
    }
}
