package dev.kyoto.weaving;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a body sees: futures that are pending as the run wants it, and the log of its
 * side effects. Futures write to the log as well, when they are made, when they end and when they are
 * cancelled.
 *
 * <p>Not thread-safe: a block on a virtual thread and its poller take turns.
 */
final class World {
    private final Pending pending;
    private final List<String> log = new ArrayList<>();
    private final Set<String> problems = new LinkedHashSet<>();
    private int made;
    private int pendings;
    private @Nullable Context turn;
    private @Nullable Thread onlyThread;

    World(Pending pending) {
        this.pending = pending;
    }

    // ---- For bodies ----

    /** A future with a value, pending as often as it is its turn to be. */
    <T extends @Nullable Object> Future<T> f(T value) {
        var shown = Outcome.show(value);
        log.add("made " + shown);
        return new Leaf<>(
                shown,
                () -> {
                    log.add("ready " + shown);
                    return value;
                });
    }

    /** As {@link #f}, for bodies that await so often that a log would be all that they do. */
    <T> Future<T> quiet(T value) {
        return new Leaf<>("", () -> value);
    }

    <T> Future<T> fail(RuntimeException failure) {
        return new Leaf<>(
                failure.toString(),
                () -> {
                    log.add("fails " + failure);
                    throw failure;
                });
    }

    <T> Future<T> fail(Error failure) {
        return new Leaf<>(
                failure.toString(),
                () -> {
                    log.add("fails " + failure);
                    throw failure;
                });
    }

    void log(@Nullable Object event) {
        log.add(Outcome.show(event));
    }

    /** Logs an operand where it is evaluated. */
    <T> T see(T value) {
        log.add("see " + Outcome.show(value));
        return value;
    }

    int i(int value) {
        log.add("int " + value);
        return value;
    }

    long l(long value) {
        log.add("long " + value);
        return value;
    }

    double d(double value) {
        log.add("double " + value);
        return value;
    }

    // ---- For whoever drives the body ----

    /** The context for the next poll; futures have to be polled with it and with no older one. */
    Context nextTurn() {
        turn = Context.of(Waker.noop());
        return turn;
    }

    /** From now on a poll on any other thread than this one is a problem. */
    void allowOnlyThisThread() {
        onlyThread = Thread.currentThread();
    }

    /** How often a future has answered Pending. */
    int pendings() {
        return pendings;
    }

    List<String> log() {
        return List.copyOf(log);
    }

    /** What was done to the futures and must not be, each once. */
    Set<String> problems() {
        return problems;
    }

    private final class Leaf<T extends @Nullable Object> implements Future<T> {
        private final String shown;
        private final Supplier<T> end;
        private int pendingLeft = pending.times(made++);
        private boolean ended;

        Leaf(String shown, Supplier<T> end) {
            this.shown = shown;
            this.end = end;
        }

        @Override
        public Poll<T> poll(Context cx) {
            if (ended) {
                problems.add("a future was polled after its end");
            }
            if (turn != null && cx != turn) {
                problems.add("a future was polled with a context other than that of this poll");
            }
            if (onlyThread != null && Thread.currentThread() != onlyThread) {
                problems.add("a future was polled on " + Thread.currentThread().getName());
            }
            if (pendingLeft > 0) {
                pendingLeft--;
                pendings++;
                cx.waker().wake();
                return Poll.pending();
            }
            ended = true;
            return Poll.ready(end.get());
        }

        @Override
        public void cancel() {
            if (!ended) {
                ended = true;
                log.add("cancelled " + shown);
            }
        }
    }
}
