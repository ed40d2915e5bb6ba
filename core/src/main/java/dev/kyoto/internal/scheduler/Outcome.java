package dev.kyoto.internal.scheduler;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended. The task keeps it in the place of its future, so it is one, which nobody polls.
 *
 * @param <T> the type of the value
 */
public sealed interface Outcome<T extends @Nullable Object> extends Future<T> {

    @Override
    default Poll<T> poll(Context cx) {
        throw new IllegalStateException("a task that has ended is polled no more: " + this);
    }

    /**
     * The future was Ready.
     *
     * @param value its value
     * @param <T> the type of the value
     */
    record Value<T extends @Nullable Object>(T value) implements Outcome<T> {}

    /**
     * The future threw.
     *
     * @param failure what it threw
     * @param <T> the type of the value
     */
    record Failed<T extends @Nullable Object>(Throwable failure) implements Outcome<T> {}

    /**
     * The task was aborted, or its runtime shut down.
     *
     * @param <T> the type of the value
     */
    record Aborted<T extends @Nullable Object>() implements Outcome<T> {
        static final Aborted<?> INSTANCE = new Aborted<@Nullable Object>();
    }

    /**
     * The one outcome of all tasks that were cut off.
     *
     * @param <T> the type of the value
     * @return aborted
     */
    @SuppressWarnings("unchecked") // it holds no value
    static <T extends @Nullable Object> Outcome<T> aborted() {
        return (Outcome<T>) Aborted.INSTANCE;
    }
}
