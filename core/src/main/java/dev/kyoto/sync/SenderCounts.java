package dev.kyoto.sync;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many senders of a channel are open, and how many weak ones.
 *
 * <p>A channel begins with one sender. Once the last is gone there is never one again, so that the
 * end of a channel is final. Thread-safe.
 */
final class SenderCounts {
    private final AtomicInteger strong = new AtomicInteger(1);
    private final AtomicInteger weak = new AtomicInteger();

    /** Counts one more sender, unless there is none left. */
    boolean add() {
        while (true) {
            int seen = strong.get();
            if (seen == 0) {
                return false;
            }
            if (strong.compareAndSet(seen, seen + 1)) {
                return true;
            }
        }
    }

    /** Counts one sender less; answers whether it was the last. */
    boolean remove() {
        return strong.decrementAndGet() == 0;
    }

    int strong() {
        return strong.get();
    }

    void addWeak() {
        weak.incrementAndGet();
    }

    /** Counts one weak sender less; answers true, as there always was one to remove. */
    boolean removeWeak() {
        weak.decrementAndGet();
        return true;
    }

    int weak() {
        return weak.get();
    }
}
