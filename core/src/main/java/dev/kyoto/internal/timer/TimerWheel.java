package dev.kyoto.internal.timer;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Armed timers, ordered by six wheels of 64 slots with ticks of 1 ms, 64 ms, … 2<sup>30</sup> ms.
 *
 * <p>Inserting and removing are O(1). A timer is filed where its tick first differs from the
 * wheel's time, seen as numbers of base 64: so all of a level comes before all of the next one, and
 * a slot of an upper level is due when the wheel's time reaches its first tick; what is in it is
 * then filed anew, further down. Ticks further away than 2<sup>36</sup> ms wrap in the top level
 * and are filed anew each time their slot comes round. So a timer is filed anew five times at most,
 * and once more for each turn of the top level, however many timers there are.
 *
 * <p>Timers of one tick come out in the order in which they were filed for it.
 *
 * <p>Not thread-safe; {@link TimeDriver} guards it by its lock.
 */
final class TimerWheel {
    // Invariants, between two calls:
    //  1. elapsed never passes the first tick of an occupied slot without that slot being emptied.
    //  2. On levels 1 to 4 the slot of `elapsed` itself is empty; on level 0 it holds what is due
    //     now; on level 5 it holds what is due one full turn later, or after.
    //  3. A level's bit is set if and only if the slot's list is not empty.
    //  4. A slot's list is in the order of filing. Two entries of one tick are in one slot, or the
    //     earlier one is on the higher level: its slot is emptied downwards, keeping the order,
    //     before anything can be filed below for that tick.

    /** What {@link #nextExpiry} answers if there is none. */
    static final long NONE = Long.MAX_VALUE;

    private static final int LEVELS = 6;
    private static final int BITS = 6;
    private static final int SLOTS = 1 << BITS;
    private static final int TOP = LEVELS - 1;

    /** Each made when the slot is needed first. */
    private final @Nullable TimerEntry[] heads = new @Nullable TimerEntry[LEVELS * SLOTS];

    private final long[] occupied = new long[LEVELS];
    private long elapsed;
    private int size;
    private long refilings;

    /**
     * An empty wheel.
     *
     * @param now the tick it starts at
     */
    TimerWheel(long now) {
        elapsed = now;
    }

    /** The tick up to which everything has been expired. */
    long elapsed() {
        return elapsed;
    }

    int size() {
        return size;
    }

    /** How often an entry was filed anew so far: all that timers cost beyond going in and out. */
    long refilings() {
        return refilings;
    }

    /**
     * Lets an empty wheel catch up with the time, so that the next timer is filed as low as can be.
     */
    void skipTo(long now) {
        if (size == 0 && now > elapsed) {
            elapsed = now;
        }
    }

    /** Files an unlinked entry; a tick that has been reached is due at the next {@link #poll}. */
    void insert(TimerEntry entry, long tick) {
        int bucket = bucketOf(Math.max(tick, elapsed));
        var head = heads[bucket];
        if (head == null) {
            head = TimerEntry.head(bucket);
            heads[bucket] = head;
        }
        var last = before(head);
        if (last == head) {
            occupied[bucket >>> BITS] |= 1L << bucket;
        }
        link(last, entry);
        link(entry, head);
        size++;
    }

    /** Unlinks an entry that is filed here. */
    void remove(TimerEntry entry) {
        var before = before(entry);
        var after = after(entry);
        link(before, after);
        if (before == after) { // the head, which is alone now
            int bucket = before.bucket();
            occupied[bucket >>> BITS] &= ~(1L << bucket);
        }
        unlink(entry);
    }

    private void unlink(TimerEntry entry) {
        entry.prev = null;
        entry.next = null;
        size--;
    }

    private static void link(TimerEntry before, TimerEntry after) {
        before.next = after;
        after.prev = before;
    }

    private static TimerEntry before(TimerEntry linked) {
        return Objects.requireNonNull(linked.prev, "it is in a list");
    }

    private static TimerEntry after(TimerEntry linked) {
        return Objects.requireNonNull(linked.next, "it is in a list");
    }

    /** The first entry of a slot, or null. */
    private @Nullable TimerEntry firstOf(int bucket) {
        var head = heads[bucket];
        return head == null || head.next == head ? null : head.next;
    }

    /**
     * The first tick at which some slot is due: no timer fires before it, and one may fire then.
     *
     * @return the tick, or {@link #NONE}
     */
    long nextExpiry() {
        int level = lowestLevel();
        return level < 0 ? NONE : expiryOf(level);
    }

    /**
     * Takes out one entry that is due, which is FIRED from then on.
     *
     * @param now the tick to move on to
     * @return an entry, or null once nothing is due at {@code now}
     */
    @Nullable TimerEntry poll(long now) {
        for (int level = lowestLevel(); level >= 0; level = lowestLevel()) {
            long expiry = expiryOf(level);
            if (expiry > now) {
                break;
            }
            elapsed = expiry;
            if (level > 0) {
                cascade(bucketOf(level, expiry));
                continue;
            }
            var due = takeFrom(bucketOf(0, expiry));
            if (due != null) {
                return due;
            }
        }
        elapsed = Math.max(elapsed, now);
        return null;
    }

    /** Takes out any entry, due or not; null if there is none. */
    @Nullable TimerEntry takeAny() {
        int level = lowestLevel();
        if (level < 0) {
            return null;
        }
        var first = firstOf((level << BITS) + Long.numberOfTrailingZeros(occupied[level]));
        if (first != null) {
            remove(first);
        }
        return first;
    }

    /** Fires the first entry of a slot that is due, or files it again if its deadline was moved. */
    private @Nullable TimerEntry takeFrom(int bucket) {
        var first = firstOf(bucket);
        if (first == null) {
            return null;
        }
        remove(first);
        long outcome = first.fireIfDue(elapsed);
        if (outcome == TimerEntry.FIRED) {
            return first;
        }
        insert(first, outcome);
        refilings++;
        return null;
    }

    /**
     * Files all entries of an upper slot anew.
     *
     * <p>The list is taken off first: on the top level an entry may come back into the very slot.
     */
    private void cascade(int bucket) {
        var entry = firstOf(bucket);
        if (entry == null) {
            return;
        }
        var head = before(entry);
        before(head).next = null; // the list ends there, and the ring is the head alone
        link(head, head);
        occupied[bucket >>> BITS] &= ~(1L << bucket);
        while (entry != null) {
            var next = entry.next;
            unlink(entry);
            insert(entry, entry.stateVolatile());
            refilings++;
            entry = next;
        }
    }

    /** The lowest occupied level, which holds the earliest slot; -1 if all are empty. */
    private int lowestLevel() {
        if (size != 0) {
            for (int level = 0; level < LEVELS; level++) {
                if (occupied[level] != 0) {
                    return level;
                }
            }
        }
        return -1;
    }

    /** The first tick of a level's next occupied slot. */
    private long expiryOf(int level) {
        int shift = level * BITS;
        long current = elapsed >>> shift;
        // Above level 0 the current slot is behind us, so the search starts one slot further on.
        int ahead = level == 0 ? 0 : 1;
        long seen = Long.rotateRight(occupied[level], (int) (current + ahead) & (SLOTS - 1));
        return (current + ahead + Long.numberOfTrailingZeros(seen)) << shift;
    }

    private int bucketOf(long tick) {
        long differing = (tick ^ elapsed) | (SLOTS - 1);
        int level = (Long.SIZE - 1 - Long.numberOfLeadingZeros(differing)) / BITS;
        return bucketOf(Math.min(level, TOP), tick);
    }

    private static int bucketOf(int level, long tick) {
        return (level << BITS) + ((int) (tick >>> (level * BITS)) & (SLOTS - 1));
    }
}
