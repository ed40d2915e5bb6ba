package dev.kyoto.time;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a {@link DelayQueue}, by their deadline, those of one deadline by their order.
 *
 * <p>A heap whose nodes have four children, and whose entries know their place, so that any of them
 * can be moved or taken out. What is inserted later than most, as with one timeout for all, stays
 * where it is put: O(1). Everything else is O(log<sub>4</sub> n), ten steps for a million entries.
 * Other than a wheel of milliseconds it knows the very next entry, and its order is exact.
 *
 * <p>Not thread-safe; the queue guards it by its lock.
 */
final class DelayHeap {
    // Invariants, between two calls:
    //  1. keys[0 .. size) are not null, and keys[i].index == i; all others are null.
    //  2. No key is before its parent, which is at (index - 1) / 4.
    //  3. A key that is not here has a negative index.

    private static final int CHILDREN = 4;
    private static final int SMALLEST = 16;

    private DelayQueue.@Nullable Key[] keys = new DelayQueue.@Nullable Key[SMALLEST];
    private int size;

    /** The number of keys that were put in or moved; orders those of one deadline. */
    private long moves;

    int size() {
        return size;
    }

    /** The key that is due first, or null if there is none. */
    DelayQueue.@Nullable Key first() {
        return keys[0];
    }

    /** The key in the last place, or null if there is none. */
    DelayQueue.@Nullable Key last() {
        return size == 0 ? null : keys[size - 1];
    }

    /** Puts a key in that is not here. */
    void add(DelayQueue.Key key) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, size * 2);
        }
        key.order = moves++;
        up(key, size++);
    }

    /** Gives a key that is here another deadline; among those of that deadline it is the last. */
    void move(DelayQueue.Key key, long deadline) {
        boolean later = deadline >= key.deadline;
        key.deadline = deadline;
        key.order = moves++;
        if (later) {
            down(key, key.index);
        } else {
            up(key, key.index);
        }
    }

    /** Takes a key out that is here. */
    void remove(DelayQueue.Key key) {
        int hole = key.index;
        var last = keys[--size];
        keys[size] = null;
        key.index = DelayQueue.Key.GONE;
        if (last != null && last != key) {
            up(last, hole);
            if (last.index == hole) {
                down(last, hole);
            }
        }
        if (size < keys.length / 4 && keys.length > SMALLEST) {
            keys = Arrays.copyOf(keys, keys.length / 2);
        }
    }

    /** Puts a key at a free place or at the place of an ancestor that it is before. */
    private void up(DelayQueue.Key key, int from) {
        int place = from;
        while (place > 0) {
            int above = (place - 1) / CHILDREN;
            var parent = keys[above];
            if (parent == null || !key.isBefore(parent)) {
                break;
            }
            put(parent, place);
            place = above;
        }
        put(key, place);
    }

    /** Puts a key at a free place or at the place of a descendant that is before it. */
    private void down(DelayQueue.Key key, int from) {
        int place = from;
        for (var child = firstChild(place);
                child != null && child.isBefore(key);
                child = firstChild(place)) {
            int below = child.index;
            put(child, place);
            place = below;
        }
        put(key, place);
    }

    /** The child that is due first, or null at the bottom. */
    private DelayQueue.@Nullable Key firstChild(int place) {
        DelayQueue.Key first = null;
        int begin = place * CHILDREN + 1;
        for (int i = begin; i < Math.min(begin + CHILDREN, size); i++) {
            var child = keys[i];
            if (child != null && (first == null || child.isBefore(first))) {
                first = child;
            }
        }
        return first;
    }

    private void put(DelayQueue.Key key, int place) {
        keys[place] = key;
        key.index = place;
    }
}
