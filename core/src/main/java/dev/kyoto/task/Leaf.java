package dev.kyoto.task;

import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/**
 * What the waiting futures of this package share: they end once, and say so when polled again.
 *
 * <p>Stages, touched only by the task that owns the future:
 *
 * <pre>
 *   NEW          -> WAITING     first poll that has left something to be taken back by cancel()
 *   NEW, WAITING -> READY       poll answers Ready
 *   NEW, WAITING -> FAILED      poll throws
 *   NEW, WAITING -> CANCELLED   cancel()
 * </pre>
 */
abstract class Leaf<T extends @Nullable Object> implements Future<T> {
    enum Stage {
        NEW,
        WAITING,
        READY,
        FAILED,
        CANCELLED
    }

    Stage stage = Stage.NEW;

    /** Called first by every poll: refuses polls after the end. */
    final void checkLive() {
        if (stage.compareTo(Stage.WAITING) > 0) {
            throw new IllegalStateException(
                    this
                            + " was polled after "
                            + switch (stage) {
                                case READY -> "it had answered Ready";
                                case FAILED -> "it had failed";
                                default -> "it was cancelled";
                            }
                            + "; a future ends once, so call the method that made it again");
        }
    }

    final Poll<T> ready(T value) {
        stage = Stage.READY;
        return Poll.ready(value);
    }

    /** Leaves whatever a pending poll has joined; called at most once, after a wait. */
    abstract void leave();

    @Override
    public final void cancel() {
        if (stage == Stage.WAITING) {
            stage = Stage.CANCELLED;
            leave();
        } else if (stage == Stage.NEW) {
            stage = Stage.CANCELLED;
        }
    }

    @Override
    public abstract String toString();
}
