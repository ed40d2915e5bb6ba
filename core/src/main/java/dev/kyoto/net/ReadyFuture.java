package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.driver.Readiness;
import dev.kyoto.internal.driver.ReadyWaiter;
import org.jspecify.annotations.Nullable;

/** Waits until a socket is ready one way, and takes nothing. */
final class ReadyFuture extends NetFuture<@Nullable Void> {
    private final TcpIo io;
    private final Direction direction;
    private final ReadyWaiter waiter;

    ReadyFuture(String name, TcpIo io, Direction direction) {
        super(name);
        this.io = io;
        this.direction = direction;
        this.waiter = new ReadyWaiter(io.registration(), direction);
    }

    @Override
    Poll<@Nullable Void> step(Context cx) {
        if (direction == Direction.READ && io.holdsPeeked()) {
            waiter.cancel();
            return Poll.ready(null);
        }
        return waiter.pollReady(cx) == Readiness.PENDING ? Poll.pending() : Poll.ready(null);
    }

    @Override
    void release() {
        waiter.cancel();
    }
}
