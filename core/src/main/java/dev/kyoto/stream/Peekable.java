package dev.kyoto.stream;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose next value can be looked at before it is taken; made by {@link
 * AsyncStream#peekable}.
 *
 * <p>Answers to {@code tokio_stream::adapters::Peekable}.
 *
 * @param <T> the type of the values
 */
@CheckReturnValue
public final class Peekable<T> extends Adapter<T, T> {
    /** What was looked at and not taken; Ready with null if that was the end. */
    private @Nullable Poll<@Nullable T> peeked;

    Peekable(AsyncStream<T> source) {
        super(source);
    }

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        var kept = peeked;
        peeked = null;
        return kept != null ? kept : source.pollNext(cx);
    }

    /**
     * Waits for the next value and leaves it in the stream.
     *
     * <p><b>Cancellation</b> Safe: nothing is lost.
     *
     * <p><b>Errors</b> Those of the stream; a failure is not kept for {@link #next()}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var tokens = words.peekable();
     * if ("(".equals(tokens.peek().await())) {
     *     handle(tokens.next().await());
     * }
     * }
     *
     * <p>Answers to {@code Peekable::peek}.
     *
     * @return the value that {@link #next()} will give, or null at the end
     */
    public Future<@Nullable T> peek() {
        return new Peek<>(this);
    }

    /**
     * The form of {@link #peek()} for futures of one's own.
     *
     * <p>Answers to {@code Peekable::poll_peek}.
     *
     * @param cx the waker to keep and the budget to honour
     * @return the value that comes next, null at the end, or Pending
     */
    public Poll<@Nullable T> pollPeek(Context cx) {
        var kept = peeked;
        if (kept != null) {
            return kept;
        }
        var polled = source.pollNext(cx);
        if (polled.isReady()) {
            peeked = polled;
        }
        return polled;
    }

    private static final class Peek<T> extends OneShotFuture<@Nullable T> {
        private final Peekable<T> stream;

        Peek(Peekable<T> stream) {
            this.stream = stream;
        }

        @Override
        protected Poll<@Nullable T> step(Context cx) {
            return stream.pollPeek(cx);
        }

        @Override
        protected String name() {
            return "peek()";
        }
    }
}
