package dev.kyoto.bridge;

import dev.kyoto.future.AtomicWaker;
import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import dev.kyoto.runtime.Handle;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the chunks of a reader to one subscriber, as far as it asks for them.
 *
 * <p>A task of the runtime does the reading and calls the subscriber; the subscription only leaves
 * word for it: a demand, or that nothing is wanted any more.
 */
final class ReaderPublisher implements Flow.Publisher<ByteBuffer> {
    private final ReaderStream chunks;
    private final Handle handle;
    private final AtomicBoolean subscribed = new AtomicBoolean();

    ReaderPublisher(ReaderStream chunks, Handle handle) {
        this.chunks = chunks;
        this.handle = handle;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        var wishes = new Wishes();
        subscriber.onSubscribe(wishes);
        if (!subscribed.compareAndSet(false, true)) {
            subscriber.onError(
                    new IllegalStateException(
                            "the bytes of a reader come once, so their publisher has one subscriber; make another reader and publisher"));
            return;
        }
        handle.spawn(new Transfer(chunks, subscriber, wishes)).detach();
    }

    /** What the subscriber wants; written from any thread, read by the task that publishes. */
    private static final class Wishes implements Flow.Subscription {
        private static final long REFUSED = -1;

        /** Chunks asked for and not delivered; REFUSED once an impossible number was asked for. */
        private final AtomicLong demand = new AtomicLong();

        private final AtomicWaker waker = new AtomicWaker();
        private volatile boolean cancelled;

        @Override
        public void request(long n) {
            demand.getAndUpdate(
                    it ->
                            n <= 0 || it == REFUSED
                                    ? REFUSED
                                    : it > Long.MAX_VALUE - n ? Long.MAX_VALUE : it + n);
            waker.wake();
        }

        @Override
        public void cancel() {
            cancelled = true;
            waker.wake();
        }

        /** One chunk is delivered; an endless demand stays endless. */
        void served() {
            demand.getAndUpdate(it -> it == REFUSED || it == Long.MAX_VALUE ? it : it - 1);
        }
    }

    /** The task's future: reads and delivers, until the end or until nothing is wanted. */
    private static final class Transfer extends OneShotFuture<@Nullable Void> {
        private final ReaderStream chunks;
        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private final Wishes wishes;

        /** Whether the subscriber must not be called any more. */
        private boolean told;

        Transfer(
                ReaderStream chunks,
                Flow.Subscriber<? super ByteBuffer> subscriber,
                Wishes wishes) {
            this.chunks = chunks;
            this.subscriber = subscriber;
            this.wishes = wishes;
        }

        @Override
        protected Poll<@Nullable Void> step(Context cx) {
            wishes.waker.register(cx.waker());
            while (!wishes.cancelled) {
                long demand = wishes.demand.get();
                if (demand == Wishes.REFUSED) {
                    return fail(
                            new IllegalArgumentException(
                                    "request(n) needs an n of 1 or more (rule 3.9 of Reactive Streams)"));
                }
                if (demand == 0) {
                    return Poll.pending();
                }
                Poll<@Nullable ByteBuffer> polled;
                try {
                    polled = chunks.pollNext(cx);
                } catch (RuntimeException e) {
                    return fail(e);
                }
                if (polled.isPending()) {
                    return Poll.pending();
                }
                var chunk = polled.value();
                if (chunk == null) {
                    told = true;
                    subscriber.onComplete();
                    return Poll.ready(null);
                }
                wishes.served();
                told = true; // stays so if it throws: then it is not called again
                subscriber.onNext(chunk);
                told = false;
            }
            told = true;
            return Poll.ready(null);
        }

        private Poll<@Nullable Void> fail(RuntimeException failure) {
            told = true;
            subscriber.onError(failure);
            return Poll.ready(null);
        }

        /** The runtime is shutting down. */
        @Override
        protected void release() {
            if (told || wishes.cancelled) {
                return;
            }
            told = true;
            subscriber.onError(
                    new IoException(
                            IoException.Kind.RUNTIME_SHUTDOWN,
                            "the task that published these bytes was cut off before their end"));
        }

        @Override
        protected String name() {
            return "publisher of a reader";
        }
    }
}
