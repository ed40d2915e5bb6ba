package dev.kyoto.internal.scheduler;

import org.jspecify.annotations.Nullable;

/**
 * The value of one task-local while code of its scope runs; a link in the list of the thread's
 * bindings, the innermost first.
 *
 * <p>A scope has one binding for life and puts it into the list of whichever thread runs the scope,
 * for as long as it does ({@link ThreadContext#bind}): so a poll within a scope allocates nothing.
 * Its fields belong to that thread.
 */
public final class Binding {
    private final Object key;
    private final Object value;

    /** What was bound before; meaningful only while this binding is in a list. */
    @Nullable Binding outer;

    /**
     * Creates a binding that is in no list.
     *
     * @param key the task-local, by identity
     * @param value its value
     */
    public Binding(Object key, Object value) {
        this.key = key;
        this.value = value;
    }

    /**
     * Looks for the innermost binding of a task-local.
     *
     * @param innermost where to begin
     * @param key the task-local
     * @return its value, or null if it has none
     */
    static @Nullable Object find(@Nullable Binding innermost, Object key) {
        for (var it = innermost; it != null; it = it.outer) {
            if (it.key == key) {
                return it.value;
            }
        }
        return null;
    }

    /** The same list in other links, which no scope will take apart. */
    static @Nullable Binding copyOf(@Nullable Binding innermost) {
        if (innermost == null) {
            return null;
        }
        var copy = new Binding(innermost.key, innermost.value);
        copy.outer = copyOf(innermost.outer);
        return copy;
    }

    /**
     * Takes what a list has on top of another one, and puts it on top of a third.
     *
     * @param innermost the list
     * @param from the list that it ends with
     * @param to what it shall end with
     * @return the list that has come about, in the links of the first
     */
    public static @Nullable Binding rebase(
            @Nullable Binding innermost, @Nullable Binding from, @Nullable Binding to) {
        if (innermost == from) {
            return to;
        }
        var last = innermost;
        while (last != null && last.outer != from) {
            last = last.outer;
        }
        if (last != null) {
            last.outer = to;
        }
        return innermost;
    }
}
