package dev.kyoto.stream;

import dev.kyoto.future.AtomicWaker;
import dev.kyoto.future.Context;
import dev.kyoto.future.Failures;
import dev.kyoto.future.Poll;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The values of a publisher, of which never more are under way than were asked for.
 *
 * <pre>
 *   NEW        -> SUBSCRIBED  first poll
 *   SUBSCRIBED -> DONE        the publisher has completed or failed; what is queued comes first
 *   any        -> CANCELLED   cancel: the subscription is cancelled, the queue is dropped
 * </pre>
 *
 * <p>The queue and the signals of the publisher are guarded by the lock, outside of which others are
 * called. {@code started} and {@code taken} belong to the task that polls.
 */
final class PublisherSource<T> implements AsyncStream<T>, Flow.Subscriber<T> {
    private final Flow.Publisher<? extends T> publisher;
    private final int buffer;
    private final AtomicWaker waker = new AtomicWaker();
    private final Object lock = new Object();

    // Guarded by the lock.
    private final ArrayDeque<T> queue = new ArrayDeque<>();
    private Flow.@Nullable Subscription subscription;
    private boolean done;
    private boolean cancelled;
    private @Nullable Throwable failure;

    private boolean started;

    /** Values taken since the publisher was last asked for more. */
    private int taken;

    PublisherSource(Flow.Publisher<? extends T> publisher, int buffer) {
        this.publisher = Objects.requireNonNull(publisher, "publisher");
        this.buffer = buffer;
        if (buffer < 1) {
            throw new IllegalArgumentException(
                    "at least 1 value must be asked for at a time, but the buffer was " + buffer);
        }
    }

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        if (!cx.proceed()) {
            return Poll.pending();
        }
        if (!started) {
            started = true;
            publisher.subscribe(this);
        }
        waker.register(cx.waker());
        T value;
        Flow.Subscription giver;
        synchronized (lock) {
            if (cancelled) {
                throw new IllegalStateException(
                        "this stream was cancelled and must not be polled again; make a new one");
            }
            value = queue.poll();
            giver = subscription;
            if (value == null && !done) {
                cx.restore();
                return Poll.pending();
            }
        }
        if (value == null) {
            return end();
        }
        askForMore(giver);
        return Poll.ready(value);
    }

    private Poll<@Nullable T> end() {
        var thrown = failure;
        failure = null;
        if (thrown != null) {
            throw Failures.unchecked(thrown);
        }
        return Poll.ready(null);
    }

    /** Asks when half of the buffer was taken, so that the publisher need not stop in between. */
    private void askForMore(Flow.@Nullable Subscription giver) {
        int count = taken + 1;
        if (count < (buffer + 1) / 2) {
            taken = count;
            return;
        }
        taken = 0;
        if (giver != null) {
            giver.request(count);
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        Objects.requireNonNull(given, "subscription");
        boolean wanted;
        synchronized (lock) {
            wanted = subscription == null && !cancelled;
            if (wanted) {
                subscription = given;
            }
        }
        if (wanted) {
            given.request(buffer);
        } else {
            given.cancel();
        }
    }

    @Override
    public void onNext(T value) {
        Objects.requireNonNull(value, "value");
        Flow.Subscription cheating = null;
        synchronized (lock) {
            if (done || cancelled) {
                return;
            }
            if (queue.size() < buffer) {
                queue.add(value);
            } else {
                cheating = subscription;
                done = true;
                failure =
                        new IllegalStateException(
                                "the publisher "
                                        + publisher
                                        + " has sent more values than the "
                                        + buffer
                                        + " that were asked for");
            }
        }
        if (cheating != null) {
            cheating.cancel();
        }
        waker.wake();
    }

    @Override
    public void onError(Throwable thrown) {
        Objects.requireNonNull(thrown, "thrown");
        end(thrown);
    }

    @Override
    public void onComplete() {
        end(null);
    }

    private void end(@Nullable Throwable thrown) {
        synchronized (lock) {
            if (!done) {
                done = true;
                failure = thrown;
            }
        }
        waker.wake();
    }

    @Override
    public void cancel() {
        Flow.Subscription ended;
        synchronized (lock) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            ended = done ? null : subscription;
            queue.clear();
        }
        if (ended != null) {
            ended.cancel();
        }
    }
}
