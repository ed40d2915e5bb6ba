package dev.kyoto.internal.queue;

/**
 * Where a full {@link LocalQueue} puts what it has no slot for.
 *
 * <p>An implementation takes every task it is given; there is nobody to give it back to.
 *
 * @param <T> the type of the tasks
 */
public interface Overflow<T> {

    /**
     * Takes one task.
     *
     * @param task the task
     */
    void push(T task);

    /**
     * Takes several tasks in their order.
     *
     * <p>The array was made where {@code T} is unknown and is an {@code Object[]}: only an
     * implementation that is generic in {@code T} itself can be given it.
     *
     * @param tasks holds the tasks; it is not kept
     * @param from index of the first one
     * @param to index after the last one
     */
    void pushBatch(T[] tasks, int from, int to);
}
