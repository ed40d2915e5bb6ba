package dev.kyoto.stream;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.AsyncConsumer;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.runtime.Handle;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Flow;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The part of {@link AsyncStream} that consumes a stream, or hands it over to the JDK. */
@CheckReturnValue
sealed interface StreamConsuming<T> permits AsyncStream {

    /** This object: nothing else is one of these. */
    private AsyncStream<T> self() {
        return (AsyncStream<T>) this;
    }

    /**
     * Puts all values into one; the stream belongs to the result.
     *
     * <p><b>Cancellation</b> Cancels the stream; {@code pollCancel} awaits its cleanup. What was
     * taken is lost.
     *
     * <p><b>Errors</b> The first failure of the stream or of what is called, after the stream was
     * cancelled.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * int letters = words.fold(0, (sum, word) -> sum + word.length()).await();
     * }
     *
     * <p>Answers to {@code StreamExt::fold}.
     *
     * @param initial what to begin with
     * @param function puts a value to what was there before
     * @param <R> the type of the result
     * @return what is there at the end
     */
    default <R> Future<R> fold(R initial, BiFunction<? super R, ? super T, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        return new Fold<T, R, R>("fold()", self(), initial, function, it -> it);
    }

    /**
     * Collects all values, as {@link java.util.stream.Stream#collect(Collector)} does; the stream
     * belongs to the result.
     *
     * <p><b>Cancellation</b> Cancels the stream; {@code pollCancel} awaits its cleanup. What was
     * taken is lost.
     *
     * <p><b>Errors</b> The first failure of the stream or of what is called, after the stream was
     * cancelled.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var text = words.collect(java.util.stream.Collectors.joining(" ")).await();
     * }
     *
     * <p>Answers to {@code StreamExt::collect}.
     *
     * @param collector how to collect
     * @param <A> the type of the collector's container
     * @param <R> the type of the result
     * @return what the collector has made
     */
    default <A, R> Future<R> collect(Collector<? super T, A, R> collector) {
        var accumulator = collector.accumulator();
        return new Fold<T, A, R>(
                "collect()",
                self(),
                collector.supplier().get(),
                (container, value) -> {
                    accumulator.accept(container, value);
                    return container;
                },
                collector.finisher());
    }

    /**
     * Collects all values into a list; see {@link #collect}.
     *
     * @return the list, which is the caller's
     */
    default Future<List<T>> toList() {
        return collect(Collectors.toList());
    }

    /**
     * Counts the values; see {@link #fold}.
     *
     * <p>Answers to {@code futures::StreamExt::count}.
     *
     * @return their number
     */
    default Future<Long> count() {
        return new Fold<T, Long, Long>("count()", self(), 0L, (count, _) -> count + 1, it -> it);
    }

    /**
     * Runs a block for each value, one after another; the block may await. The stream belongs to
     * the result.
     *
     * <p><b>Cancellation</b> Cancels the block that runs, and the stream; {@code pollCancel}
     * awaits the cleanup of both.
     *
     * <p><b>Errors</b> The first failure of the stream or of what is called, after the stream was
     * cancelled.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * words.forEach(word -> sender.send(word).await()).await();
     * }
     *
     * <p>Answers to {@code futures::StreamExt::for_each}.
     *
     * @param body what to do with a value
     * @return a future that ends after the last block
     */
    default Future<@Nullable Void> forEach(AsyncConsumer<? super T> body) {
        return new ForEach<>(self(), body);
    }

    /**
     * Runs a block for each value, several at once; the blocks may await. They run inside the task
     * that polls: concurrently, never in parallel. The stream belongs to the result.
     *
     * <p><b>Cancellation</b> Cancels the blocks that run, and the stream; {@code pollCancel}
     * awaits the cleanup of all.
     *
     * <p><b>Errors</b> The first failure, after the other blocks and the stream were cancelled.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * Streams.iter(urls).forEachConcurrent(8, url -> show(fetch(url).await())).await();
     * }
     *
     * <p>Answers to {@code futures::StreamExt::for_each_concurrent}.
     *
     * @param limit how many blocks may be under way, 1 or more
     * @param body what to do with a value
     * @return a future that ends after all blocks
     */
    default Future<@Nullable Void> forEachConcurrent(int limit, AsyncConsumer<? super T> body) {
        Objects.requireNonNull(body, "body");
        var blocks =
                new BufferedStream<T, Boolean>(
                        self(), limit, false, it -> Futures.map(Blocks.of(body, it), _ -> true));
        return new Fold<Boolean, @Nullable Void, @Nullable Void>(
                "forEachConcurrent()", blocks, null, (_, _) -> null, _ -> null);
    }

    /**
     * Asks whether a predicate holds for all values; ends at the first that it does not hold for.
     * The stream is only borrowed.
     *
     * <p><b>Cancellation</b> Safe for the stream; the values that were asked about are taken.
     *
     * <p><b>Errors</b> Those of the stream, and what the predicate throws.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * boolean small = words.all(word -> word.length() < 10).await();
     * }
     *
     * <p>Answers to {@code StreamExt::all}.
     *
     * @param predicate the question
     * @return true if it holds for all, or there are none
     */
    default Future<Boolean> all(Predicate<? super T> predicate) {
        return new Matching<>(self(), predicate, false);
    }

    /**
     * As {@link #all}, but asks whether a predicate holds for any value, and ends at the first
     * that it holds for.
     *
     * <p>Answers to {@code StreamExt::any}.
     *
     * @param predicate the question
     * @return true if it holds for one
     */
    default Future<Boolean> any(Predicate<? super T> predicate) {
        return new Matching<>(self(), predicate, true);
    }

    /**
     * Iterates on a plain thread, which is parked while a value is awaited; inside an async block
     * use {@link AsyncStream#next()}. The stream is only borrowed.
     *
     * @return an iterator for one thread
     */
    default Iterator<T> toIterator() {
        return new BlockingIterator<>(self());
    }

    /**
     * The values as a stream of the JDK, for plain threads, which are parked while a value is
     * awaited. This stream belongs to the result: closing that cancels it and waits for its
     * cleanup.
     *
     * @return a sequential stream, to be closed
     */
    default Stream<T> toStream() {
        var values =
                Spliterators.spliteratorUnknownSize(
                        toIterator(), Spliterator.ORDERED | Spliterator.NONNULL);
        return StreamSupport.stream(values, false).onClose(() -> new Cancelling(self()).await());
    }

    /**
     * The values for a subscriber of the JDK's reactive streams. A task of the runtime at hand
     * takes them from this stream, only as many as were requested, and cancels it when the
     * subscription is cancelled. The end is noticed when more is requested. There is one
     * subscriber; others are refused with an error.
     *
     * <p>If the runtime is shut down, the subscriber gets a
     * {@link java.util.concurrent.CancellationException}.
     *
     * @return a publisher for one subscriber
     */
    default Flow.Publisher<T> toPublisher() {
        return new StreamPublisher<>(self(), Handle.current());
    }
}
