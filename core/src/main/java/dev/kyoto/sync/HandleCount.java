package dev.kyoto.sync;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the open handles of one side of a channel. Once there is none there never is one again. */
final class HandleCount {
    private final AtomicInteger open = new AtomicInteger(1);

    /** Counts one more, unless there is none left. */
    boolean add() {
        while (true) {
            int seen = open.get();
            if (seen == 0) {
                return false;
            }
            if (open.compareAndSet(seen, seen + 1)) {
                return true;
            }
        }
    }

    /** Counts one less; answers whether it was the last. */
    boolean remove() {
        return open.decrementAndGet() == 0;
    }

    int value() {
        return open.get();
    }
}
