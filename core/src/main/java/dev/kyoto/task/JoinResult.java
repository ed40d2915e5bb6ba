package dev.kyoto.task;

import dev.kyoto.runtime.JoinException;
import dev.kyoto.runtime.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * How a task of a set ended: with a value, or without.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * switch (pages.joinNext().await()) {
 *     case JoinResult.Done<Page>(var id, var page) -> store(List.of(page));
 *     case JoinResult.Failed<Page>(var id, var failure) -> log("task %s: %s", id, failure);
 *     case null -> finish();
 * }
 * }
 *
 * <p>Answers to the {@code Result<T, JoinError>} of {@code tokio::task::JoinSet}, and always tells
 * the id, as {@code join_next_with_id} does.
 *
 * @param <T> the type of the value
 */
public sealed interface JoinResult<T extends @Nullable Object> {

    /**
     * The task ended with a value.
     *
     * @param id the task
     * @param value its value
     * @param <T> the type of the value
     */
    record Done<T extends @Nullable Object>(TaskId id, T value) implements JoinResult<T> {
        @Override
        public boolean isDone() {
            return true;
        }
    }

    /**
     * The task has no value: it failed, or it was cancelled.
     *
     * @param id the task
     * @param failure which of the two, and by what
     * @param <T> the type of the value that never came
     */
    record Failed<T extends @Nullable Object>(TaskId id, JoinException failure)
            implements JoinResult<T> {
        /**
         * There is none.
         *
         * @return never
         * @throws JoinException always: the failure
         */
        @Override
        public T value() {
            throw failure;
        }

        @Override
        public boolean isDone() {
            return false;
        }
    }

    /**
     * The task.
     *
     * @return its id
     */
    TaskId id();

    /**
     * The task's value.
     *
     * @return the value
     * @throws JoinException if it has none
     */
    T value();

    /**
     * Whether there is a value.
     *
     * @return false if the task failed or was cancelled
     */
    boolean isDone();
}
