package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.driver.Readiness;
import dev.kyoto.internal.driver.ReadyWaiter;
import dev.kyoto.internal.leaf.LeafFuture;
import org.jspecify.annotations.Nullable;

/** Waits until a socket is ready one way, and takes nothing. */
final class ReadyFuture extends LeafFuture<@Nullable Void> {
    private final String name;
    private final TcpIo io;
    private final Direction direction;
    private final ReadyWaiter waiter;

    ReadyFuture(String name, TcpIo io, Direction direction) {
        this.name = name;
        this.io = io;
        this.direction = direction;
        this.waiter = new ReadyWaiter(io.registration(), direction);
    }

    @Override
    protected Poll<@Nullable Void> attempt(Context cx) {
        if (direction == Direction.READ && io.holdsPeeked()) {
            waiter.cancel();
            return Poll.ready(null);
        }
        return waiter.pollReady(cx) == Readiness.PENDING ? Poll.pending() : Poll.ready(null);
    }

    @Override
    protected String name() {
        return name;
    }

    @Override
    protected void release() {
        waiter.cancel();
    }
}
