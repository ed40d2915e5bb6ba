package dev.kyoto.stream;

import dev.kyoto.runtime.Handle;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Behind {@link AsyncStream#toPublisher}.
 *
 * <pre>
 *   FREE -> TAKEN   the first subscriber; all later ones are refused with an error
 * </pre>
 */
final class StreamPublisher<T> implements Flow.Publisher<T> {
    private final AsyncStream<T> stream;
    private final Handle handle;
    private final AtomicBoolean taken = new AtomicBoolean();

    StreamPublisher(AsyncStream<T> stream, Handle handle) {
        this.stream = stream;
        this.handle = handle;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        if (taken.getAndSet(true)) {
            refuse(subscriber);
            return;
        }
        var delivery = new Delivery<T>(stream, subscriber);
        try {
            subscriber.onSubscribe(delivery.subscription());
        } catch (Throwable thrown) { // against the rules; the task reports it
            delivery.fail(thrown);
        }
        try {
            handle.spawn("publisher", delivery).detach();
        } catch (IllegalStateException shutdown) {
            stream.cancel();
            subscriber.onError(shutdown);
        }
    }

    private static void refuse(Flow.Subscriber<?> subscriber) {
        subscriber.onSubscribe(
                new Flow.Subscription() {
                    @Override
                    public void request(long n) {}

                    @Override
                    public void cancel() {}
                });
        subscriber.onError(
                new IllegalStateException(
                        "a stream has one consumer, and this publisher has a subscriber already; make"
                                + " a stream and a publisher for each"));
    }
}
