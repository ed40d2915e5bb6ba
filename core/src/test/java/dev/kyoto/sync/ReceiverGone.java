package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Future;
import java.util.function.Supplier;

/** A sender that waits for the end of its channel. */
final class ReceiverGone extends World {
    private final Supplier<Future<Void>> waits;
    private final Runnable closeReceiver;
    private final Runnable close;
    private final Polled<Void> subject;
    private Polled<Void> follower;

    ReceiverGone(Supplier<Future<Void>> waits, Runnable closeReceiver, Runnable close) {
        this.waits = waits;
        this.closeReceiver = closeReceiver;
        this.close = close;
        subject = Polled.of(waits.get());
        follower = Polled.polled(waits.get());
        pollTwice();
        step("close", closeReceiver);
        step("poll", this::poll);
    }

    @Override
    Polled<?> subject() {
        return subject;
    }

    @Override
    void addFollower() {
        follower = Polled.polled(waits.get());
    }

    @Override
    void close() {
        close.run();
    }

    @Override
    void checkNothingIsLost(boolean subjectEnded) {
        closeReceiver.run();
        assertThat(follower.isReady() || follower.pollIfWoken().isReady()).isTrue();
    }
}
