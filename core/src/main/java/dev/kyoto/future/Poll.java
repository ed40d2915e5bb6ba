package dev.kyoto.future;

import org.jspecify.annotations.Nullable;

/**
 * What a poll answers: the value, or "not yet".
 *
 * <p>There is one {@link Pending} for all types, compared by identity. Immutable.
 *
 * <p>Answers to {@code std::task::Poll}.
 *
 * @param <T> the type of the value
 */
public sealed interface Poll<T extends @Nullable Object> {

    /**
     * The future has ended with this value; it must not be polled again.
     *
     * @param value the value; null where the future's contract allows it
     * @param <T> the type of the value
     */
    record Ready<T extends @Nullable Object>(T value) implements Poll<T> {
        /** {@code Poll<Void>} and "the end" are frequent enough to share one instance. */
        @SuppressWarnings("NullAway") // null is a value of @Nullable Object
        private static final Ready<?> NULL = new Ready<@Nullable Object>(null);
    }

    /**
     * The future is not done; it has kept the waker of this poll.
     *
     * @param <T> the type of the value to come
     */
    final class Pending<T extends @Nullable Object> implements Poll<T> {
        private static final Pending<?> INSTANCE = new Pending<@Nullable Object>();

        private Pending() {}

        @Override
        public String toString() {
            return "Pending";
        }
    }

    /**
     * Wraps a value.
     *
     * @param value the value; null where the future's contract allows it
     * @param <T> its type
     * @return ready with that value
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // one instance serves all types, as it holds null
    static <T extends @Nullable Object> Poll<T> ready(@Nullable T value) {
        return value == null ? (Poll<T>) Ready.NULL : new Ready<T>(value);
    }

    /**
     * Not yet.
     *
     * @param <T> the type of the value to come
     * @return the one shared instance
     */
    @SuppressWarnings("unchecked") // it holds no value
    static <T extends @Nullable Object> Poll<T> pending() {
        return (Poll<T>) Pending.INSTANCE;
    }

    /**
     * Whether the value is here.
     *
     * @return true for {@link Ready}
     */
    default boolean isReady() {
        return this != Pending.INSTANCE;
    }

    /**
     * Whether the value is still to come.
     *
     * @return true for {@link Pending}
     */
    default boolean isPending() {
        return this == Pending.INSTANCE;
    }

    /**
     * The value of a ready poll.
     *
     * @return the value
     * @throws IllegalStateException if pending
     */
    default T value() {
        if (this instanceof Ready<T>(T value)) {
            return value;
        }
        throw new IllegalStateException(
                "this poll is Pending and has no value; test isReady() before value()");
    }
}
