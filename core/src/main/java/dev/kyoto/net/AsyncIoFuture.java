package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.Readiness;
import dev.kyoto.internal.leaf.OneShotFuture;

/** Tries a call whenever the channel may be ready for it, until it has an outcome. */
final class AsyncIoFuture<C, T> extends OneShotFuture<T> {
    private final ReadyIo<C> io;
    private final Interest interest;
    private final ChannelCall<? super C, ? extends T> call;
    private final InterestWaiter waiter;

    AsyncIoFuture(ReadyIo<C> io, Interest interest, ChannelCall<? super C, ? extends T> call) {
        this.io = io;
        this.interest = interest;
        this.call = call;
        this.waiter = new InterestWaiter(io.registration(), interest);
    }

    /** Each round takes a unit: an ended direction stays ready, whatever the call makes of it. */
    @Override
    protected Poll<T> step(Context cx) {
        while (cx.proceed()) {
            long ready = waiter.pollReady(cx);
            if (ready == Readiness.PENDING) {
                cx.restore();
                return Poll.pending();
            }
            var outcome = io.tryNow(ready, interest, call);
            if (outcome != null) {
                return Poll.ready(outcome);
            }
        }
        return Poll.pending();
    }

    @Override
    protected String name() {
        return "asyncIo() of " + io.owner();
    }

    @Override
    protected void release() {
        waiter.cancel();
    }
}
