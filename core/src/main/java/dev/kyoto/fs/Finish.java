package dev.kyoto.fs;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.LeafFuture;
import org.jspecify.annotations.Nullable;

/** Closes, and waits for what that ends with. */
final class Finish extends LeafFuture<@Nullable Void> {
    private final Lane lane;
    private final Runnable close;
    private boolean closing;

    Finish(Lane lane, Runnable close) {
        this.lane = lane;
        this.close = close;
    }

    @Override
    protected Poll<@Nullable Void> attempt(Context cx) {
        if (!closing) {
            closing = true;
            lane.listen();
            close.run();
        }
        var ended = lane.pollEnded(cx);
        if (ended.isReady()) {
            closing = false;
        }
        return ended;
    }

    @Override
    protected String name() {
        return "finish()";
    }

    @Override
    protected void release() {
        if (closing) {
            lane.listenNoMore();
        }
    }
}
