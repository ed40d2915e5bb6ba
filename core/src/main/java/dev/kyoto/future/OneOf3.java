package dev.kyoto.future;

import org.jspecify.annotations.Nullable;

/**
 * Which of three arms of a {@link Select} won, with its value; made to be switched on.
 *
 * <p>Immutable. Answers to the branches of {@code tokio::select!}.
 *
 * @param <A> the type of the first arm
 * @param <B> the type of the second arm
 * @param <C> the type of the third arm
 */
public sealed interface OneOf3<
        A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object> {

    /**
     * The first arm won.
     *
     * @param value its value
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     */
    record First<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object>(
            A value) implements OneOf3<A, B, C> {}

    /**
     * The second arm won.
     *
     * @param value its value
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     */
    record Second<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object>(
            B value) implements OneOf3<A, B, C> {}

    /**
     * The third arm won.
     *
     * @param value its value
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     */
    record Third<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object>(
            C value) implements OneOf3<A, B, C> {}
}
