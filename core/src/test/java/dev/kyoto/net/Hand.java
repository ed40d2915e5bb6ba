package dev.kyoto.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Polls one future by hand, and waits for its waker. */
public final class Hand<T> {
    private final Semaphore wakes = new Semaphore(0);
    private final Waker waker = wakes::release;
    private final Context cx = Context.of(waker);
    private final Future<T> future;

    public Hand(Future<T> future) {
        this.future = future;
    }

    public Poll<T> poll() {
        cx.startTurn();
        return future.poll(cx);
    }

    public void assertPending() {
        assertThat(poll().isPending()).isTrue();
    }

    public void cancel() {
        future.cancel();
    }

    /** Waits for a wake-up that is not one of those seen before. */
    public void awaitWake() {
        try {
            assertThat(wakes.tryAcquire(20, TimeUnit.SECONDS)).as("woken").isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public boolean wasWoken() {
        return wakes.availablePermits() > 0;
    }

    /** Polls on each wake-up until ready. */
    public T finish() {
        while (true) {
            var outcome = poll();
            if (outcome.isReady()) {
                return outcome.value();
            }
            awaitWake();
        }
    }
}
