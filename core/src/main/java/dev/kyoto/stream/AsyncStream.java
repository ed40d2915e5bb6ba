package dev.kyoto.stream;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/**
 * Values that come one after another, each of them awaited; null is the end.
 *
 * <p>An implementation provides {@link #pollNext}, and {@link #cancel} if it holds anything but
 * memory. A stream is lazy: nothing happens before the first poll. It serves one task at a time, as
 * only the newest waker counts. One that never waits takes a unit of the budget for each value
 * ({@link Context#proceed}), so that whoever consumes it lets other tasks run.
 *
 * <p>Streams that exist already are made by {@link Streams}, those of one's own by {@link
 * Streams#generate}. A stream that an operator was called on belongs to the result: cancelling the
 * result cancels it, and so does an end that comes before its own, as that of {@link #take};
 * {@link #byRef} lends it instead.
 *
 * <p><b>Failures</b> are thrown from {@link #next()}. Each stream says what follows; most go on, as
 * the values after a bad one are still there. If a function given to an operator throws, the value
 * that it was called with is lost, and the stream goes on. After the end a stream may be polled
 * again, and answers null again unless it says otherwise.
 *
 * <p>Answers to {@code futures::Stream} and {@code tokio_stream::StreamExt}.
 *
 * @param <T> the type of the values, which are never null
 */
@CheckReturnValue
public non-sealed interface AsyncStream<T>
        extends StreamShaping<T>, StreamCombining<T>, StreamConsuming<T> {

    /**
     * Takes the next value if it is there.
     *
     * @param cx the waker to keep and the budget to honour
     * @return the value, null at the end, or Pending: then nothing was taken
     */
    Poll<@Nullable T> pollNext(Context cx);

    /**
     * Gives back everything that the stream holds: it will never be polled again. Idempotent; never
     * blocks or throws. As {@link Future#cancel}.
     */
    default void cancel() {}

    /**
     * Gives back everything, with cleanup awaited, as {@link Future#pollCancel}.
     *
     * @param cx the waker to keep
     * @return Ready once the cleanup has ended
     */
    default Poll<@Nullable Void> pollCancel(Context cx) {
        cancel();
        return Poll.ready(null);
    }

    /**
     * Waits for the next value.
     *
     * <p><b>Cancellation</b> Safe: nothing was taken, and the stream goes on.
     *
     * <p><b>Errors</b> Those of the stream.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * for (var word = words.next().await(); word != null; word = words.next().await()) {
     *     System.out.println(word);
     * }
     * }
     *
     * <p>Answers to {@code StreamExt::next}.
     *
     * @return the value, or null at the end
     */
    default Future<@Nullable T> next() {
        return new Next<>(this);
    }
}
