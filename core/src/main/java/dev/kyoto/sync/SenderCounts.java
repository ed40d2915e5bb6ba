package dev.kyoto.sync;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many senders of a channel are open, and how many weak ones. Thread-safe.
 *
 * <p>A channel begins with one sender.
 */
final class SenderCounts {
    private final HandleCount strong = new HandleCount();
    private final AtomicInteger weak = new AtomicInteger();

    /** The open senders alone. */
    HandleCount handles() {
        return strong;
    }

    /** Counts one more sender, unless there is none left. */
    boolean add() {
        return strong.add();
    }

    /** Counts one sender less; answers whether it was the last. */
    boolean remove() {
        return strong.remove();
    }

    int strong() {
        return strong.value();
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
