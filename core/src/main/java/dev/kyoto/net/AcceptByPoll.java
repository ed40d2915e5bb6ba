package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;

/** One accept from a listener that has no other way than its poll, which charges the budget. */
final class AcceptByPoll<S> extends OneShotFuture<S> {
    private final Listener<S> listener;

    AcceptByPoll(Listener<S> listener) {
        this.listener = listener;
    }

    @Override
    protected Poll<S> step(Context cx) {
        return listener.pollAccept(cx);
    }

    @Override
    protected String name() {
        return "accept()";
    }
}
