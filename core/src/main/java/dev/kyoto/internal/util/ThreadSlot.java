package dev.kyoto.internal.util;

import org.jspecify.annotations.Nullable;

/**
 * A value that each thread has one of, and that is often replaced for a while: to swap it takes one
 * look-up, where a {@link ThreadLocal} of the value itself takes two.
 *
 * <p>Thread-safe. To be kept in a static field, as a ThreadLocal is: each leaves an entry in its threads.
 *
 * @param <T> the type of the value
 */
public final class ThreadSlot<T> {
    private static final class Cell<T> {
        private @Nullable T value;
    }

    // A class of its own instead of a lambda, which would be linked at the start of each process.
    @SuppressWarnings("ThreadLocalUsage") // a slot takes the place of one, in a static field
    private final ThreadLocal<Cell<T>> cells =
            new ThreadLocal<>() {
                @Override
                protected Cell<T> initialValue() {
                    return new Cell<>();
                }
            };

    /** Creates one that is empty on all threads. */
    public ThreadSlot() {}

    /**
     * What the current thread has.
     *
     * @return the value, or null if there is none
     */
    public @Nullable T value() {
        return cells.get().value;
    }

    /**
     * Gives the current thread another value.
     *
     * @param next the value, or null for none
     * @return what it had before
     */
    public @Nullable T swap(@Nullable T next) {
        var cell = cells.get();
        var previous = cell.value;
        cell.value = next;
        return previous;
    }
}
