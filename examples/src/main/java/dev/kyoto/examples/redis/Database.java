package dev.kyoto.examples.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of the numbered key spaces: keys, their values and their deadlines.
 *
 * <p>A key whose deadline has come is gone for every caller at once, since each access looks first
 * (lazy expiry); {@link #expire} also frees those that nobody asks for, in the order of their
 * deadlines. Time is the clock's, in milliseconds since 1970, so tests own it.
 *
 * <p>Not thread-safe: the engine's lock guards it.
 */
final class Database {
    /** The deadline of a key that stays until it is deleted. */
    static final long NEVER = -1;

    private static final class Entry {
        Value value;
        long deadline = NEVER;

        Entry(Value value) {
            this.value = value;
        }
    }

    private record Expiry(long deadline, Bytes key) implements Comparable<Expiry> {
        @Override
        public int compareTo(Expiry other) {
            int byDeadline = Long.compare(deadline, other.deadline);
            return byDeadline != 0 ? byDeadline : key.compareTo(other.key);
        }
    }

    private final LongSupplier clock;
    private final Map<Bytes, Entry> entries = new HashMap<>();
    private final TreeSet<Expiry> expiries = new TreeSet<>();

    Database(LongSupplier clock) {
        this.clock = clock;
    }

    long now() {
        return clock.getAsLong();
    }

    /** How many keys are stored; like Redis it counts those that have expired unseen. */
    int size() {
        return entries.size();
    }

    int expiringKeys() {
        return expiries.size();
    }

    @Nullable Value find(Bytes key) {
        var entry = liveEntry(key);
        return entry == null ? null : entry.value;
    }

    /** The value if it has this type; a value of another type is the client's error. */
    <V extends Value> @Nullable V find(Bytes key, Class<V> type) {
        var value = find(key);
        if (value == null) {
            return null;
        }
        if (!type.isInstance(value)) {
            throw CommandError.wrongType();
        }
        return type.cast(value);
    }

    <V extends Value> V findOrCreate(Bytes key, Class<V> type, Supplier<V> empty) {
        var present = find(key, type);
        if (present != null) {
            return present;
        }
        var created = empty.get();
        entries.put(key, new Entry(created));
        return created;
    }

    /** Stores a value in place of any other; the deadline goes too, unless it is to be kept. */
    void put(Bytes key, Value value, boolean keepDeadline) {
        var entry = liveEntry(key);
        if (entry == null) {
            entries.put(key, new Entry(value));
            return;
        }
        entry.value = value;
        if (!keepDeadline) {
            changeDeadline(key, entry, NEVER);
        }
    }

    /** Whether the key was there. */
    boolean remove(Bytes key) {
        if (liveEntry(key) == null) {
            return false;
        }
        drop(key);
        return true;
    }

    /** Drops the key if the command at hand has taken the last element out of its value. */
    void removeIfEmpty(Bytes key, Value value) {
        if (value.isEmpty()) {
            drop(key);
        }
    }

    /** The key's deadline or {@link #NEVER}; the key exists. */
    long deadlineOf(Bytes key) {
        var entry = liveEntry(key);
        return entry == null ? NEVER : entry.deadline;
    }

    /** Sets the deadline of a key that exists; a deadline that has passed removes it. */
    void deadline(Bytes key, long deadline) {
        var entry = liveEntry(key);
        if (entry == null) {
            return;
        }
        if (deadline != NEVER && deadline <= now()) {
            drop(key);
        } else {
            changeDeadline(key, entry, deadline);
        }
    }

    /** The keys that have not expired and match the pattern, in no particular order. */
    List<Bytes> keys(Glob pattern) {
        long now = now();
        var found = new ArrayList<Bytes>();
        entries.forEach(
                (key, entry) -> {
                    if (!isPast(entry, now) && pattern.matches(key.array())) {
                        found.add(key);
                    }
                });
        return found;
    }

    /** Frees up to {@code limit} keys whose deadline has come; answers how many there were. */
    int expire(int limit) {
        long now = now();
        int freed = 0;
        while (freed < limit && !expiries.isEmpty() && expiries.first().deadline() <= now) {
            drop(expiries.first().key());
            freed++;
        }
        return freed;
    }

    void clear() {
        entries.clear();
        expiries.clear();
    }

    private @Nullable Entry liveEntry(Bytes key) {
        var entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        if (entry.deadline != NEVER && isPast(entry, now())) {
            drop(key);
            return null;
        }
        return entry;
    }

    private static boolean isPast(Entry entry, long now) {
        return entry.deadline != NEVER && entry.deadline <= now;
    }

    private void drop(Bytes key) {
        var entry = entries.remove(key);
        if (entry != null && entry.deadline != NEVER) {
            expiries.remove(new Expiry(entry.deadline, key));
        }
    }

    private void changeDeadline(Bytes key, Entry entry, long deadline) {
        if (entry.deadline != NEVER) {
            expiries.remove(new Expiry(entry.deadline, key));
        }
        entry.deadline = deadline;
        if (deadline != NEVER) {
            expiries.add(new Expiry(deadline, key));
        }
    }
}
