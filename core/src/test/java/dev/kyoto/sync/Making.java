package dev.kyoto.sync;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import org.jspecify.annotations.Nullable;

/** An initialiser that ends when the test says so. */
final class Making implements Future<String> {
    private @Nullable Poll<String> outcome;
    private @Nullable RuntimeException failure;
    private @Nullable Waker waker;

    /** Whether a cancellation needs an await; ended by {@link #cleanedUp}. */
    boolean slowCleanup;

    int polls;
    int cancels;
    boolean ended;

    /** Whether it has been polled, and has neither ended nor been cancelled. */
    boolean isUnderWay() {
        return polls > 0 && !ended && cancels == 0;
    }

    void end(String value) {
        outcome = Poll.ready(value);
        wake();
    }

    void fail() {
        failure = new ArithmeticException("the initialiser has failed");
        wake();
    }

    void cleanedUp() {
        slowCleanup = false;
        wake();
    }

    private void wake() {
        if (waker != null) {
            waker.wake();
        }
    }

    @Override
    public Poll<String> poll(Context cx) {
        polls++;
        if (failure != null) {
            ended = true;
            throw failure;
        }
        if (outcome != null) {
            ended = true;
            return outcome;
        }
        waker = cx.waker();
        return Poll.pending();
    }

    @Override
    public void cancel() {
        cancels++;
    }

    @Override
    public Poll<Void> pollCancel(Context cx) {
        if (slowCleanup) {
            waker = cx.waker();
            return Poll.pending();
        }
        cancel();
        return Poll.ready(null);
    }
}
