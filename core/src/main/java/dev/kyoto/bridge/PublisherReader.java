package dev.kyoto.bridge;

import com.google.errorprone.annotations.CheckReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.kyoto.future.Context;
import dev.kyoto.future.Failures;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.io.AsyncBufRead;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a publisher as a reader; made by {@link Bridge#reader(Flow.Publisher)}.
 *
 * <p>It subscribes with the first read, and asks for one item at a time, when the last one has been
 * read: the publisher is never ahead by more. Chunks are read where they are, without a copy. A
 * failure of the publisher is told to each read after what came before it.
 *
 * <p>Close it to cancel the subscription. One task reads; the publisher may use any threads.
 *
 * <p>Answers to {@code tokio_util::io::StreamReader}, over the JDK's own kind of stream.
 */
@CheckReturnValue
public final class PublisherReader implements AsyncBufRead, AutoCloseable {
    // Design. The task that reads owns `chunk`; everything else is guarded by `lock`. The publisher
    // is called, and wakers are woken, outside of the lock: a publisher may answer within the call.
    //
    //   NEW      -> ASKED     the first poll: subscribe; the subscription, when it comes, asks for
    // one
    //   ASKED    -> SERVED    onNext: an item is there
    //   SERVED   -> ASKED     a poll finds no chunk left, and asks for one
    //   any      -> ENDED     onComplete or onError; chunks that are there are still read
    //   any      -> CLOSED    close: what is there is dropped, what comes is ignored

    private enum State {
        NEW,
        ASKED,
        SERVED,
        ENDED,
        CLOSED
    }

    /** Takes the calls of the publisher, so that they are not part of the reader's own face. */
    private final class Receiver<T> implements Flow.Subscriber<T> {
        private final Function<? super T, ? extends List<? extends ByteBuffer>> chunksOf;

        Receiver(Function<? super T, ? extends List<? extends ByteBuffer>> chunksOf) {
            this.chunksOf = chunksOf;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            begin(subscription);
        }

        @Override
        public void onNext(T item) {
            served(chunksOf.apply(Objects.requireNonNull(item, "item")));
        }

        @Override
        public void onError(Throwable cause) {
            ended(Objects.requireNonNull(cause, "throwable"));
        }

        @Override
        public void onComplete() {
            ended(null);
        }
    }

    private final Object lock = new Object();
    private final Runnable subscribe;
    private ByteBuffer chunk = ByteBuffer.allocate(0);

    @GuardedBy("lock")
    private final ArrayDeque<ByteBuffer> chunks = new ArrayDeque<>();

    @GuardedBy("lock")
    private State state = State.NEW;

    @GuardedBy("lock")
    private Flow.@Nullable Subscription subscription;

    @GuardedBy("lock")
    private @Nullable Throwable failure;

    @GuardedBy("lock")
    private @Nullable Waker waker;

    <T> PublisherReader(
            Flow.Publisher<T> publisher,
            Function<? super T, ? extends List<? extends ByteBuffer>> chunksOf) {
        Objects.requireNonNull(publisher, "publisher");
        this.subscribe = () -> publisher.subscribe(new Receiver<T>(chunksOf));
    }

    @Override
    public Poll<@Nullable ByteBuffer> pollFillBuf(Context cx) {
        if (chunk.hasRemaining()) {
            return Poll.ready(chunk.duplicate());
        }
        if (!cx.proceed()) {
            return Poll.pending();
        }
        // A publisher that answers within the call has answered when it returns; so each turn of
        // this loop takes what is there, or asks, or waits for an answer that is still to come.
        while (true) {
            Runnable ask;
            synchronized (lock) {
                if (state == State.CLOSED) {
                    throw new IoException(IoException.Kind.CLOSED, "read after close()");
                }
                var next = chunks.poll();
                if (next != null) {
                    chunk = next;
                    return Poll.ready(next.duplicate());
                }
                if (state == State.ENDED) {
                    if (failure != null) {
                        throw Failures.unchecked(failure);
                    }
                    return Poll.ready(null);
                }
                waker = cx.waker();
                if (state == State.ASKED) {
                    cx.restore();
                    return Poll.pending();
                }
                ask = ask();
                state = State.ASKED;
            }
            ask.run();
        }
    }

    @GuardedBy("lock")
    private Runnable ask() {
        var present = subscription;
        return present == null ? subscribe : () -> present.request(1);
    }

    @Override
    public void consume(int length) {
        chunk.position(chunk.position() + length);
    }

    private void begin(Flow.Subscription offered) {
        Objects.requireNonNull(offered, "subscription");
        boolean refused;
        synchronized (lock) {
            refused = subscription != null || state != State.ASKED;
            if (!refused) {
                subscription = offered;
            }
        }
        if (refused) {
            offered.cancel();
        } else {
            offered.request(1);
        }
    }

    private void served(List<? extends ByteBuffer> items) {
        Waker woken;
        synchronized (lock) {
            if (state == State.CLOSED || state == State.ENDED) {
                return;
            }
            for (var item : items) {
                if (item.hasRemaining()) {
                    chunks.add(item.duplicate());
                }
            }
            state = State.SERVED;
            woken = takeWaker();
        }
        wake(woken);
    }

    private void ended(@Nullable Throwable cause) {
        Waker woken;
        synchronized (lock) {
            if (state == State.CLOSED || state == State.ENDED) {
                return;
            }
            state = State.ENDED;
            failure = cause;
            woken = takeWaker();
        }
        wake(woken);
    }

    /** Cancels the subscription; a read that waits fails with {@code CLOSED}. Idempotent. */
    @Override
    public void close() {
        Flow.Subscription ending;
        Waker woken;
        synchronized (lock) {
            boolean open = state != State.CLOSED && state != State.ENDED;
            state = State.CLOSED;
            chunks.clear();
            ending = open ? subscription : null;
            woken = takeWaker();
        }
        if (ending != null) {
            ending.cancel();
        }
        wake(woken);
    }

    @GuardedBy("lock")
    private @Nullable Waker takeWaker() {
        var taken = waker;
        waker = null;
        return taken;
    }

    private static void wake(@Nullable Waker waker) {
        if (waker != null) {
            waker.wake();
        }
    }
}
