package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.driver.Readiness;
import dev.kyoto.internal.driver.ReadyWaiter;
import dev.kyoto.internal.leaf.LeafFuture;
import java.lang.ref.Reference;
import java.util.function.Function;

/** One of any number of tasks that accept from a listener. */
final class AcceptFuture<S> extends LeafFuture<S> {
    /** Kept reachable while somebody waits: its leak guard would close the socket. */
    private final Listener<S> listener;

    private final ServerIo io;
    private final Function<SocketIo, S> stream;
    private final ReadyWaiter waiter;

    AcceptFuture(Listener<S> listener, ServerIo io, Function<SocketIo, S> stream) {
        this.listener = listener;
        this.io = io;
        this.stream = stream;
        this.waiter = new ReadyWaiter(io.registration(), Direction.READ);
    }

    @Override
    protected Poll<S> attempt(Context cx) {
        try {
            while (true) {
                long ready = waiter.pollReady(cx);
                if (ready == Readiness.PENDING) {
                    return Poll.pending();
                }
                var accepted = io.acceptNow(ready);
                if (accepted != null) {
                    return Poll.ready(stream.apply(accepted));
                }
            }
        } finally {
            Reference.reachabilityFence(listener);
        }
    }

    @Override
    protected String name() {
        return "accept()";
    }

    @Override
    protected void release() {
        waiter.cancel();
    }
}
