package dev.kyoto.future;

import org.jspecify.annotations.Nullable;

/** A future whose end the test decides on, and that counts what is done to it. */
final class Script<T> implements Future<T> {
    int polls;
    int cancels;
    int cancelPolls;

    /** True from the first cancel on, false again never. */
    boolean cancelled;

    boolean ended;

    /** Only the newest counts. */
    private @Nullable Waker waker;

    private @Nullable Poll<T> answer;
    private @Nullable RuntimeException failure;
    private boolean slowCleanup;
    private boolean cleaned;
    private @Nullable RuntimeException cleanupFailure;

    static <T> Script<T> pending() {
        return new Script<>();
    }

    static <T> Script<T> readyWith(T value) {
        var script = new Script<T>();
        script.complete(value);
        return script;
    }

    void complete(T value) {
        answer = Poll.ready(value);
        wake();
    }

    void fail(RuntimeException thrown) {
        failure = thrown;
        wake();
    }

    /** The cancellation is Pending until {@link #finishCleanup}. */
    Script<T> withSlowCleanup() {
        slowCleanup = true;
        return this;
    }

    Script<T> withCleanupFailure(RuntimeException thrown) {
        cleanupFailure = thrown;
        return this;
    }

    void finishCleanup() {
        cleaned = true;
        wake();
    }

    void wake() {
        var woken = waker;
        waker = null;
        if (woken != null) {
            woken.wake();
        }
    }

    @Override
    public Poll<T> poll(Context cx) {
        if (ended || cancelled) {
            throw new AssertionError("polled after its end");
        }
        polls++;
        if (failure != null) {
            ended = true;
            throw failure;
        }
        if (answer != null) {
            ended = true;
            return answer;
        }
        waker = cx.waker();
        return Poll.pending();
    }

    @Override
    public void cancel() {
        if (!ended) {
            cancels++;
            cancelled = true;
            ended = true;
        }
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
        if (ended) {
            return Poll.ready(null);
        }
        cancelPolls++;
        if (!cancelled) {
            cancelled = true;
            cancels++;
        }
        if (slowCleanup && !cleaned) {
            waker = cx.waker();
            return Poll.pending();
        }
        ended = true;
        if (cleanupFailure != null) {
            throw cleanupFailure;
        }
        return Poll.ready(null);
    }
}
