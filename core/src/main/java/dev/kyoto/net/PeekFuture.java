package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.nio.ByteBuffer;

/** One peek. The poll charges the budget itself, so this is no {@link NetFuture}. */
final class PeekFuture implements Future<Integer> {
    interface Peeker {
        Poll<Integer> pollPeek(Context cx, ByteBuffer dst);
    }

    private final Peeker peeker;
    private final ByteBuffer dst;
    private boolean ended;

    PeekFuture(Peeker peeker, ByteBuffer dst) {
        this.peeker = peeker;
        this.dst = dst;
    }

    @Override
    public Poll<Integer> poll(Context cx) {
        if (ended) {
            throw new IllegalStateException(
                    "peek() was polled after its end; call the method again for a new future");
        }
        ended = true; // stays so if the peek fails
        var outcome = peeker.pollPeek(cx, dst);
        ended = outcome.isReady();
        return outcome;
    }

    @Override
    public void cancel() {
        ended = true;
    }
}
