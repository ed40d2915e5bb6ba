package dev.kyoto.future;

import java.util.Collection;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the first of several futures and cancels the others.
 *
 * <p>{@link #select(Future, Future) select} takes two to eight arms and has the value {@link
 * OneOf2} to {@link OneOf8}, to be switched on without a default; {@link Selection} says how it
 * behaves. {@link #selectAny} takes any number of arms of one type. {@link #loop(Supplier, Supplier)
 * loop} keeps its arms from one iteration to the next. {@link #keep}, {@link #guard} and {@link
 * #matching} wrap an arm; a wrapped arm may be wrapped again.
 *
 * <p>Answers to {@code tokio::select!}.
 */
public final class Select extends SelectLoops {

    private Select() {}

    /**
     * Waits for the first of two futures; see {@link Selection}.
     *
     * @param first the first arm
     * @param second the second arm
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @return a select that has not begun
     */
    // The value of an arm comes back with that arm's number, null where its type allows it.
    @SuppressWarnings({"unchecked", "NullAway"})
    public static <A extends @Nullable Object, B extends @Nullable Object>
            Selection<OneOf2<A, B>> select(Future<? extends A> first, Future<? extends B> second) {
        return new SelectFew<>(
                (arm, value) ->
                        switch (arm) {
                            case 0 -> new OneOf2.First<>((A) value);
                            default -> new OneOf2.Second<>((B) value);
                        },
                first,
                second);
    }

    /**
     * Waits for the first of three futures; see {@link Selection}.
     *
     * @param first the first arm
     * @param second the second arm
     * @param third the third arm
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @return a select that has not begun
     */
    // The value of an arm comes back with that arm's number, null where its type allows it.
    @SuppressWarnings({"unchecked", "NullAway"})
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object>
            Selection<OneOf3<A, B, C>> select(
                    Future<? extends A> first,
                    Future<? extends B> second,
                    Future<? extends C> third) {
        return new SelectFew<>(
                (arm, value) ->
                        switch (arm) {
                            case 0 -> new OneOf3.First<>((A) value);
                            case 1 -> new OneOf3.Second<>((B) value);
                            default -> new OneOf3.Third<>((C) value);
                        },
                first,
                second,
                third);
    }

    /**
     * Waits for the first of four futures; see {@link Selection}.
     *
     * @param first the first arm
     * @param second the second arm
     * @param third the third arm
     * @param fourth the fourth arm
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     * @return a select that has not begun
     */
    // The value of an arm comes back with that arm's number, null where its type allows it.
    @SuppressWarnings({"unchecked", "NullAway"})
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
        return new SelectFew<>(
                (arm, value) ->
                        switch (arm) {
                            case 0 -> new OneOf4.First<>((A) value);
                            case 1 -> new OneOf4.Second<>((B) value);
                            case 2 -> new OneOf4.Third<>((C) value);
                            default -> new OneOf4.Fourth<>((D) value);
                        },
                first,
                second,
                third,
                fourth);
    }

    /**
     * Waits for the first of five futures; see {@link Selection}.
     *
     * @param first the first arm
     * @param second the second arm
     * @param third the third arm
     * @param fourth the fourth arm
     * @param fifth the fifth arm
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     * @param <E> the type of the fifth arm
     * @return a select that has not begun
     */
    // The value of an arm comes back with that arm's number, null where its type allows it.
    @SuppressWarnings({"unchecked", "NullAway"})
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
        return new SelectFew<>(
                (arm, value) ->
                        switch (arm) {
                            case 0 -> new OneOf5.First<>((A) value);
                            case 1 -> new OneOf5.Second<>((B) value);
                            case 2 -> new OneOf5.Third<>((C) value);
                            case 3 -> new OneOf5.Fourth<>((D) value);
                            default -> new OneOf5.Fifth<>((E) value);
                        },
                first,
                second,
                third,
                fourth,
                fifth);
    }

    /**
     * Waits for the first of six futures; see {@link Selection}.
     *
     * @param first the first arm
     * @param second the second arm
     * @param third the third arm
     * @param fourth the fourth arm
     * @param fifth the fifth arm
     * @param sixth the sixth arm
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     * @param <E> the type of the fifth arm
     * @param <F> the type of the sixth arm
     * @return a select that has not begun
     */
    // The value of an arm comes back with that arm's number, null where its type allows it.
    @SuppressWarnings({"unchecked", "NullAway"})
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
        return new SelectFew<>(
                (arm, value) ->
                        switch (arm) {
                            case 0 -> new OneOf6.First<>((A) value);
                            case 1 -> new OneOf6.Second<>((B) value);
                            case 2 -> new OneOf6.Third<>((C) value);
                            case 3 -> new OneOf6.Fourth<>((D) value);
                            case 4 -> new OneOf6.Fifth<>((E) value);
                            default -> new OneOf6.Sixth<>((F) value);
                        },
                first,
                second,
                third,
                fourth,
                fifth,
                sixth);
    }

    /**
     * Waits for the first of seven futures; see {@link Selection}.
     *
     * @param first the first arm
     * @param second the second arm
     * @param third the third arm
     * @param fourth the fourth arm
     * @param fifth the fifth arm
     * @param sixth the sixth arm
     * @param seventh the seventh arm
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     * @param <E> the type of the fifth arm
     * @param <F> the type of the sixth arm
     * @param <G> the type of the seventh arm
     * @return a select that has not begun
     */
    // The value of an arm comes back with that arm's number, null where its type allows it.
    @SuppressWarnings({"unchecked", "NullAway"})
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
        return new SelectFew<>(
                (arm, value) ->
                        switch (arm) {
                            case 0 -> new OneOf7.First<>((A) value);
                            case 1 -> new OneOf7.Second<>((B) value);
                            case 2 -> new OneOf7.Third<>((C) value);
                            case 3 -> new OneOf7.Fourth<>((D) value);
                            case 4 -> new OneOf7.Fifth<>((E) value);
                            case 5 -> new OneOf7.Sixth<>((F) value);
                            default -> new OneOf7.Seventh<>((G) value);
                        },
                first,
                second,
                third,
                fourth,
                fifth,
                sixth,
                seventh);
    }

    /**
     * Waits for the first of eight futures; see {@link Selection}.
     *
     * @param first the first arm
     * @param second the second arm
     * @param third the third arm
     * @param fourth the fourth arm
     * @param fifth the fifth arm
     * @param sixth the sixth arm
     * @param seventh the seventh arm
     * @param eighth the eighth arm
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     * @param <E> the type of the fifth arm
     * @param <F> the type of the sixth arm
     * @param <G> the type of the seventh arm
     * @param <H> the type of the eighth arm
     * @return a select that has not begun
     */
    // The value of an arm comes back with that arm's number, null where its type allows it.
    @SuppressWarnings({"unchecked", "NullAway"})
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
        return new SelectFew<>(
                (arm, value) ->
                        switch (arm) {
                            case 0 -> new OneOf8.First<>((A) value);
                            case 1 -> new OneOf8.Second<>((B) value);
                            case 2 -> new OneOf8.Third<>((C) value);
                            case 3 -> new OneOf8.Fourth<>((D) value);
                            case 4 -> new OneOf8.Fifth<>((E) value);
                            case 5 -> new OneOf8.Sixth<>((F) value);
                            case 6 -> new OneOf8.Seventh<>((G) value);
                            default -> new OneOf8.Eighth<>((H) value);
                        },
                first,
                second,
                third,
                fourth,
                fifth,
                sixth,
                seventh,
                eighth);
    }

    /**
     * Waits for the first of any number of futures; see {@link Selection}.
     *
     * <p>Each arm is polled only when it was woken, so many cost no more than those that make
     * progress. Without any arm it ends as if all were shut.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var first = Select.selectAny(urls.stream().map(this::fetch).toList()).await();
     * show(urls.get(first.index()), first.value());
     * }
     *
     * <p>Answers to {@code futures::future::select_all}.
     *
     * @param futures the arms, read once, now
     * @param <T> their type
     * @return a select that has not begun
     */
    // The value of an arm comes back as it was, null where its type allows it.
    @SuppressWarnings({"unchecked", "NullAway"})
    public static <T extends @Nullable Object> Selection<Selected<T>> selectAny(
            Collection<? extends Future<? extends T>> futures) {
        return SelectMany.of(false, (arm, value) -> new Selected<>(arm, (T) value), futures);
    }

    /**
     * Lends a future to a select, which does not cancel it when it loses.
     *
     * <p>So a half-done operation survives the iterations of a loop: the future is made before the
     * loop, and made anew only after it has won. Whoever lends it cancels it in the end.
     *
     * <p><b>Cancellation</b> Does nothing to the lent future.
     *
     * <p><b>Errors</b> Those of the future. Once it has won or thrown it must not be lent again.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var line = reader.readLine();
     * while (true) {
     *     switch (Select.select(Select.keep(line), tick.tick()).await()) {
     *         case OneOf2.First(var text) -> {
     *             handle(text);
     *             line = reader.readLine();
     *         }
     *         case OneOf2.Second(var now) -> System.out.println("still here");
     *     }
     * }
     * }
     *
     * <p>Answers to an arm {@code &mut future} of {@code tokio::select!}.
     *
     * @param future the future to lend
     * @param <T> its type
     * @return an arm for one select
     */
    public static <T extends @Nullable Object> Future<T> keep(Future<T> future) {
        return new SelectArm.Kept<>(future);
    }

    /**
     * Shuts an arm unless a condition holds; a shut arm is never polled and cannot win.
     *
     * <p>The future is cancelled together with the losers, unless it is {@linkplain #keep kept}.
     * Outside of a select a shut arm is pending for ever.
     *
     * <p><b>Cancellation</b> Cancels the future, shut or not.
     *
     * <p><b>Errors</b> Those of the future; a shut arm has none.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * Select.select(Select.guard(queue.size() < limit, messages.recv()), tick.tick()).await();
     * }
     *
     * <p>Answers to {@code , if condition} in {@code tokio::select!}.
     *
     * @param open whether the arm takes part
     * @param future the arm
     * @param <T> its type
     * @return an arm for one select
     */
    public static <T extends @Nullable Object> Future<T> guard(boolean open, Future<T> future) {
        return open ? future : new SelectArm.Closed<>(future);
    }

    /**
     * Shuts an arm when its value is not of the wanted kind; the select goes on with the others.
     *
     * <p>The value that does not match is gone. Outside of a select such an arm is pending for
     * ever.
     *
     * <p><b>Cancellation</b> Cancels the future.
     *
     * <p><b>Errors</b> Those of the future and of the pattern.
     *
     * <p><b>Example</b> an arm that drops out once its channel is closed:
     *
     * {@snippet :
     * Select.select(
     *         Select.matching(left.recv(), Objects::nonNull),
     *         Select.matching(right.recv(), Objects::nonNull))
     *     .orElseNull()
     *     .await();
     * }
     *
     * <p>Answers to a refutable pattern in {@code tokio::select!}.
     *
     * @param future the arm
     * @param pattern says whether the value lets the arm win
     * @param <T> its type
     * @return an arm for one select
     */
    public static <T extends @Nullable Object> Future<T> matching(
            Future<T> future, Predicate<? super T> pattern) {
        return new SelectArm.Matching<>(future, pattern);
    }
}
