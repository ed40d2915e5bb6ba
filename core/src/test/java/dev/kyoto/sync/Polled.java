package dev.kyoto.sync;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import java.util.concurrent.atomic.AtomicInteger;

/** A future that is polled by hand, with a waker that counts. */
final class Polled<T> {
    private final Future<T> future;
    private CountingWaker waker = new CountingWaker();
    private Poll<T> last = Poll.pending();

    Polled(Future<T> future) {
        this.future = future;
    }

    static <T> Polled<T> of(Future<T> future) {
        return new Polled<>(future);
    }

    /** One that has been polled once. */
    static <T> Polled<T> polled(Future<T> future) {
        var polled = new Polled<>(future);
        polled.poll();
        return polled;
    }

    static final class CountingWaker implements Waker {
        final AtomicInteger wakes = new AtomicInteger();

        @Override
        public void wake() {
            wakes.incrementAndGet();
        }
    }

    Poll<T> poll() {
        last = future.poll(Context.of(waker));
        return last;
    }

    Poll<T> pollWithOtherWaker() {
        waker = new CountingWaker();
        return poll();
    }

    /** Polls as a task would: only if woken. */
    Poll<T> pollIfWoken() {
        return waker.wakes.getAndSet(0) > 0 ? poll() : last;
    }

    int wakes() {
        return waker.wakes.get();
    }

    boolean isReady() {
        return last.isReady();
    }

    T value() {
        return last.value();
    }

    void cancel() {
        future.cancel();
    }

    Future<T> future() {
        return future;
    }
}
