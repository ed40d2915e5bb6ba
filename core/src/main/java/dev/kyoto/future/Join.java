package dev.kyoto.future;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Drives several futures at once until all have ended.
 *
 * <p>{@code join} lets all of them end before it throws, {@code tryJoin} stops the others at the
 * first failure; {@link Joining} says how both behave. {@link #joinAll} and {@link #tryJoinAll} do
 * the same for any number of futures of one type.
 *
 * <p>Answers to {@code tokio::join!}, {@code tokio::try_join!} and {@code futures::join_all}.
 */
public final class Join {

    private Join() {}

    /**
     * Waits for two futures, and throws only after all of them have ended.
     *
     * @param first the first future
     * @param second the second future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @return a join that has not begun; see {@link Joining}
     */
    public static <A extends @Nullable Object, B extends @Nullable Object>
            Joining<Joined2<A, B>> join(Future<? extends A> first, Future<? extends B> second) {
        return new Joining<>(false, Joined2::of, first, second);
    }

    /**
     * Waits for two futures; the first failure cancels the others.
     *
     * @param first the first future
     * @param second the second future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @return a join that has not begun; see {@link Joining}
     */
    public static <A extends @Nullable Object, B extends @Nullable Object>
            Joining<Joined2<A, B>> tryJoin(Future<? extends A> first, Future<? extends B> second) {
        return new Joining<>(true, Joined2::of, first, second);
    }

    /**
     * Waits for three futures, and throws only after all of them have ended.
     *
     * @param first the first future
     * @param second the second future
     * @param third the third future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <C> the type of the third value
     * @return a join that has not begun; see {@link Joining}
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object>
            Joining<Joined3<A, B, C>> join(
                    Future<? extends A> first,
                    Future<? extends B> second,
                    Future<? extends C> third) {
        return new Joining<>(false, Joined3::of, first, second, third);
    }

    /**
     * Waits for three futures; the first failure cancels the others.
     *
     * @param first the first future
     * @param second the second future
     * @param third the third future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <C> the type of the third value
     * @return a join that has not begun; see {@link Joining}
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object>
            Joining<Joined3<A, B, C>> tryJoin(
                    Future<? extends A> first,
                    Future<? extends B> second,
                    Future<? extends C> third) {
        return new Joining<>(true, Joined3::of, first, second, third);
    }

    /**
     * Waits for four futures, and throws only after all of them have ended.
     *
     * @param first the first future
     * @param second the second future
     * @param third the third future
     * @param fourth the fourth future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <C> the type of the third value
     * @param <D> the type of the fourth value
     * @return a join that has not begun; see {@link Joining}
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
        return new Joining<>(false, Joined4::of, first, second, third, fourth);
    }

    /**
     * Waits for four futures; the first failure cancels the others.
     *
     * @param first the first future
     * @param second the second future
     * @param third the third future
     * @param fourth the fourth future
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <C> the type of the third value
     * @param <D> the type of the fourth value
     * @return a join that has not begun; see {@link Joining}
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
        return new Joining<>(true, Joined4::of, first, second, third, fourth);
    }

    /**
     * Waits for five futures, and throws only after all of them have ended.
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
     * @return a join that has not begun; see {@link Joining}
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
        return new Joining<>(false, Joined5::of, first, second, third, fourth, fifth);
    }

    /**
     * Waits for five futures; the first failure cancels the others.
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
     * @return a join that has not begun; see {@link Joining}
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
        return new Joining<>(true, Joined5::of, first, second, third, fourth, fifth);
    }

    /**
     * Waits for six futures, and throws only after all of them have ended.
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
     * @return a join that has not begun; see {@link Joining}
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
        return new Joining<>(false, Joined6::of, first, second, third, fourth, fifth, sixth);
    }

    /**
     * Waits for six futures; the first failure cancels the others.
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
     * @return a join that has not begun; see {@link Joining}
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
        return new Joining<>(true, Joined6::of, first, second, third, fourth, fifth, sixth);
    }

    /**
     * Waits for seven futures, and throws only after all of them have ended.
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
     * @return a join that has not begun; see {@link Joining}
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
        return new Joining<>(
                false, Joined7::of, first, second, third, fourth, fifth, sixth, seventh);
    }

    /**
     * Waits for seven futures; the first failure cancels the others.
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
     * @return a join that has not begun; see {@link Joining}
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
        return new Joining<>(
                true, Joined7::of, first, second, third, fourth, fifth, sixth, seventh);
    }

    /**
     * Waits for eight futures, and throws only after all of them have ended.
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
     * @return a join that has not begun; see {@link Joining}
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
        return new Joining<>(
                false, Joined8::of, first, second, third, fourth, fifth, sixth, seventh, eighth);
    }

    /**
     * Waits for eight futures; the first failure cancels the others.
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
     * @return a join that has not begun; see {@link Joining}
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
        return new Joining<>(
                true, Joined8::of, first, second, third, fourth, fifth, sixth, seventh, eighth);
    }

    /**
     * Waits for all futures of a collection, and throws only after all of them have ended.
     *
     * <p>Each future is polled only when it was woken, so many futures cost no more than those that
     * make progress.
     *
     * <p><b>Cancellation</b> Cancels the futures that are pending, with their cleanup awaited in
     * {@code pollCancel}. The values that others have given already are lost.
     *
     * <p><b>Errors</b> The first failure, with later ones suppressed in it.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * List<Page> pages = Join.joinAll(urls.stream().map(this::fetch).toList()).await();
     * }
     *
     * <p>Answers to {@code futures::future::join_all}.
     *
     * @param futures the futures, read once, now
     * @param <T> their type
     * @return their values in the collection's order, as an unmodifiable list
     */
    public static <T extends @Nullable Object> Future<List<T>> joinAll(
            Collection<? extends Future<? extends T>> futures) {
        return new JoinAll<>(false, futures);
    }

    /**
     * Waits for all futures of a collection; the first failure cancels the others.
     *
     * <p><b>Cancellation</b> As {@link #joinAll}.
     *
     * <p><b>Errors</b> The first failure, after the cleanup of the others has ended; what cleanup
     * threw is suppressed in it.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * List<Page> pages = Join.tryJoinAll(urls.stream().map(this::fetch).toList()).await();
     * }
     *
     * <p>Answers to {@code futures::future::try_join_all}.
     *
     * @param futures the futures, read once, now
     * @param <T> their type
     * @return their values in the collection's order, as an unmodifiable list
     */
    public static <T extends @Nullable Object> Future<List<T>> tryJoinAll(
            Collection<? extends Future<? extends T>> futures) {
        return new JoinAll<>(true, futures);
    }
}
