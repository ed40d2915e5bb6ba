package dev.kyoto.bench;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;

/**
 * A future that is pending a fixed number of times before it is ready, and then begins anew, so that
 * a loop can await one and the same object.
 *
 * <p>It keeps no waker: whoever drives it by hand polls again anyway, and the time of a wake-up is
 * no part of what is measured with it.
 */
final class Leaf implements Future<Integer> {
    private static final Integer VALUE = 1;

    private final int pendings;
    private int left;

    Leaf(int pendings) {
        this.pendings = pendings;
        this.left = pendings;
    }

    @Override
    public Poll<Integer> poll(Context cx) {
        if (left > 0) {
            left--;
            return Poll.pending();
        }
        left = pendings;
        return Poll.ready(VALUE);
    }
}
