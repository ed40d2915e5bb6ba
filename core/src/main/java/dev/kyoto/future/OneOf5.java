package dev.kyoto.future;

import org.jspecify.annotations.Nullable;

/**
 * Which of five arms of a {@link Select} won, with its value; made to be switched on.
 *
 * <p>Immutable. Answers to the branches of {@code tokio::select!}.
 *
 * @param <A> the type of the first arm
 * @param <B> the type of the second arm
 * @param <C> the type of the third arm
 * @param <D> the type of the fourth arm
 * @param <E> the type of the fifth arm
 */
public sealed interface OneOf5<
        A extends @Nullable Object,
        B extends @Nullable Object,
        C extends @Nullable Object,
        D extends @Nullable Object,
        E extends @Nullable Object> {

    /**
     * The first arm won.
     *
     * @param value its value
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     * @param <E> the type of the fifth arm
     */
    record First<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object>(
            A value) implements OneOf5<A, B, C, D, E> {}

    /**
     * The second arm won.
     *
     * @param value its value
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     * @param <E> the type of the fifth arm
     */
    record Second<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object>(
            B value) implements OneOf5<A, B, C, D, E> {}

    /**
     * The third arm won.
     *
     * @param value its value
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     * @param <E> the type of the fifth arm
     */
    record Third<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object>(
            C value) implements OneOf5<A, B, C, D, E> {}

    /**
     * The fourth arm won.
     *
     * @param value its value
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     * @param <E> the type of the fifth arm
     */
    record Fourth<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object>(
            D value) implements OneOf5<A, B, C, D, E> {}

    /**
     * The fifth arm won.
     *
     * @param value its value
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     * @param <E> the type of the fifth arm
     */
    record Fifth<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object>(
            E value) implements OneOf5<A, B, C, D, E> {}
}
