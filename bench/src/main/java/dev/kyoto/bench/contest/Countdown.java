package dev.kyoto.bench.contest;

import dev.kyoto.future.Future;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.sync.Oneshot;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts tasks down, and tells when the last one has ended. */
final class Countdown {
    private final Oneshot.Channel<Boolean> done = Oneshot.channel();
    private final AtomicInteger left;

    Countdown(int tasks) {
        left = new AtomicInteger(tasks);
    }

    void count() {
        if (left.decrementAndGet() == 0) {
            var _ = done.sender().send(true);
        }
    }

    /** Waits on a thread of one's own, or as what a current-thread runtime runs. */
    void waitOn(AsyncRuntime runtime) {
        if (!runtime.blockOn(ended())) {
            throw new IllegalStateException("the tasks were counted wrong");
        }
    }

    Future<Boolean> ended() {
        return done.receiver();
    }
}
