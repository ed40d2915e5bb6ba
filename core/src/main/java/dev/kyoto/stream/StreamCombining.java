package dev.kyoto.stream;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.AsyncFunction;
import dev.kyoto.future.Future;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.task.CancellationToken;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiFunction;

/** The part of {@link AsyncStream} that puts streams together with streams, futures and time. */
@CheckReturnValue
sealed interface StreamCombining<T> permits AsyncStream {

    /** This object: nothing else is one of these. */
    private AsyncStream<T> self() {
        return (AsyncStream<T>) this;
    }

    /**
     * Gives the values of two streams as they come. If both have some, they take turns. It ends
     * after both.
     *
     * <p>Answers to {@code StreamExt::merge}.
     *
     * @param other the other stream
     * @return the values of both
     */
    default AsyncStream<T> merge(AsyncStream<? extends T> other) {
        return new MergeStream<>(self(), other);
    }

    /**
     * Gives the values of this stream and then those of another one.
     *
     * <p>Answers to {@code StreamExt::chain}.
     *
     * @param other the stream that follows
     * @return the values of both
     */
    default AsyncStream<T> chain(AsyncStream<? extends T> other) {
        return new ChainStream<>(self(), other);
    }

    /**
     * Puts the values of two streams together in pairs. It ends with the first of the two, and
     * cancels the other; a value that has got no partner by then is lost.
     *
     * <p>Answers to {@code futures::StreamExt::zip}.
     *
     * @param other the other stream
     * @param function makes one value of two
     * @param <U> the type of the other stream's values
     * @param <R> the type of the new values
     * @return the values that were made
     */
    default <U, R> AsyncStream<R> zip(
            AsyncStream<U> other, BiFunction<? super T, ? super U, ? extends R> function) {
        return new ZipStream<>(self(), other, function);
    }

    /**
     * Ends as soon as a future has ended, and then cancels the stream; asked before each value. If
     * the future fails, so does the stream, once, and then it ends.
     *
     * <p>Answers to {@code futures::StreamExt::take_until}.
     *
     * @param stop the future, which belongs to the result
     * @return the values up to then
     */
    default AsyncStream<T> takeUntil(Future<?> stop) {
        return new TakeUntilStream<>(self(), stop);
    }

    /**
     * Ends as soon as a token is cancelled, and then cancels the stream with what it holds; asked
     * before each value.
     *
     * @param token the token
     * @return the values up to then
     */
    default AsyncStream<T> until(CancellationToken token) {
        return takeUntil(token.cancelled());
    }

    /**
     * Throws {@link dev.kyoto.time.Elapsed} from {@code next()} if a value is waited for too long,
     * once for each such wait; the stream goes on, and the value may still come. Only time in
     * which somebody has begun to wait for this value counts, not what the consumer does in
     * between.
     *
     * <p>Answers to {@code StreamExt::timeout}.
     *
     * @param limit how long a value may take
     * @return the same values
     */
    default AsyncStream<T> timeout(Duration limit) {
        return new TimeoutStream<>(self(), limit, false);
    }

    /**
     * As {@link #timeout}, but throws again each time the limit has passed once more.
     *
     * <p>Answers to {@code StreamExt::timeout_repeating}.
     *
     * @param limit how long a value may take, more than zero
     * @return the same values
     */
    default AsyncStream<T> timeoutRepeating(Duration limit) {
        return new TimeoutStream<>(self(), limit, true);
    }

    /**
     * Leaves at least some time between two values; they wait in the stream meanwhile, none is
     * left out.
     *
     * <p>Answers to {@code StreamExt::throttle}.
     *
     * @param gap the time between two values
     * @return the same values
     */
    default AsyncStream<T> throttle(Duration gap) {
        return new ThrottleStream<>(self(), gap);
    }

    /**
     * Gathers values into lists, and hands each over when it is full, or when some time has passed
     * since its first value. A failure comes after the values before it.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var batches = Streams.from(messages).chunksTimeout(100, Duration.ofMillis(50));
     * batches.forEach(it -> store(it)).await();
     * }
     *
     * <p>Answers to {@code StreamExt::chunks_timeout}.
     *
     * @param max how many values at most, 1 or more
     * @param wait how long the first value of a list may wait
     * @return the lists, which are the caller's
     */
    default ChunksTimeout<T> chunksTimeout(int max, Duration wait) {
        return new ChunksTimeout<>(self(), max, wait);
    }

    /**
     * Changes each value by a block that may await, several at once, and gives the results in the
     * order of the values. The blocks run inside the task that polls, and only while it does:
     * concurrently, never in parallel. What a block throws is thrown in its turn.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var pages = Streams.iter(urls).buffered(8, url -> fetch(url).await()).toList().await();
     * }
     *
     * <p>Answers to {@code futures::StreamExt::buffered}.
     *
     * @param limit how many blocks may be under way, 1 or more; those that have ended early count
     * @param function makes the new value; it may await
     * @param <U> the type of the new values
     * @return the new values, in order
     */
    default <U> AsyncStream<U> buffered(int limit, AsyncFunction<? super T, ? extends U> function) {
        Objects.requireNonNull(function, "function");
        return new BufferedStream<>(self(), limit, true, it -> Blocks.of(function, it));
    }

    /**
     * As {@link #buffered}, but gives the results as they come.
     *
     * <p>Answers to {@code futures::StreamExt::buffer_unordered}.
     *
     * @param limit how many blocks may be under way, 1 or more
     * @param function makes the new value; it may await
     * @param <U> the type of the new values
     * @return the new values
     */
    default <U> AsyncStream<U> bufferUnordered(
            int limit, AsyncFunction<? super T, ? extends U> function) {
        Objects.requireNonNull(function, "function");
        return new BufferedStream<>(self(), limit, false, it -> Blocks.of(function, it));
    }
}
