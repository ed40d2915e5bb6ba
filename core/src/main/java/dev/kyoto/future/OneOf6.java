package dev.kyoto.future;

import org.jspecify.annotations.Nullable;

/**
 * Which of six arms of a {@link Select} won, with its value; made to be switched on.
 *
 * <p>Immutable. Answers to the branches of {@code tokio::select!}.
 *
 * @param <A> the type of the first arm
 * @param <B> the type of the second arm
 * @param <C> the type of the third arm
 * @param <D> the type of the fourth arm
 * @param <E> the type of the fifth arm
 * @param <F> the type of the sixth arm
 */
public sealed interface OneOf6<
        A extends @Nullable Object,
        B extends @Nullable Object,
        C extends @Nullable Object,
        D extends @Nullable Object,
        E extends @Nullable Object,
        F extends @Nullable Object> {

    /**
     * The first arm won.
     *
     * @param value its value
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     * @param <E> the type of the fifth arm
     * @param <F> the type of the sixth arm
     */
    record First<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object>(
            A value) implements OneOf6<A, B, C, D, E, F> {}

    /**
     * The second arm won.
     *
     * @param value its value
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     * @param <E> the type of the fifth arm
     * @param <F> the type of the sixth arm
     */
    record Second<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object>(
            B value) implements OneOf6<A, B, C, D, E, F> {}

    /**
     * The third arm won.
     *
     * @param value its value
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     * @param <E> the type of the fifth arm
     * @param <F> the type of the sixth arm
     */
    record Third<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object>(
            C value) implements OneOf6<A, B, C, D, E, F> {}

    /**
     * The fourth arm won.
     *
     * @param value its value
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     * @param <E> the type of the fifth arm
     * @param <F> the type of the sixth arm
     */
    record Fourth<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object>(
            D value) implements OneOf6<A, B, C, D, E, F> {}

    /**
     * The fifth arm won.
     *
     * @param value its value
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     * @param <E> the type of the fifth arm
     * @param <F> the type of the sixth arm
     */
    record Fifth<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object>(
            E value) implements OneOf6<A, B, C, D, E, F> {}

    /**
     * The sixth arm won.
     *
     * @param value its value
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     * @param <E> the type of the fifth arm
     * @param <F> the type of the sixth arm
     */
    record Sixth<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object>(
            F value) implements OneOf6<A, B, C, D, E, F> {}
}
