package dev.kyoto.sync;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The wait for the value of a {@link OnceCell}, or the making of it.
 *
 * <p>Within the stage WAITING, {@code share} says how far the cell has come with it, and {@code
 * running} is the initialiser while this one has the turn.
 *
 * <pre>
 *   share QUEUED            -> TURN      handOn by another, under the cell's lock
 *   share QUEUED            -> GIVEN     finish by another, under the cell's lock; `given` is there
 *   TURN, running null      -> running   the supplier is called, by the next poll
 *   TURN, running           -> ended     READY or FAILED; the cell is finished or handed on
 *   TURN, running           -> CANCELLED cancel; handed on
 *   TURN, running           -> CANCELLED pollCancel; handed on once the cleanup has ended, until
 *                                        when `running` stays
 * </pre>
 *
 * <p>{@code share} is written under the cell's lock and read without; {@code given} is written
 * before it. {@code running} is the owner's alone.
 */
final class OnceCellInit<T> extends Waiter<T> {
    private enum Share {
        QUEUED,
        TURN,
        GIVEN
    }

    private final OnceCell<T> cell;
    private final Supplier<? extends Future<? extends T>> initialiser;
    private volatile Share share = Share.QUEUED;
    private @Nullable T given;
    private @Nullable Future<? extends T> running;

    OnceCellInit(OnceCell<T> cell, Supplier<? extends Future<? extends T>> initialiser) {
        this.cell = cell;
        this.initialiser = initialiser;
    }

    // ---- Called by the cell, under its lock ----

    void give(T value) {
        given = value;
        share = Share.GIVEN;
    }

    void giveTurn() {
        share = Share.TURN;
    }

    boolean isQueued() {
        return share == Share.QUEUED;
    }

    boolean hasTurn() {
        return share == Share.TURN;
    }

    // ---- Called by the task ----

    @Override
    public Poll<T> poll(Context cx) {
        checkLive();
        if (running != null) {
            return pollInitialiser(running, cx);
        }
        if (!cx.proceed()) {
            return Poll.pending();
        }
        if (stage == NEW) {
            stage = WAITING;
            cell.enter(this, cx.waker());
        } else if (isQueued() && waker != cx.waker()) {
            // The waker that is kept can only be cleared after `share` was written, so if it is the
            // newest and this is still queued below, it is the one that will be woken.
            cell.replaceWaker(this, cx.waker());
        }
        return switch (share) {
            case QUEUED -> {
                cx.restore();
                yield Poll.pending();
            }
            case GIVEN -> ready(given);
            case TURN -> {
                // Waiting for the turn is paid for by the initialiser, which makes the progress.
                cx.restore();
                yield begin(cx);
            }
        };
    }

    private Poll<T> begin(Context cx) {
        Future<? extends T> made;
        try {
            made =
                    Objects.requireNonNull(
                            initialiser.get(), "the initialiser of a OnceCell gave no future");
        } catch (Throwable failure) {
            stage = FAILED;
            cell.handOn();
            throw failure;
        }
        running = made;
        return pollInitialiser(made, cx);
    }

    private Poll<T> pollInitialiser(Future<? extends T> initialising, Context cx) {
        T made;
        try {
            var answer = initialising.poll(cx);
            if (answer.isPending()) {
                return Poll.pending();
            }
            made =
                    Objects.requireNonNull(
                            answer.value(),
                            "the initialiser of a OnceCell made null, which means empty");
        } catch (Throwable failure) {
            stage = FAILED;
            running = null;
            cell.handOn();
            throw failure;
        }
        running = null;
        cell.finish(made);
        return ready(made);
    }

    @Override
    public void cancel() {
        var initialising = running;
        if (initialising != null) {
            stage = CANCELLED;
            running = null;
            try {
                initialising.cancel();
            } finally {
                cell.handOn();
            }
        } else if (stage == WAITING) {
            stage = CANCELLED;
            cell.leave(this);
        } else if (stage == NEW) {
            stage = CANCELLED;
        }
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
        var initialising = running;
        if (initialising == null) {
            cancel();
            return Poll.ready(null);
        }
        stage = CANCELLED;
        boolean ended = true;
        try {
            var answer = initialising.pollCancel(cx);
            ended = answer.isReady();
            return answer;
        } finally {
            if (ended) {
                running = null;
                cell.handOn();
            }
        }
    }

    @Override
    public String toString() {
        return "OnceCell.getOrInit()";
    }
}
