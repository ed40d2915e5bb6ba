package dev.kyoto.future;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link Select} that makes loops: one short method for each arity, in a file of its
 * own so that the others can be read.
 */
abstract class SelectLoops {

    SelectLoops() {}

    /**
     * Repeats a select over two futures and keeps the losers for the next time; see {@link
     * SelectLoop}.
     *
     * @param first makes the futures of the first arm; null retires it
     * @param second makes the futures of the second arm; null retires it
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @return a loop that has not begun
     */
    // The value of an arm comes back with that arm's number, null where its type allows it.
    @SuppressWarnings({"unchecked", "NullAway"})
    public static <A extends @Nullable Object, B extends @Nullable Object>
            SelectLoop<OneOf2<A, B>> loop(
                    Supplier<? extends @Nullable Future<? extends A>> first,
                    Supplier<? extends @Nullable Future<? extends B>> second) {
        return new SelectLoop<>(
                (arm, value) ->
                        switch (arm) {
                            case 0 -> new OneOf2.First<>((A) value);
                            default -> new OneOf2.Second<>((B) value);
                        },
                Arrays.asList(first, second));
    }

    /**
     * Repeats a select over three futures and keeps the losers for the next time; see {@link
     * SelectLoop}.
     *
     * @param first makes the futures of the first arm; null retires it
     * @param second makes the futures of the second arm; null retires it
     * @param third makes the futures of the third arm; null retires it
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @return a loop that has not begun
     */
    // The value of an arm comes back with that arm's number, null where its type allows it.
    @SuppressWarnings({"unchecked", "NullAway"})
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object>
            SelectLoop<OneOf3<A, B, C>> loop(
                    Supplier<? extends @Nullable Future<? extends A>> first,
                    Supplier<? extends @Nullable Future<? extends B>> second,
                    Supplier<? extends @Nullable Future<? extends C>> third) {
        return new SelectLoop<>(
                (arm, value) ->
                        switch (arm) {
                            case 0 -> new OneOf3.First<>((A) value);
                            case 1 -> new OneOf3.Second<>((B) value);
                            default -> new OneOf3.Third<>((C) value);
                        },
                Arrays.asList(first, second, third));
    }

    /**
     * Repeats a select over four futures and keeps the losers for the next time; see {@link
     * SelectLoop}.
     *
     * @param first makes the futures of the first arm; null retires it
     * @param second makes the futures of the second arm; null retires it
     * @param third makes the futures of the third arm; null retires it
     * @param fourth makes the futures of the fourth arm; null retires it
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     * @return a loop that has not begun
     */
    // The value of an arm comes back with that arm's number, null where its type allows it.
    @SuppressWarnings({"unchecked", "NullAway"})
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object>
            SelectLoop<OneOf4<A, B, C, D>> loop(
                    Supplier<? extends @Nullable Future<? extends A>> first,
                    Supplier<? extends @Nullable Future<? extends B>> second,
                    Supplier<? extends @Nullable Future<? extends C>> third,
                    Supplier<? extends @Nullable Future<? extends D>> fourth) {
        return new SelectLoop<>(
                (arm, value) ->
                        switch (arm) {
                            case 0 -> new OneOf4.First<>((A) value);
                            case 1 -> new OneOf4.Second<>((B) value);
                            case 2 -> new OneOf4.Third<>((C) value);
                            default -> new OneOf4.Fourth<>((D) value);
                        },
                Arrays.asList(first, second, third, fourth));
    }

    /**
     * Repeats a select over five futures and keeps the losers for the next time; see {@link
     * SelectLoop}.
     *
     * @param first makes the futures of the first arm; null retires it
     * @param second makes the futures of the second arm; null retires it
     * @param third makes the futures of the third arm; null retires it
     * @param fourth makes the futures of the fourth arm; null retires it
     * @param fifth makes the futures of the fifth arm; null retires it
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     * @param <E> the type of the fifth arm
     * @return a loop that has not begun
     */
    // The value of an arm comes back with that arm's number, null where its type allows it.
    @SuppressWarnings({"unchecked", "NullAway"})
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object>
            SelectLoop<OneOf5<A, B, C, D, E>> loop(
                    Supplier<? extends @Nullable Future<? extends A>> first,
                    Supplier<? extends @Nullable Future<? extends B>> second,
                    Supplier<? extends @Nullable Future<? extends C>> third,
                    Supplier<? extends @Nullable Future<? extends D>> fourth,
                    Supplier<? extends @Nullable Future<? extends E>> fifth) {
        return new SelectLoop<>(
                (arm, value) ->
                        switch (arm) {
                            case 0 -> new OneOf5.First<>((A) value);
                            case 1 -> new OneOf5.Second<>((B) value);
                            case 2 -> new OneOf5.Third<>((C) value);
                            case 3 -> new OneOf5.Fourth<>((D) value);
                            default -> new OneOf5.Fifth<>((E) value);
                        },
                Arrays.asList(first, second, third, fourth, fifth));
    }

    /**
     * Repeats a select over six futures and keeps the losers for the next time; see {@link
     * SelectLoop}.
     *
     * @param first makes the futures of the first arm; null retires it
     * @param second makes the futures of the second arm; null retires it
     * @param third makes the futures of the third arm; null retires it
     * @param fourth makes the futures of the fourth arm; null retires it
     * @param fifth makes the futures of the fifth arm; null retires it
     * @param sixth makes the futures of the sixth arm; null retires it
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     * @param <E> the type of the fifth arm
     * @param <F> the type of the sixth arm
     * @return a loop that has not begun
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
            SelectLoop<OneOf6<A, B, C, D, E, F>> loop(
                    Supplier<? extends @Nullable Future<? extends A>> first,
                    Supplier<? extends @Nullable Future<? extends B>> second,
                    Supplier<? extends @Nullable Future<? extends C>> third,
                    Supplier<? extends @Nullable Future<? extends D>> fourth,
                    Supplier<? extends @Nullable Future<? extends E>> fifth,
                    Supplier<? extends @Nullable Future<? extends F>> sixth) {
        return new SelectLoop<>(
                (arm, value) ->
                        switch (arm) {
                            case 0 -> new OneOf6.First<>((A) value);
                            case 1 -> new OneOf6.Second<>((B) value);
                            case 2 -> new OneOf6.Third<>((C) value);
                            case 3 -> new OneOf6.Fourth<>((D) value);
                            case 4 -> new OneOf6.Fifth<>((E) value);
                            default -> new OneOf6.Sixth<>((F) value);
                        },
                Arrays.asList(first, second, third, fourth, fifth, sixth));
    }

    /**
     * Repeats a select over seven futures and keeps the losers for the next time; see {@link
     * SelectLoop}.
     *
     * @param first makes the futures of the first arm; null retires it
     * @param second makes the futures of the second arm; null retires it
     * @param third makes the futures of the third arm; null retires it
     * @param fourth makes the futures of the fourth arm; null retires it
     * @param fifth makes the futures of the fifth arm; null retires it
     * @param sixth makes the futures of the sixth arm; null retires it
     * @param seventh makes the futures of the seventh arm; null retires it
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     * @param <E> the type of the fifth arm
     * @param <F> the type of the sixth arm
     * @param <G> the type of the seventh arm
     * @return a loop that has not begun
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
            SelectLoop<OneOf7<A, B, C, D, E, F, G>> loop(
                    Supplier<? extends @Nullable Future<? extends A>> first,
                    Supplier<? extends @Nullable Future<? extends B>> second,
                    Supplier<? extends @Nullable Future<? extends C>> third,
                    Supplier<? extends @Nullable Future<? extends D>> fourth,
                    Supplier<? extends @Nullable Future<? extends E>> fifth,
                    Supplier<? extends @Nullable Future<? extends F>> sixth,
                    Supplier<? extends @Nullable Future<? extends G>> seventh) {
        return new SelectLoop<>(
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
                Arrays.asList(first, second, third, fourth, fifth, sixth, seventh));
    }

    /**
     * Repeats a select over eight futures and keeps the losers for the next time; see {@link
     * SelectLoop}.
     *
     * @param first makes the futures of the first arm; null retires it
     * @param second makes the futures of the second arm; null retires it
     * @param third makes the futures of the third arm; null retires it
     * @param fourth makes the futures of the fourth arm; null retires it
     * @param fifth makes the futures of the fifth arm; null retires it
     * @param sixth makes the futures of the sixth arm; null retires it
     * @param seventh makes the futures of the seventh arm; null retires it
     * @param eighth makes the futures of the eighth arm; null retires it
     * @param <A> the type of the first arm
     * @param <B> the type of the second arm
     * @param <C> the type of the third arm
     * @param <D> the type of the fourth arm
     * @param <E> the type of the fifth arm
     * @param <F> the type of the sixth arm
     * @param <G> the type of the seventh arm
     * @param <H> the type of the eighth arm
     * @return a loop that has not begun
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
            SelectLoop<OneOf8<A, B, C, D, E, F, G, H>> loop(
                    Supplier<? extends @Nullable Future<? extends A>> first,
                    Supplier<? extends @Nullable Future<? extends B>> second,
                    Supplier<? extends @Nullable Future<? extends C>> third,
                    Supplier<? extends @Nullable Future<? extends D>> fourth,
                    Supplier<? extends @Nullable Future<? extends E>> fifth,
                    Supplier<? extends @Nullable Future<? extends F>> sixth,
                    Supplier<? extends @Nullable Future<? extends G>> seventh,
                    Supplier<? extends @Nullable Future<? extends H>> eighth) {
        return new SelectLoop<>(
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
                Arrays.asList(first, second, third, fourth, fifth, sixth, seventh, eighth));
    }

    /**
     * Repeats a select over any number of arms of one type and keeps the losers for the next time;
     * see {@link SelectLoop}.
     *
     * <p>Each arm is polled only when it was woken, so many cost no more than those that make
     * progress.
     *
     * @param arms each makes the futures of one arm, and retires it by null; read once, now
     * @param <T> their type
     * @return a loop that has not begun
     */
    // The value of an arm comes back as it was, null where its type allows it.
    @SuppressWarnings({"unchecked", "NullAway"})
    public static <T extends @Nullable Object> SelectLoop<Selected<T>> loopAny(
            Collection<? extends Supplier<? extends @Nullable Future<? extends T>>> arms) {
        return new SelectLoop<>((arm, value) -> new Selected<>(arm, (T) value), arms);
    }
}
