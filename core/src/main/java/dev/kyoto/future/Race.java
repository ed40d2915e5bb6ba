package dev.kyoto.future;

import com.google.errorprone.annotations.CheckReturnValue;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Several ways to one value, of which the fastest is taken and the others are cancelled.
 *
 * <p>{@code race} takes the first that ends, {@code firstSuccess} the first that ends well. What
 * they return is a {@link Selection}: the losers have ended before it answers, {@link
 * Selection#biased()} tries in written order, and {@link Select#keep}, {@link Select#guard} and
 * {@link Select#matching} wrap a way as they wrap an arm. Each way is polled only when it was woken.
 *
 * <p>Answers to {@code futures::future::{select_all, select_ok}}.
 */
@CheckReturnValue
public final class Race {

    private Race() {}

    /**
     * Waits for the first future to end, with a value or a failure, and cancels the others.
     *
     * <p><b>Cancellation</b> and <b>Errors</b> are those of {@link Selection}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * Page page = Race.race(urls.stream().map(this::fetch).toList()).await();
     * }
     *
     * <p>Answers to {@code futures::future::select_all}.
     *
     * @param futures the futures, read once, now; at least one
     * @param <T> their type
     * @return a race that has not begun
     * @throws IllegalArgumentException if there is none, as such a race could never end
     */
    public static <T extends @Nullable Object> Selection<T> race(
            Collection<? extends Future<? extends T>> futures) {
        requireSome("race", futures);
        return SelectMany.of(false, Race::value, futures);
    }

    /**
     * Waits for the first future to end, and cancels the others; see {@link #race(Collection)}.
     *
     * @param futures the futures; at least one
     * @param <T> their type
     * @return a race that has not begun
     * @throws IllegalArgumentException if there is none, as such a race could never end
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is read, and never written
    public static <T extends @Nullable Object> Selection<T> race(Future<? extends T>... futures) {
        return race(Arrays.asList(futures));
    }

    /**
     * Waits for the first future to end with a value, and cancels the others.
     *
     * <p>A future that fails leaves the race, and its failure is forgotten if another one succeeds.
     *
     * <p><b>Cancellation</b> As {@link Selection}.
     *
     * <p><b>Errors</b> If all fail, the failure that came first, with the later ones suppressed in
     * it in the order they came.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * Page page = Race.firstSuccess(fetch("https://a.example"), fetch("https://b.example")).await();
     * }
     *
     * <p>Answers to {@code futures::future::select_ok}.
     *
     * @param futures the futures, read once, now; at least one
     * @param <T> their type
     * @return a race that has not begun
     * @throws IllegalArgumentException if there is none, as nothing could ever succeed
     */
    public static <T extends @Nullable Object> Selection<T> firstSuccess(
            Collection<? extends Future<? extends T>> futures) {
        requireSome("firstSuccess", futures);
        return SelectMany.of(true, Race::value, futures);
    }

    /**
     * Waits for the first future to end with a value; see {@link #firstSuccess(Collection)}.
     *
     * @param futures the futures; at least one
     * @param <T> their type
     * @return a race that has not begun
     * @throws IllegalArgumentException if there is none, as nothing could ever succeed
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is read, and never written
    public static <T extends @Nullable Object> Selection<T> firstSuccess(
            Future<? extends T>... futures) {
        return firstSuccess(Arrays.asList(futures));
    }

    // The value of a future comes back as it was, null where its type allows it.
    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
    private static <T extends @Nullable Object> T value(int arm, @Nullable Object value) {
        return (T) value;
    }

    private static void requireSome(String what, Collection<?> futures) {
        if (futures.isEmpty()) {
            throw new IllegalArgumentException(
                    what
                            + " of no futures could never end; pass at least one, or ask for the empty"
                            + " collection first");
        }
    }
}
