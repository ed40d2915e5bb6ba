package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.Readiness;
import dev.kyoto.internal.leaf.LeafFuture;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a channel is ready for what is wanted, and takes nothing.
 *
 * @param <T> what is made of the snapshot that said so
 */
final class ReadyFuture<T extends @Nullable Object> extends LeafFuture<T> {
    private final String name;
    private final ReadyIo<?> io;
    private final Interest interest;
    private final InterestWaiter waiter;
    private final LongFunction<T> outcome;

    ReadyFuture(String name, ReadyIo<?> io, Interest interest, LongFunction<T> outcome) {
        this.name = name;
        this.io = io;
        this.interest = interest;
        this.waiter = new InterestWaiter(io.registration(), interest);
        this.outcome = outcome;
    }

    @Override
    protected Poll<T> attempt(Context cx) {
        if (interest.isReadable() && io.holdsInput()) {
            waiter.cancel();
            return Poll.ready(outcome.apply(io.registration().snapshot()));
        }
        long seen = waiter.pollReady(cx);
        return seen == Readiness.PENDING ? Poll.pending() : Poll.ready(outcome.apply(seen));
    }

    @Override
    protected String name() {
        return name + " of " + io.owner();
    }

    @Override
    protected void release() {
        waiter.cancel();
    }
}
