package dev.kyoto.weaving.fuzz;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/**
 * The future at the bottom of every await: it is pending as often as the run says, and then has its
 * value or fails.
 */
public final class Leaf<V extends @Nullable Object> implements Future<V> {
    private final Run run;
    private final int number;
    private final V value;
    private final @Nullable RuntimeException failure;
    private int pendingLeft;
    private int cancelPendingLeft;
    private boolean ended;

    Leaf(Run run, V value, @Nullable RuntimeException failure) {
        this.run = run;
        this.number = run.nextLeaf();
        this.value = value;
        this.failure = failure;
        this.pendingLeft = run.pendings(number);
        this.cancelPendingLeft = number % 3;
    }

    @Override
    public Poll<V> poll(Context cx) {
        if (ended) {
            throw new IllegalStateException("leaf " + number + " was polled after its end");
        }
        if (pendingLeft > 0 && !run.isHurried()) {
            pendingLeft--;
            cx.waker().wake();
            return Poll.pending();
        }
        ended = true;
        if (failure != null) {
            throw failure;
        }
        return Poll.ready(value);
    }

    @Override
    public void cancel() {
        if (!ended) {
            ended = true;
            run.log("leaf " + number + " cancelled");
        }
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
        if (!ended && cancelPendingLeft > 0) {
            cancelPendingLeft--;
            cx.waker().wake();
            return Poll.pending();
        }
        cancel();
        return Poll.ready(null);
    }
}
