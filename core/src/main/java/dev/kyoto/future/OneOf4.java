package dev.kyoto.future;

import org.jspecify.annotations.Nullable;

/**
 * Which of four arms of a {@link Select} won, with its value; made to be switched on.
 *
 * <p>Immutable. Answers to the branches of {@code tokio::select!}.
 *
 * @param <A> the type of the first arm
 * @param <B> the type of the second arm
 * @param <C> the type of the third arm
 * @param <D> the type of the fourth arm
 */
public sealed interface OneOf4<
        A extends @Nullable Object,
        B extends @Nullable Object,
        C extends @Nullable Object,
        D extends @Nullable Object> {

    /**
     * The first arm won.
     *
     * @param value its value
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     */
    record First<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object>(
            A value) implements OneOf4<A, B, C, D> {}

    /**
     * The second arm won.
     *
     * @param value its value
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     */
    record Second<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object>(
            B value) implements OneOf4<A, B, C, D> {}

    /**
     * The third arm won.
     *
     * @param value its value
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     */
    record Third<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object>(
            C value) implements OneOf4<A, B, C, D> {}

    /**
     * The fourth arm won.
     *
     * @param value its value
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     */
    record Fourth<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object>(
            D value) implements OneOf4<A, B, C, D> {}
}
