package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import java.nio.ByteBuffer;

/** One peek. The poll charges the budget itself. */
final class PeekFuture extends OneShotFuture<Integer> {
    interface Peeker {
        Poll<Integer> pollPeek(Context cx, ByteBuffer dst);
    }

    private final Peeker peeker;
    private final ByteBuffer dst;

    PeekFuture(Peeker peeker, ByteBuffer dst) {
        this.peeker = peeker;
        this.dst = dst;
    }

    @Override
    protected Poll<Integer> step(Context cx) {
        return peeker.pollPeek(cx, dst);
    }

    @Override
    protected String name() {
        return "peek()";
    }
}
