package dev.kyoto.stream;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.AsyncConsumer;
import dev.kyoto.future.AsyncFunction;
import dev.kyoto.future.Future;
import dev.kyoto.future.FutureSet;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Poll;
import dev.kyoto.io.Lines;
import dev.kyoto.io.Split;
import dev.kyoto.sync.Broadcast;
import dev.kyoto.sync.Mpmc;
import dev.kyoto.sync.Mpsc;
import dev.kyoto.sync.Watch;
import dev.kyoto.task.JoinResult;
import dev.kyoto.task.JoinSet;
import dev.kyoto.time.AsyncInstant;
import dev.kyoto.time.DelayQueue;
import dev.kyoto.time.Interval;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes streams: of values, of blocks, and of what gives values one by one.
 *
 * <p>A stream {@code from} something owns it: cancelling the stream closes it, if it can be closed.
 *
 * <p>Answers to the functions of {@code tokio_stream}, {@code tokio_stream::wrappers} and {@code
 * async_stream}.
 */
@CheckReturnValue
public final class Streams {
    private static final int BUFFER = 16;

    private Streams() {}

    /**
     * A value and the state that the next one is made of; see {@link #unfold}.
     *
     * @param value the value
     * @param next the state
     * @param <S> the type of the state
     * @param <T> the type of the value
     */
    public record Step<S, T>(T value, S next) {}

    /**
     * The given values.
     *
     * <p>Answers to {@code tokio_stream::iter} and {@code once}.
     *
     * @param values the values, not null
     * @param <T> their type
     * @return a stream of them
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is read, and never written
    public static <T> AsyncStream<T> of(T... values) {
        return iter(List.of(values));
    }

    /**
     * The values of a collection, or of anything that can be iterated over; the iteration begins
     * now. It must not block.
     *
     * <p>Answers to {@code tokio_stream::iter}.
     *
     * @param values the values, not null
     * @param <T> their type
     * @return a stream of them
     */
    public static <T> AsyncStream<T> iter(Iterable<? extends T> values) {
        return iter(values.iterator());
    }

    /**
     * The values of an iterator, which must not block.
     *
     * <p>Answers to {@code tokio_stream::iter}.
     *
     * @param values the values, not null
     * @param <T> their type
     * @return a stream of them
     */
    public static <T> AsyncStream<T> iter(Iterator<? extends T> values) {
        return new IteratorSource<>(values, () -> {});
    }

    /**
     * No values.
     *
     * <p>Answers to {@code tokio_stream::empty}.
     *
     * @param <T> the type of the values
     * @return a stream that ends at once
     */
    public static <T> AsyncStream<T> empty() {
        return iter(Collections.emptyIterator());
    }

    /**
     * Nothing, not even an end.
     *
     * <p>Answers to {@code tokio_stream::pending}.
     *
     * @param <T> the type of the values
     * @return a stream that is pending for ever
     */
    public static <T> AsyncStream<T> pending() {
        return new PolledSource<>(_ -> Poll.pending(), () -> {});
    }

    /**
     * What a supplier gives, without end.
     *
     * <p>Answers to {@code futures::stream::repeat_with}.
     *
     * @param supplier makes a value, which must not be null
     * @param <T> the type of the values
     * @return a stream of its values
     */
    public static <T> AsyncStream<T> repeatWith(Supplier<? extends T> supplier) {
        return new RepeatSource<>(supplier);
    }

    /**
     * Values made one after another of a state, by a block that may await. If it fails, the failure
     * is thrown, and the stream ends.
     *
     * <p>Answers to {@code futures::stream::unfold}.
     *
     * @param seed the first state
     * @param function makes a value and the next state, or null to end
     * @param <S> the type of the state
     * @param <T> the type of the values
     * @return a stream of the values
     */
    public static <S, T> AsyncStream<T> unfold(
            S seed, AsyncFunction<? super S, @Nullable Step<S, T>> function) {
        return new Unfold<>(seed, function);
    }

    /**
     * The values of futures, each made after the one before has ended; null is the end. Cancelling
     * the stream cancels the one that is awaited.
     *
     * @param next makes the next future
     * @param <T> the type of the values
     * @return a stream of their values
     */
    public static <T> AsyncStream<T> fromNext(
            Supplier<? extends Future<? extends @Nullable T>> next) {
        return new FutureSource<>(next, List.of());
    }

    /**
     * The values that a block hands over, in direct style.
     *
     * <p>The block runs only while the stream is polled, and goes on after a {@code yield} when the
     * next value is asked for. Its end is the end of the stream; what it throws is thrown after the
     * values before it, and ends the stream. Cancelling the stream cancels the block, whose cleanup
     * runs.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var lengths = Streams.<Integer>generate(out -> {
     *     for (var url : urls) {
     *         out.yield(fetch(url).await().text().length()).await();
     *     }
     * });
     * }
     *
     * <p>Answers to {@code async_stream::stream!}.
     *
     * @param body the block; it may await
     * @param <T> the type of the values
     * @return a stream of the values
     */
    public static <T> AsyncStream<T> generate(AsyncConsumer<Yielder<T>> body) {
        return new Generator<>(body);
    }

    /**
     * The values of a stream of the JDK, which is closed at the end and when this one is cancelled.
     * It must not block.
     *
     * @param values the values, not null
     * @param <T> their type
     * @return a stream of them
     */
    public static <T> AsyncStream<T> from(Stream<? extends T> values) {
        return new IteratorSource<>(values.iterator(), values::close);
    }

    /**
     * The values of a publisher, of which 16 may be under way; see {@link #from(Flow.Publisher,
     * int)}.
     *
     * @param publisher the publisher
     * @param <T> the type of the values
     * @return a stream of its values
     */
    public static <T> AsyncStream<T> from(Flow.Publisher<? extends T> publisher) {
        return from(publisher, BUFFER);
    }

    /**
     * The values of a publisher, to which the stream subscribes at its first poll. A failure is
     * thrown after the values before it, and ends the stream. Cancelling the stream cancels the
     * subscription; values that the publisher has sent and nobody has taken are lost by it.
     *
     * @param publisher the publisher
     * @param buffer how many values may be requested and not taken yet, 1 or more
     * @param <T> the type of the values
     * @return a stream of its values
     */
    public static <T> AsyncStream<T> from(Flow.Publisher<? extends T> publisher, int buffer) {
        return new PublisherSource<>(publisher, buffer);
    }

    /**
     * The messages of a channel.
     *
     * <p>Answers to {@code ReceiverStream} and {@code UnboundedReceiverStream}.
     *
     * @param receiver the receiver; cancelling the stream closes it
     * @param <T> the type of the messages
     * @return a stream that ends when the channel is closed and drained
     */
    public static <T> AsyncStream<T> from(Mpsc.Receiver<T> receiver) {
        return new PolledSource<>(receiver::pollRecv, receiver::close);
    }

    /**
     * The messages of a channel that this receiver takes.
     *
     * <p>A stream that was waited for and is left alone keeps its place among the receivers; cancel
     * it, or await it again, so that it does not sleep through a message.
     *
     * @param receiver the receiver; cancelling the stream closes it
     * @param <T> the type of the messages
     * @return a stream that ends when the channel is closed and drained
     */
    public static <T> AsyncStream<T> from(Mpmc.Receiver<T> receiver) {
        return new FutureSource<>(receiver::recv, List.of(Part.closing(receiver::close)));
    }

    /**
     * The messages of a broadcast channel, and how many were missed where some were.
     *
     * <p>Answers to {@code BroadcastStream} and {@code BroadcastStreamRecvError}.
     *
     * @param receiver the receiver; cancelling the stream closes it
     * @param <T> the type of the messages
     * @return a stream of {@code Message} and {@code Lagged}, never of {@code Closed}, which is its
     *     end
     */
    public static <T> AsyncStream<Broadcast.Received<T>> from(Broadcast.Receiver<T> receiver) {
        return new FutureSource<>(
                () -> Futures.map(receiver.recv(), Streams::endIfClosed),
                List.of(Part.closing(receiver::close)));
    }

    private static <T> Broadcast.@Nullable Received<T> endIfClosed(Broadcast.Received<T> received) {
        return received instanceof Broadcast.Received.Closed ? null : received;
    }

    /**
     * The value of a watch channel, and then each newer one. Values that were followed by another
     * before they were asked for are left out.
     *
     * <p>Answers to {@code WatchStream::new}.
     *
     * @param receiver the receiver; cancelling the stream closes it
     * @param <T> the type of the values
     * @return a stream that ends when all senders are closed and the last value was seen
     */
    public static <T> AsyncStream<T> from(Watch.Receiver<T> receiver) {
        return new WatchSource<>(receiver, true);
    }

    /**
     * As {@link #from(Watch.Receiver)}, without the value that the receiver has seen already.
     *
     * <p>Answers to {@code WatchStream::from_changes}.
     *
     * @param receiver the receiver; cancelling the stream closes it
     * @param <T> the type of the values
     * @return a stream that ends when all senders are closed and the last value was seen
     */
    public static <T> AsyncStream<T> changes(Watch.Receiver<T> receiver) {
        return new WatchSource<>(receiver, false);
    }

    /**
     * The ticks of an interval, without end.
     *
     * <p>Answers to {@code IntervalStream}.
     *
     * @param interval the interval
     * @return a stream of the moments at which the ticks were due
     */
    public static AsyncStream<AsyncInstant> from(Interval interval) {
        return fromNext(interval::tick);
    }

    /**
     * The tasks of a set, as they end. The stream ends while the set is empty, and goes on when it
     * is not any more.
     *
     * <p>Answers to {@code JoinSetStream}.
     *
     * @param tasks the set; cancelling the stream aborts its tasks and awaits their ends
     * @param <T> the type of the tasks
     * @return a stream of their ends
     */
    public static <T extends @Nullable Object> AsyncStream<JoinResult<T>> from(JoinSet<T> tasks) {
        return new FutureSource<>(
                tasks::joinNext, List.of(Part.closing(tasks.shutdown(), tasks::close)));
    }

    /**
     * The values of a set's futures, as they end. The stream ends while the set is empty, and goes on
     * when it is not any more.
     *
     * <p>Answers to {@code FuturesUnordered} as a stream.
     *
     * @param futures the set; cancelling the stream cancels its futures and closes it
     * @param <T> the type of the futures
     * @return a stream of their values
     */
    public static <T> AsyncStream<T> from(FutureSet<T> futures) {
        return new FutureSource<>(
                futures::next, List.of(Part.closing(futures.closing(), futures::close)));
    }

    /**
     * The values of a queue, as they expire. The stream ends while the queue is empty, and goes on
     * when it is not any more.
     *
     * <p>Answers to {@code DelayQueue} as a stream.
     *
     * @param queue the queue; it keeps its values if the stream is cancelled
     * @param <T> the type of the values
     * @return a stream of what has expired
     */
    public static <T> AsyncStream<DelayQueue.Expired<T>> from(DelayQueue<T> queue) {
        return fromNext(queue::nextExpired);
    }

    /**
     * The lines of a text. A failure is thrown, and the stream goes on behind it.
     *
     * <p>Answers to {@code LinesStream}.
     *
     * @param lines the lines; their reader stays open if the stream is cancelled
     * @return a stream of them
     */
    public static AsyncStream<String> from(Lines lines) {
        return new PolledSource<>(new PolledSource.Paying<>(lines::pollNext), () -> {});
    }

    /**
     * The segments of an input. A failure is thrown, and the stream goes on behind it.
     *
     * <p>Answers to {@code SplitStream}.
     *
     * @param segments the segments; their reader stays open if the stream is cancelled
     * @return a stream of them
     */
    public static AsyncStream<byte[]> from(Split segments) {
        return new PolledSource<>(new PolledSource.Paying<>(segments::pollNext), () -> {});
    }
}
