package dev.kyoto.task;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import java.util.concurrent.atomic.AtomicInteger;

/** A future that is polled by hand, with a waker that counts. */
final class Hand<T> {
    private final Future<T> future;
    private Counter waker = new Counter();
    private Poll<T> last = Poll.pending();
    private int polls;

    Hand(Future<T> future) {
        this.future = future;
    }

    /** One that has been polled once. */
    static <T> Hand<T> polled(Future<T> future) {
        var hand = new Hand<>(future);
        hand.poll();
        return hand;
    }

    private static final class Counter implements Waker {
        final AtomicInteger wakes = new AtomicInteger();

        @Override
        public void wake() {
            wakes.incrementAndGet();
        }
    }

    Poll<T> poll() {
        polls++;
        last = future.poll(Context.of(waker));
        return last;
    }

    Poll<T> pollWithOtherWaker() {
        waker = new Counter();
        return poll();
    }

    /** Polls as a task would: only if woken. */
    Poll<T> pollIfWoken() {
        return waker.wakes.getAndSet(0) > 0 ? poll() : last;
    }

    int wakes() {
        return waker.wakes.get();
    }

    int polls() {
        return polls;
    }

    boolean isReady() {
        return last.isReady();
    }

    T value() {
        return last.value();
    }

    Future<T> future() {
        return future;
    }
}
