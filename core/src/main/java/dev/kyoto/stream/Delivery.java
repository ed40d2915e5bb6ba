package dev.kyoto.stream;

import dev.kyoto.future.AtomicWaker;
import dev.kyoto.future.Context;
import dev.kyoto.future.Failures;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Delivers a stream to a subscriber: one task, and the subscription that steers it.
 *
 * <pre>
 *   RUNNING  -> ENDING   the end or a failure of the stream, a bad request, a cancelled
 *                        subscription, a subscriber that throws; the stream is being cancelled
 *   ENDING   -> ENDED    its cleanup has ended, and the subscriber was told, unless it has cancelled
 *   any      -> ENDED    the task is cancelled: the runtime is shut down
 * </pre>
 *
 * <p>{@code demand}, {@code cancelled} and {@code badRequest} are written by any thread, which then
 * wakes the task; all else belongs to the task.
 */
final class Delivery<T> implements Future<@Nullable Void> {
    private static final String SHUT_DOWN = "the runtime of the publisher was shut down";

    private final AsyncStream<T> stream;
    private final AtomicWaker waker = new AtomicWaker();
    private final AtomicLong demand = new AtomicLong();
    private volatile boolean cancelled;
    private volatile @Nullable Throwable badRequest;

    /** Null once it was told the end, or wants to know nothing any more. */
    private Flow.@Nullable Subscriber<? super T> subscriber;

    private boolean ending;

    /** Why the stream ends, if it is not its end; for the subscriber. */
    private @Nullable Throwable failure;

    /** What the subscriber has thrown, against the rules; for the runtime's handler. */
    private @Nullable Throwable broken;

    Delivery(AsyncStream<T> stream, Flow.Subscriber<? super T> subscriber) {
        this.stream = stream;
        this.subscriber = subscriber;
    }

    /** The subscriber has thrown before the task began. */
    void fail(Throwable thrown) {
        broken = thrown;
        cancelled = true;
    }

    /** What the subscriber steers this with, from any thread. */
    Flow.Subscription subscription() {
        return new Flow.Subscription() {
            @Override
            public void request(long n) {
                if (n <= 0) {
                    badRequest =
                            new IllegalArgumentException(
                                    "a subscriber must request 1 or more values (rule 3.9), but"
                                            + " requested "
                                            + n);
                } else {
                    demand.accumulateAndGet(
                            n, (have, more) -> have + more < 0 ? Long.MAX_VALUE : have + more);
                }
                waker.wake();
            }

            @Override
            public void cancel() {
                cancelled = true;
                waker.wake();
            }
        };
    }

    @Override
    public Poll<@Nullable Void> poll(Context cx) {
        while (!ending) {
            if (!mayDeliver(cx)) {
                return Poll.pending();
            }
            if (!ending && !deliver(cx)) {
                return Poll.pending();
            }
        }
        return finish(cx);
    }

    /** Whether there is a reason to go on: demand, or that this is to end. */
    private boolean mayDeliver(Context cx) {
        if (!hasReason()) {
            waker.register(cx.waker());
            if (!hasReason()) {
                return false;
            }
        }
        if (cancelled) {
            subscriber = null;
            ending = true;
        } else if (badRequest != null) {
            failure = badRequest;
            ending = true;
        }
        return true;
    }

    private boolean hasReason() {
        return cancelled || badRequest != null || demand.get() > 0;
    }

    /** Delivers one value; false if none is there yet. */
    private boolean deliver(Context cx) {
        Poll<@Nullable T> polled;
        try {
            // A cancellation must be heard of while the stream waits.
            waker.register(cx.waker());
            polled = stream.pollNext(cx);
        } catch (Throwable thrown) {
            failure = thrown;
            ending = true;
            return true;
        }
        if (polled.isPending()) {
            return cancelled || badRequest != null;
        }
        var value = polled.value();
        if (value == null) {
            ending = true;
            return true;
        }
        if (demand.get() != Long.MAX_VALUE) {
            demand.decrementAndGet();
        }
        tell(it -> it.onNext(value));
        return true;
    }

    private Poll<@Nullable Void> finish(Context cx) {
        try {
            if (stream.pollCancel(cx).isPending()) {
                return Poll.pending();
            }
        } catch (Throwable thrown) {
            failure = Parts.merge(failure, thrown);
        }
        if (cancelled) {
            subscriber = null;
        }
        var thrown = failure;
        if (thrown == null) {
            tell(Flow.Subscriber::onComplete);
        } else {
            tell(it -> it.onError(thrown));
        }
        subscriber = null;
        if (broken != null) {
            throw Failures.unchecked(broken);
        }
        return Poll.ready(null);
    }

    private interface Signal<T> {
        void send(Flow.Subscriber<? super T> subscriber);
    }

    private void tell(Signal<T> signal) {
        var receiver = subscriber;
        if (receiver == null) {
            return;
        }
        try {
            signal.send(receiver);
        } catch (Throwable thrown) { // against the rules: the subscription is as good as cancelled
            broken = Parts.merge(broken, thrown);
            subscriber = null;
            ending = true;
        }
    }

    /** By the runtime, when it is shut down. */
    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
        shutDown();
        return finish(cx);
    }

    @Override
    public void cancel() {
        shutDown();
        stream.cancel();
        tell(it -> it.onError(new CancellationException(SHUT_DOWN)));
        subscriber = null;
    }

    private void shutDown() {
        if (!ending) {
            ending = true;
            failure = new CancellationException(SHUT_DOWN);
        }
    }
}
