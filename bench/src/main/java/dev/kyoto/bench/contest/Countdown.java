package dev.kyoto.bench.contest;

import dev.kyoto.future.Future;
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
            var unused = done.sender().send(true);
        }
    }

    int left() {
        return left.get();
    }

    Future<Boolean> ended() {
        return done.receiver();
    }
}
