package dev.kyoto.future;

import org.jspecify.annotations.Nullable;

/**
 * Which of two arms of a {@link Select} won, with its value; made to be switched on.
 *
 * <p>Immutable. Answers to the branches of {@code tokio::select!}.
 *
 * @param <A> the type of the first arm
 * @param <B> the type of the second arm
 */
public sealed interface OneOf2<A extends @Nullable Object, B extends @Nullable Object> {

    /**
     * The first arm won.
     *
     * @param value its value
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     */
    record First<A extends @Nullable Object, B extends @Nullable Object>(A value)
            implements OneOf2<A, B> {}

    /**
     * The second arm won.
     *
     * @param value its value
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     */
    record Second<A extends @Nullable Object, B extends @Nullable Object>(B value)
            implements OneOf2<A, B> {}
}
