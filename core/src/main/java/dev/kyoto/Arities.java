package dev.kyoto;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import dev.kyoto.future.Join;
import dev.kyoto.future.Joined2;
import dev.kyoto.future.Joined3;
import dev.kyoto.future.Joined4;
import dev.kyoto.future.Joined5;
import dev.kyoto.future.Joined6;
import dev.kyoto.future.Joined7;
import dev.kyoto.future.Joined8;
import dev.kyoto.future.Joining;
import dev.kyoto.future.OneOf2;
import dev.kyoto.future.OneOf3;
import dev.kyoto.future.OneOf4;
import dev.kyoto.future.OneOf5;
import dev.kyoto.future.OneOf6;
import dev.kyoto.future.OneOf7;
import dev.kyoto.future.OneOf8;
import dev.kyoto.future.Select;
import dev.kyoto.future.Selection;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link Kyoto} that composes a few futures: one short method for each arity, in a file
 * of its own so that the others can be read.
 */
@CheckReturnValue
abstract class Arities {

    Arities() {}

    /**
     * Waits for the first of two futures and cancels the others. See {@link
     * dev.kyoto.future.Selection}.
     *
     * @param first the first future
     * @param second the second future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @return a future that has not begun
     */
    public static <A extends @Nullable Object, B extends @Nullable Object>
            Selection<OneOf2<A, B>> select(Future<? extends A> first, Future<? extends B> second) {
        return Select.select(first, second);
    }

    /**
     * Waits for the first of three futures and cancels the others. See {@link
     * dev.kyoto.future.Selection}.
     *
     * @param first the first future
     * @param second the second future
     * @param third the third future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <C> the type of the third value
     * @return a future that has not begun
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object>
            Selection<OneOf3<A, B, C>> select(
                    Future<? extends A> first,
                    Future<? extends B> second,
                    Future<? extends C> third) {
        return Select.select(first, second, third);
    }

    /**
     * Waits for the first of four futures and cancels the others. See {@link
     * dev.kyoto.future.Selection}.
     *
     * @param first the first future
     * @param second the second future
     * @param third the third future
     * @param fourth the fourth future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <C> the type of the third value
     * @param <D> the type of the fourth value
     * @return a future that has not begun
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object>
            Selection<OneOf4<A, B, C, D>> select(
                    Future<? extends A> first,
                    Future<? extends B> second,
                    Future<? extends C> third,
                    Future<? extends D> fourth) {
        return Select.select(first, second, third, fourth);
    }

    /**
     * Waits for the first of five futures and cancels the others. See {@link
     * dev.kyoto.future.Selection}.
     *
     * @param first the first future
     * @param second the second future
     * @param third the third future
     * @param fourth the fourth future
     * @param fifth the fifth future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <C> the type of the third value
     * @param <D> the type of the fourth value
     * @param <E> the type of the fifth value
     * @return a future that has not begun
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object>
            Selection<OneOf5<A, B, C, D, E>> select(
                    Future<? extends A> first,
                    Future<? extends B> second,
                    Future<? extends C> third,
                    Future<? extends D> fourth,
                    Future<? extends E> fifth) {
        return Select.select(first, second, third, fourth, fifth);
    }

    /**
     * Waits for the first of six futures and cancels the others. See {@link
     * dev.kyoto.future.Selection}.
     *
     * @param first the first future
     * @param second the second future
     * @param third the third future
     * @param fourth the fourth future
     * @param fifth the fifth future
     * @param sixth the sixth future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <C> the type of the third value
     * @param <D> the type of the fourth value
     * @param <E> the type of the fifth value
     * @param <F> the type of the sixth value
     * @return a future that has not begun
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object>
            Selection<OneOf6<A, B, C, D, E, F>> select(
                    Future<? extends A> first,
                    Future<? extends B> second,
                    Future<? extends C> third,
                    Future<? extends D> fourth,
                    Future<? extends E> fifth,
                    Future<? extends F> sixth) {
        return Select.select(first, second, third, fourth, fifth, sixth);
    }

    /**
     * Waits for the first of seven futures and cancels the others. See {@link
     * dev.kyoto.future.Selection}.
     *
     * @param first the first future
     * @param second the second future
     * @param third the third future
     * @param fourth the fourth future
     * @param fifth the fifth future
     * @param sixth the sixth future
     * @param seventh the seventh future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <C> the type of the third value
     * @param <D> the type of the fourth value
     * @param <E> the type of the fifth value
     * @param <F> the type of the sixth value
     * @param <G> the type of the seventh value
     * @return a future that has not begun
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object>
            Selection<OneOf7<A, B, C, D, E, F, G>> select(
                    Future<? extends A> first,
                    Future<? extends B> second,
                    Future<? extends C> third,
                    Future<? extends D> fourth,
                    Future<? extends E> fifth,
                    Future<? extends F> sixth,
                    Future<? extends G> seventh) {
        return Select.select(first, second, third, fourth, fifth, sixth, seventh);
    }

    /**
     * Waits for the first of eight futures and cancels the others. See {@link
     * dev.kyoto.future.Selection}.
     *
     * @param first the first future
     * @param second the second future
     * @param third the third future
     * @param fourth the fourth future
     * @param fifth the fifth future
     * @param sixth the sixth future
     * @param seventh the seventh future
     * @param eighth the eighth future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <C> the type of the third value
     * @param <D> the type of the fourth value
     * @param <E> the type of the fifth value
     * @param <F> the type of the sixth value
     * @param <G> the type of the seventh value
     * @param <H> the type of the eighth value
     * @return a future that has not begun
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object,
                    H extends @Nullable Object>
            Selection<OneOf8<A, B, C, D, E, F, G, H>> select(
                    Future<? extends A> first,
                    Future<? extends B> second,
                    Future<? extends C> third,
                    Future<? extends D> fourth,
                    Future<? extends E> fifth,
                    Future<? extends F> sixth,
                    Future<? extends G> seventh,
                    Future<? extends H> eighth) {
        return Select.select(first, second, third, fourth, fifth, sixth, seventh, eighth);
    }

    /**
     * Waits for two futures, and throws only after all of them have ended. See {@link
     * dev.kyoto.future.Joining}.
     *
     * @param first the first future
     * @param second the second future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @return a future that has not begun
     */
    public static <A extends @Nullable Object, B extends @Nullable Object>
            Joining<Joined2<A, B>> join(Future<? extends A> first, Future<? extends B> second) {
        return Join.join(first, second);
    }

    /**
     * Waits for three futures, and throws only after all of them have ended. See {@link
     * dev.kyoto.future.Joining}.
     *
     * @param first the first future
     * @param second the second future
     * @param third the third future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <C> the type of the third value
     * @return a future that has not begun
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object>
            Joining<Joined3<A, B, C>> join(
                    Future<? extends A> first,
                    Future<? extends B> second,
                    Future<? extends C> third) {
        return Join.join(first, second, third);
    }

    /**
     * Waits for four futures, and throws only after all of them have ended. See {@link
     * dev.kyoto.future.Joining}.
     *
     * @param first the first future
     * @param second the second future
     * @param third the third future
     * @param fourth the fourth future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <C> the type of the third value
     * @param <D> the type of the fourth value
     * @return a future that has not begun
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object>
            Joining<Joined4<A, B, C, D>> join(
                    Future<? extends A> first,
                    Future<? extends B> second,
                    Future<? extends C> third,
                    Future<? extends D> fourth) {
        return Join.join(first, second, third, fourth);
    }

    /**
     * Waits for five futures, and throws only after all of them have ended. See {@link
     * dev.kyoto.future.Joining}.
     *
     * @param first the first future
     * @param second the second future
     * @param third the third future
     * @param fourth the fourth future
     * @param fifth the fifth future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <C> the type of the third value
     * @param <D> the type of the fourth value
     * @param <E> the type of the fifth value
     * @return a future that has not begun
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object>
            Joining<Joined5<A, B, C, D, E>> join(
                    Future<? extends A> first,
                    Future<? extends B> second,
                    Future<? extends C> third,
                    Future<? extends D> fourth,
                    Future<? extends E> fifth) {
        return Join.join(first, second, third, fourth, fifth);
    }

    /**
     * Waits for six futures, and throws only after all of them have ended. See {@link
     * dev.kyoto.future.Joining}.
     *
     * @param first the first future
     * @param second the second future
     * @param third the third future
     * @param fourth the fourth future
     * @param fifth the fifth future
     * @param sixth the sixth future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <C> the type of the third value
     * @param <D> the type of the fourth value
     * @param <E> the type of the fifth value
     * @param <F> the type of the sixth value
     * @return a future that has not begun
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object>
            Joining<Joined6<A, B, C, D, E, F>> join(
                    Future<? extends A> first,
                    Future<? extends B> second,
                    Future<? extends C> third,
                    Future<? extends D> fourth,
                    Future<? extends E> fifth,
                    Future<? extends F> sixth) {
        return Join.join(first, second, third, fourth, fifth, sixth);
    }

    /**
     * Waits for seven futures, and throws only after all of them have ended. See {@link
     * dev.kyoto.future.Joining}.
     *
     * @param first the first future
     * @param second the second future
     * @param third the third future
     * @param fourth the fourth future
     * @param fifth the fifth future
     * @param sixth the sixth future
     * @param seventh the seventh future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <C> the type of the third value
     * @param <D> the type of the fourth value
     * @param <E> the type of the fifth value
     * @param <F> the type of the sixth value
     * @param <G> the type of the seventh value
     * @return a future that has not begun
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object>
            Joining<Joined7<A, B, C, D, E, F, G>> join(
                    Future<? extends A> first,
                    Future<? extends B> second,
                    Future<? extends C> third,
                    Future<? extends D> fourth,
                    Future<? extends E> fifth,
                    Future<? extends F> sixth,
                    Future<? extends G> seventh) {
        return Join.join(first, second, third, fourth, fifth, sixth, seventh);
    }

    /**
     * Waits for eight futures, and throws only after all of them have ended. See {@link
     * dev.kyoto.future.Joining}.
     *
     * @param first the first future
     * @param second the second future
     * @param third the third future
     * @param fourth the fourth future
     * @param fifth the fifth future
     * @param sixth the sixth future
     * @param seventh the seventh future
     * @param eighth the eighth future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <C> the type of the third value
     * @param <D> the type of the fourth value
     * @param <E> the type of the fifth value
     * @param <F> the type of the sixth value
     * @param <G> the type of the seventh value
     * @param <H> the type of the eighth value
     * @return a future that has not begun
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object,
                    H extends @Nullable Object>
            Joining<Joined8<A, B, C, D, E, F, G, H>> join(
                    Future<? extends A> first,
                    Future<? extends B> second,
                    Future<? extends C> third,
                    Future<? extends D> fourth,
                    Future<? extends E> fifth,
                    Future<? extends F> sixth,
                    Future<? extends G> seventh,
                    Future<? extends H> eighth) {
        return Join.join(first, second, third, fourth, fifth, sixth, seventh, eighth);
    }

    /**
     * Waits for two futures; the first failure cancels the others. See {@link
     * dev.kyoto.future.Joining}.
     *
     * @param first the first future
     * @param second the second future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @return a future that has not begun
     */
    public static <A extends @Nullable Object, B extends @Nullable Object>
            Joining<Joined2<A, B>> tryJoin(Future<? extends A> first, Future<? extends B> second) {
        return Join.tryJoin(first, second);
    }

    /**
     * Waits for three futures; the first failure cancels the others. See {@link
     * dev.kyoto.future.Joining}.
     *
     * @param first the first future
     * @param second the second future
     * @param third the third future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <C> the type of the third value
     * @return a future that has not begun
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object>
            Joining<Joined3<A, B, C>> tryJoin(
                    Future<? extends A> first,
                    Future<? extends B> second,
                    Future<? extends C> third) {
        return Join.tryJoin(first, second, third);
    }

    /**
     * Waits for four futures; the first failure cancels the others. See {@link
     * dev.kyoto.future.Joining}.
     *
     * @param first the first future
     * @param second the second future
     * @param third the third future
     * @param fourth the fourth future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <C> the type of the third value
     * @param <D> the type of the fourth value
     * @return a future that has not begun
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object>
            Joining<Joined4<A, B, C, D>> tryJoin(
                    Future<? extends A> first,
                    Future<? extends B> second,
                    Future<? extends C> third,
                    Future<? extends D> fourth) {
        return Join.tryJoin(first, second, third, fourth);
    }

    /**
     * Waits for five futures; the first failure cancels the others. See {@link
     * dev.kyoto.future.Joining}.
     *
     * @param first the first future
     * @param second the second future
     * @param third the third future
     * @param fourth the fourth future
     * @param fifth the fifth future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <C> the type of the third value
     * @param <D> the type of the fourth value
     * @param <E> the type of the fifth value
     * @return a future that has not begun
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object>
            Joining<Joined5<A, B, C, D, E>> tryJoin(
                    Future<? extends A> first,
                    Future<? extends B> second,
                    Future<? extends C> third,
                    Future<? extends D> fourth,
                    Future<? extends E> fifth) {
        return Join.tryJoin(first, second, third, fourth, fifth);
    }

    /**
     * Waits for six futures; the first failure cancels the others. See {@link
     * dev.kyoto.future.Joining}.
     *
     * @param first the first future
     * @param second the second future
     * @param third the third future
     * @param fourth the fourth future
     * @param fifth the fifth future
     * @param sixth the sixth future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <C> the type of the third value
     * @param <D> the type of the fourth value
     * @param <E> the type of the fifth value
     * @param <F> the type of the sixth value
     * @return a future that has not begun
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object>
            Joining<Joined6<A, B, C, D, E, F>> tryJoin(
                    Future<? extends A> first,
                    Future<? extends B> second,
                    Future<? extends C> third,
                    Future<? extends D> fourth,
                    Future<? extends E> fifth,
                    Future<? extends F> sixth) {
        return Join.tryJoin(first, second, third, fourth, fifth, sixth);
    }

    /**
     * Waits for seven futures; the first failure cancels the others. See {@link
     * dev.kyoto.future.Joining}.
     *
     * @param first the first future
     * @param second the second future
     * @param third the third future
     * @param fourth the fourth future
     * @param fifth the fifth future
     * @param sixth the sixth future
     * @param seventh the seventh future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <C> the type of the third value
     * @param <D> the type of the fourth value
     * @param <E> the type of the fifth value
     * @param <F> the type of the sixth value
     * @param <G> the type of the seventh value
     * @return a future that has not begun
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object>
            Joining<Joined7<A, B, C, D, E, F, G>> tryJoin(
                    Future<? extends A> first,
                    Future<? extends B> second,
                    Future<? extends C> third,
                    Future<? extends D> fourth,
                    Future<? extends E> fifth,
                    Future<? extends F> sixth,
                    Future<? extends G> seventh) {
        return Join.tryJoin(first, second, third, fourth, fifth, sixth, seventh);
    }

    /**
     * Waits for eight futures; the first failure cancels the others. See {@link
     * dev.kyoto.future.Joining}.
     *
     * @param first the first future
     * @param second the second future
     * @param third the third future
     * @param fourth the fourth future
     * @param fifth the fifth future
     * @param sixth the sixth future
     * @param seventh the seventh future
     * @param eighth the eighth future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <C> the type of the third value
     * @param <D> the type of the fourth value
     * @param <E> the type of the fifth value
     * @param <F> the type of the sixth value
     * @param <G> the type of the seventh value
     * @param <H> the type of the eighth value
     * @return a future that has not begun
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object,
                    H extends @Nullable Object>
            Joining<Joined8<A, B, C, D, E, F, G, H>> tryJoin(
                    Future<? extends A> first,
                    Future<? extends B> second,
                    Future<? extends C> third,
                    Future<? extends D> fourth,
                    Future<? extends E> fifth,
                    Future<? extends F> sixth,
                    Future<? extends G> seventh,
                    Future<? extends H> eighth) {
        return Join.tryJoin(first, second, third, fourth, fifth, sixth, seventh, eighth);
    }
}
