package dev.kyoto.future;

import org.jspecify.annotations.Nullable;

/**
 * The values of seven futures that were joined, in the order in which they were written.
 *
 * <p>Immutable. Answers to the tuple that is the value of {@code tokio::join!}.
 *
 * @param first the first future's value
 * @param second the second future's value
 * @param third the third future's value
 * @param fourth the fourth future's value
 * @param fifth the fifth future's value
 * @param sixth the sixth future's value
 * @param seventh the seventh future's value
 * @param <A> the type of the first value
 * @param <B> the type of the second value
 * @param <C> the type of the third value
 * @param <D> the type of the fourth value
 * @param <E> the type of the fifth value
 * @param <F> the type of the sixth value
 * @param <G> the type of the seventh value
 */
public record Joined7<
        A extends @Nullable Object,
        B extends @Nullable Object,
        C extends @Nullable Object,
        D extends @Nullable Object,
        E extends @Nullable Object,
        F extends @Nullable Object,
        G extends @Nullable Object>(
        A first, B second, C third, D fourth, E fifth, F sixth, G seventh) {

    /** Makes one of as many values, in the order of the futures. */
    @SuppressWarnings({"unchecked", "NullAway"}) // value i was given by the future of type i
    static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object>
            Joined7<A, B, C, D, E, F, G> of(@Nullable Object[] values) {
        return new Joined7<>(
                (A) values[0],
                (B) values[1],
                (C) values[2],
                (D) values[3],
                (E) values[4],
                (F) values[5],
                (G) values[6]);
    }
}
