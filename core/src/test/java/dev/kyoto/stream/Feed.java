package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A stream whose values the test decides on, and that counts what is done to it. */
final class Feed<T> implements AsyncStream<T> {
    /** Either a value, a failure, or one poll that is Pending and woken at once. */
    private record Step<T>(@Nullable T value, @Nullable RuntimeException failure) {}

    int polls;
    int cancels;
    int cleanups;
    private final Deque<Step<T>> steps = new ArrayDeque<>();
    private boolean ended;
    private boolean slowCleanup;
    private boolean cleaned;
    private @Nullable RuntimeException cleanupFailure;
    private @Nullable Waker waker;

    @SafeVarargs
    static <T> Feed<T> of(T... values) {
        var feed = new Feed<T>();
        for (var value : values) {
            feed.give(value);
        }
        return feed;
    }

    Feed<T> give(T value) {
        return add(new Step<>(value, null));
    }

    Feed<T> fail(RuntimeException failure) {
        return add(new Step<>(null, failure));
    }

    /** The next poll is Pending, and asks for another one. */
    Feed<T> pause() {
        return add(new Step<>(null, null));
    }

    private Feed<T> add(Step<T> step) {
        steps.add(step);
        wake();
        return this;
    }

    Feed<T> end() {
        ended = true;
        wake();
        return this;
    }

    /** The cancellation is Pending until {@link #finishCleanup}. */
    Feed<T> withSlowCleanup() {
        slowCleanup = true;
        return this;
    }

    Feed<T> withCleanupFailure(RuntimeException failure) {
        cleanupFailure = failure;
        return this;
    }

    void finishCleanup() {
        cleaned = true;
        wake();
    }

    /** How many values were not taken. */
    long left() {
        return steps.stream().filter(step -> step.value != null).count();
    }

    private void wake() {
        var woken = waker;
        waker = null;
        if (woken != null) {
            woken.wake();
        }
    }

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        if (cancels > 0) {
            throw new AssertionError("polled after it was cancelled");
        }
        polls++;
        if (!cx.proceed()) {
            return Poll.pending();
        }
        var step = steps.poll();
        if (step == null && ended) {
            return Poll.ready(null);
        }
        if (step == null || (step.value == null && step.failure == null)) {
            cx.restore();
            waker = cx.waker();
            if (step != null) {
                wake();
            }
            return Poll.pending();
        }
        if (step.failure != null) {
            throw step.failure;
        }
        return Poll.ready(step.value);
    }

    @Override
    public void cancel() {
        cancels++;
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
        if (cancels == 0) {
            cancels++;
        }
        if (slowCleanup && !cleaned) {
            waker = cx.waker();
            return Poll.pending();
        }
        cleanups++;
        if (cleanupFailure != null) {
            throw cleanupFailure;
        }
        return Poll.ready(null);
    }
}
