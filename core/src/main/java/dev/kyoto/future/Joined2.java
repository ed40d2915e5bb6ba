package dev.kyoto.future;

import org.jspecify.annotations.Nullable;

/**
 * The values of two futures that were joined, in the order in which they were written.
 *
 * <p>Immutable. Answers to the tuple that is the value of {@code tokio::join!}.
 *
 * @param first the first future's value
 * @param second the second future's value
 * @param <A> the type of the first value
 * @param <B> the type of the second value
 */
public record Joined2<A extends @Nullable Object, B extends @Nullable Object>(A first, B second) {

    /** Makes one of as many values, in the order of the futures. */
    @SuppressWarnings({"unchecked", "NullAway"}) // value i was given by the future of type i
    static <A extends @Nullable Object, B extends @Nullable Object> Joined2<A, B> of(
            @Nullable Object[] values) {
        return new Joined2<>((A) values[0], (B) values[1]);
    }
}
