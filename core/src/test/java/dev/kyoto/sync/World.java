package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/**
 * A leaf future in a small world of its own, and what may happen to it step by step; {@link
 * EveryStep} cancels it at each of them.
 */
abstract class World {
    /** Something that happens in this world, the polls of the subject included. */
    record Step(String name, Runnable action) {}

    final List<Step> steps = new ArrayList<>();
    boolean closed;

    abstract Polled<?> subject();

    /** Puts another future behind the subject. */
    abstract void addFollower();

    abstract void close();

    /** Gives back all that others hold, takes all that is there, and counts. */
    abstract void checkNothingIsLost(boolean subjectEnded);

    final void step(String name, Runnable action) {
        steps.add(new Step(name, action));
    }

    /** The usual steps of a subject: polled, polled with another waker. */
    final void pollTwice() {
        step("poll", this::poll);
        step(
                "poll with another waker",
                () -> {
                    if (!subject().isReady() && !failed) {
                        guarded(() -> subject().pollWithOtherWaker());
                    }
                });
    }

    boolean failed;

    final void poll() {
        if (!subject().isReady() && !failed) {
            guarded(() -> subject().poll());
        }
    }

    private void guarded(Runnable poll) {
        try {
            poll.run();
        } catch (ClosedException e) {
            assertThat(closed).as("closed, as the future says").isTrue();
            failed = true;
        }
    }
}
