package dev.kyoto.stream;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.AsyncFunction;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The part of {@link AsyncStream} that changes, selects and groups the values of one stream. */
@CheckReturnValue
sealed interface StreamShaping<T> permits AsyncStream {

    /** This object: nothing else is one of these. */
    private AsyncStream<T> self() {
        return (AsyncStream<T>) this;
    }

    /**
     * Changes each value.
     *
     * <p>Answers to {@code StreamExt::map}.
     *
     * @param function makes the new value, which must not be null
     * @param <U> the type of the new values
     * @return the new values
     */
    default <U> AsyncStream<U> map(Function<? super T, ? extends U> function) {
        return new MapStream<>(self(), function);
    }

    /**
     * Changes each value, and ends as soon as the function gives null.
     *
     * <p>Answers to {@code StreamExt::map_while}.
     *
     * @param function makes the new value, or null to end
     * @param <U> the type of the new values
     * @return the new values
     */
    default <U> AsyncStream<U> mapWhile(Function<? super T, ? extends @Nullable U> function) {
        return new MapWhileStream<>(self(), function);
    }

    /**
     * Changes each value by a block that may await: one at a time, in order. The block runs only
     * while the result is polled; {@link AsyncStream#buffered} runs several at once.
     *
     * <p>A value whose block is under way stays with the stream when {@code next()} is cancelled:
     * the block goes on with the next poll. Cancelling the stream cancels the block.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var pages = Streams.iter(urls).then(url -> fetch(url).await());
     * }
     *
     * <p>Answers to {@code StreamExt::then}.
     *
     * @param function makes the new value; it may await
     * @param <U> the type of the new values
     * @return the new values
     */
    default <U> AsyncStream<U> then(AsyncFunction<? super T, ? extends U> function) {
        return new ThenStream<>(self(), function);
    }

    /**
     * Leaves out the values that a predicate does not hold for.
     *
     * <p>Answers to {@code StreamExt::filter}.
     *
     * @param predicate whether to keep a value
     * @return the values that are kept
     */
    default AsyncStream<T> filter(Predicate<? super T> predicate) {
        return new FilterStream<>(self(), predicate);
    }

    /**
     * Changes each value, and leaves out those for which the function gives null.
     *
     * <p>Answers to {@code StreamExt::filter_map}.
     *
     * @param function makes the new value, or null to leave it out
     * @param <U> the type of the new values
     * @return the new values
     */
    default <U> AsyncStream<U> filterMap(Function<? super T, ? extends @Nullable U> function) {
        return new FilterMapStream<>(self(), function);
    }

    /**
     * Puts the streams that are made of the values one behind another: each is taken to its end
     * before the next is made. With {@code it -> it} it flattens a stream of streams.
     *
     * <p>Answers to {@code futures::StreamExt::flat_map}.
     *
     * @param function makes a stream of a value
     * @param <U> the type of the new values
     * @return the values of those streams
     */
    default <U> AsyncStream<U> flatMap(
            Function<? super T, ? extends AsyncStream<? extends U>> function) {
        return new FlatMapStream<>(self(), function);
    }

    /**
     * Puts the values so far into one, and gives that after each of them.
     *
     * <p>Answers to {@code futures::StreamExt::scan}.
     *
     * @param initial what to begin with, which is not itself a value
     * @param function puts a value to what was there before
     * @param <U> the type of the new values
     * @return what is there after each value
     */
    default <U> AsyncStream<U> scan(
            U initial, BiFunction<? super U, ? super T, ? extends U> function) {
        return new ScanStream<>(self(), initial, function);
    }

    /**
     * Gives each value with its place in the stream, the first with 0.
     *
     * <p>Answers to {@code futures::StreamExt::enumerate}.
     *
     * @return the values with their places
     */
    default AsyncStream<Indexed<T>> enumerate() {
        return new EnumerateStream<>(self());
    }

    /**
     * Shows each value to an action as it goes by.
     *
     * <p>Answers to {@code futures::StreamExt::inspect}.
     *
     * @param action what to do; it must not wait
     * @return the same values
     */
    default AsyncStream<T> inspect(Consumer<? super T> action) {
        return new InspectStream<>(self(), action);
    }

    /**
     * Ends after so many values, and then cancels the stream.
     *
     * <p>Answers to {@code StreamExt::take}.
     *
     * @param count how many values at most, zero or more
     * @return the first values
     */
    default AsyncStream<T> take(long count) {
        return new TakeStream<>(self(), count);
    }

    /**
     * Ends at the first value that a predicate does not hold for, which is lost, and then cancels
     * the stream.
     *
     * <p>Answers to {@code StreamExt::take_while}.
     *
     * @param predicate whether to go on
     * @return the first values
     */
    default AsyncStream<T> takeWhile(Predicate<? super T> predicate) {
        return new TakeWhileStream<>(self(), predicate);
    }

    /**
     * Leaves out the first values.
     *
     * <p>Answers to {@code StreamExt::skip}.
     *
     * @param count how many, zero or more
     * @return the values after them
     */
    default AsyncStream<T> skip(long count) {
        return new SkipStream<>(self(), count);
    }

    /**
     * Leaves out the first values as long as a predicate holds for them.
     *
     * <p>Answers to {@code StreamExt::skip_while}.
     *
     * @param predicate whether to go on leaving out
     * @return the first value that it does not hold for, and all after it
     */
    default AsyncStream<T> skipWhile(Predicate<? super T> predicate) {
        return new SkipWhileStream<>(self(), predicate);
    }

    /**
     * Ends for good at the first end: this matters for the few streams that go on after one, such
     * as a {@link StreamMap} that is filled again.
     *
     * <p>Answers to {@code StreamExt::fuse}.
     *
     * @return the values up to the first end
     */
    default AsyncStream<T> fuse() {
        return new FuseStream<>(self());
    }

    /**
     * Lends the stream: whoever owns the result does not own this stream, and neither cancels it
     * nor ends it.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var header = words.byRef().takeWhile(it -> !it.isEmpty()).toList().await();
     * words.forEach(it -> handle(it)).await();
     * }
     *
     * <p>Answers to {@code futures::StreamExt::by_ref}.
     *
     * @return the same values
     */
    default AsyncStream<T> byRef() {
        return new BorrowedStream<>(self());
    }

    /**
     * Lets the next value be looked at before it is taken.
     *
     * <p>Answers to {@code StreamExt::peekable}.
     *
     * @return the same values
     */
    default Peekable<T> peekable() {
        return new Peekable<>(self());
    }

    /**
     * Gathers values into lists of the same length; only the last may be shorter. A failure comes
     * after the values before it.
     *
     * <p>Answers to {@code futures::StreamExt::chunks}.
     *
     * @param max the length, 1 or more
     * @return the lists, which are the caller's
     */
    default AsyncStream<List<T>> chunks(int max) {
        return new ChunksStream<>(self(), max, false);
    }

    /**
     * Gathers the values that are there already into lists: waits for one only if none is. A
     * failure comes after the values before it.
     *
     * <p>Answers to {@code futures::StreamExt::ready_chunks}.
     *
     * @param max how many at most, 1 or more
     * @return the lists, which are the caller's
     */
    default AsyncStream<List<T>> readyChunks(int max) {
        return new ChunksStream<>(self(), max, true);
    }
}
