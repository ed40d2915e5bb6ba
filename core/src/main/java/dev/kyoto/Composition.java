package dev.kyoto;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import dev.kyoto.future.Join;
import dev.kyoto.future.Race;
import dev.kyoto.future.Select;
import dev.kyoto.future.Selected;
import dev.kyoto.future.Selection;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link Kyoto} that composes any number of futures, and that wraps arms.
 */
@CheckReturnValue
abstract class Composition extends Arities {

    Composition() {}

    /**
     * Lends a future to a select: losing does not cancel it; see {@link Select#keep}.
     *
     * @param future the future
     * @param <T> the type of its value
     * @return an arm for a select
     */
    public static <T extends @Nullable Object> Future<T> keep(Future<T> future) {
        return Select.keep(future);
    }

    /**
     * Closes an arm of a select unless the condition holds; see {@link Select#guard}.
     *
     * @param open whether the arm takes part
     * @param future the future; it is cancelled if it does not
     * @param <T> the type of its value
     * @return an arm for a select
     */
    public static <T extends @Nullable Object> Future<T> guard(boolean open, Future<T> future) {
        return Select.guard(open, future);
    }

    /**
     * Closes an arm of a select once its value is not of the wanted kind; see {@link
     * Select#matching}.
     *
     * @param future the future
     * @param pattern says whether the value lets the arm win
     * @param <T> the type of its value
     * @return an arm for a select
     */
    public static <T extends @Nullable Object> Future<T> matching(
            Future<T> future, Predicate<? super T> pattern) {
        return Select.matching(future, pattern);
    }

    /**
     * Waits for the first future of a collection and cancels the others; the value says which one
     * it was. See {@link Select#selectAny}.
     *
     * @param futures the futures
     * @param <T> the type of their values
     * @return a future that has not begun
     */
    public static <T extends @Nullable Object> Selection<Selected<T>> selectAny(
            Collection<? extends Future<? extends T>> futures) {
        return Select.selectAny(futures);
    }

    /**
     * Waits for the first future of a collection to end, well or badly, and cancels the others; see
     * {@link Race#race(Collection)}.
     *
     * @param futures the futures, at least one
     * @param <T> the type of their values
     * @return a future that has not begun
     */
    public static <T extends @Nullable Object> Selection<T> race(
            Collection<? extends Future<? extends T>> futures) {
        return Race.race(futures);
    }

    /**
     * Waits for the first future to end, well or badly, and cancels the others; see {@link
     * Race#race(Collection)}.
     *
     * @param futures the futures, at least one
     * @param <T> the type of their values
     * @return a future that has not begun
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is read, and never written
    public static <T extends @Nullable Object> Selection<T> race(Future<? extends T>... futures) {
        return Race.race(futures);
    }

    /**
     * Waits for the first future of a collection that does not fail, and cancels the others; see
     * {@link Race#firstSuccess(Collection)}.
     *
     * @param futures the futures, at least one
     * @param <T> the type of their values
     * @return a future that has not begun
     */
    public static <T extends @Nullable Object> Selection<T> firstSuccess(
            Collection<? extends Future<? extends T>> futures) {
        return Race.firstSuccess(futures);
    }

    /**
     * Waits for the first future that does not fail, and cancels the others; see {@link
     * Race#firstSuccess(Collection)}.
     *
     * @param futures the futures, at least one
     * @param <T> the type of their values
     * @return a future that has not begun
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is read, and never written
    public static <T extends @Nullable Object> Selection<T> firstSuccess(
            Future<? extends T>... futures) {
        return Race.firstSuccess(futures);
    }

    /**
     * Waits for all futures of a collection, and throws only after all of them have ended; see
     * {@link Join#joinAll}.
     *
     * @param futures the futures
     * @param <T> the type of their values
     * @return their values, in the collection's order
     */
    public static <T extends @Nullable Object> Future<List<T>> joinAll(
            Collection<? extends Future<? extends T>> futures) {
        return Join.joinAll(futures);
    }

    /**
     * Waits for all futures of a collection; the first failure cancels the others; see {@link
     * Join#tryJoinAll}.
     *
     * @param futures the futures
     * @param <T> the type of their values
     * @return their values, in the collection's order
     */
    public static <T extends @Nullable Object> Future<List<T>> tryJoinAll(
            Collection<? extends Future<? extends T>> futures) {
        return Join.tryJoinAll(futures);
    }
}
