package dev.kyoto.future;

import org.jspecify.annotations.Nullable;

/**
 * Which of seven arms of a {@link Select} won, with its value; made to be switched on.
 *
 * <p>Immutable. Answers to the branches of {@code tokio::select!}.
 *
 * @param <A> the type of the first arm
 * @param <B> the type of the second arm
 * @param <C> the type of the third arm
 * @param <D> the type of the fourth arm
 * @param <E> the type of the fifth arm
 * @param <F> the type of the sixth arm
 * @param <G> the type of the seventh arm
 */
public sealed interface OneOf7<
        A extends @Nullable Object,
        B extends @Nullable Object,
        C extends @Nullable Object,
        D extends @Nullable Object,
        E extends @Nullable Object,
        F extends @Nullable Object,
        G extends @Nullable Object> {

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
     * @param <G> the type of the seventh arm
     */
    record First<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object>(
            A value) implements OneOf7<A, B, C, D, E, F, G> {}

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
     * @param <G> the type of the seventh arm
     */
    record Second<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object>(
            B value) implements OneOf7<A, B, C, D, E, F, G> {}

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
     * @param <G> the type of the seventh arm
     */
    record Third<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object>(
            C value) implements OneOf7<A, B, C, D, E, F, G> {}

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
     * @param <G> the type of the seventh arm
     */
    record Fourth<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object>(
            D value) implements OneOf7<A, B, C, D, E, F, G> {}

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
     * @param <G> the type of the seventh arm
     */
    record Fifth<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object>(
            E value) implements OneOf7<A, B, C, D, E, F, G> {}

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
     * @param <G> the type of the seventh arm
     */
    record Sixth<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object>(
            F value) implements OneOf7<A, B, C, D, E, F, G> {}

    /**
     * The seventh arm won.
     *
     * @param value its value
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     * @param <E> the type of the fifth arm
     * @param <F> the type of the sixth arm
     * @param <G> the type of the seventh arm
     */
    record Seventh<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object>(
            G value) implements OneOf7<A, B, C, D, E, F, G> {}
}
