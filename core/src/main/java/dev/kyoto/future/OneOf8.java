package dev.kyoto.future;

import org.jspecify.annotations.Nullable;

/**
 * Which of eight arms of a {@link Select} won, with its value; made to be switched on.
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
 * @param <H> the type of the eighth arm
 */
public sealed interface OneOf8<
        A extends @Nullable Object,
        B extends @Nullable Object,
        C extends @Nullable Object,
        D extends @Nullable Object,
        E extends @Nullable Object,
        F extends @Nullable Object,
        G extends @Nullable Object,
        H extends @Nullable Object> {

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
     * @param <H> the type of the eighth arm
     */
    record First<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object,
                    H extends @Nullable Object>(
            A value) implements OneOf8<A, B, C, D, E, F, G, H> {}

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
     * @param <H> the type of the eighth arm
     */
    record Second<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object,
                    H extends @Nullable Object>(
            B value) implements OneOf8<A, B, C, D, E, F, G, H> {}

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
     * @param <H> the type of the eighth arm
     */
    record Third<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object,
                    H extends @Nullable Object>(
            C value) implements OneOf8<A, B, C, D, E, F, G, H> {}

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
     * @param <H> the type of the eighth arm
     */
    record Fourth<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object,
                    H extends @Nullable Object>(
            D value) implements OneOf8<A, B, C, D, E, F, G, H> {}

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
     * @param <H> the type of the eighth arm
     */
    record Fifth<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object,
                    H extends @Nullable Object>(
            E value) implements OneOf8<A, B, C, D, E, F, G, H> {}

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
     * @param <H> the type of the eighth arm
     */
    record Sixth<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object,
                    H extends @Nullable Object>(
            F value) implements OneOf8<A, B, C, D, E, F, G, H> {}

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
     * @param <H> the type of the eighth arm
     */
    record Seventh<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object,
                    H extends @Nullable Object>(
            G value) implements OneOf8<A, B, C, D, E, F, G, H> {}

    /**
     * The eighth arm won.
     *
     * @param value its value
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     * @param <E> the type of the fifth arm
     * @param <F> the type of the sixth arm
     * @param <G> the type of the seventh arm
     * @param <H> the type of the eighth arm
     */
    record Eighth<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object,
                    H extends @Nullable Object>(
            H value) implements OneOf8<A, B, C, D, E, F, G, H> {}
}
