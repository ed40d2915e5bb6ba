package dev.kyoto.internal.timer;

import dev.kyoto.future.Waker;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts its wake-ups. */
final class CountingWaker implements Waker {
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public void wake() {
        count.incrementAndGet();
    }

    int count() {
        return count.get();
    }
}
