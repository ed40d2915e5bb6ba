package dev.kyoto.net;

import dev.kyoto.future.IoException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What either half of a stream has: the socket, and whether the half may still be used. */
final class SocketHalf {
    private final SocketIo io;

    /** Keeps the stream that owns the socket from becoming unreachable. */
    private final @Nullable SocketStream owner;

    private final AtomicBoolean ended = new AtomicBoolean();

    SocketHalf(SocketIo io, @Nullable SocketStream owner) {
        this.io = io;
        this.owner = owner;
    }

    /** The socket, for who wants no more than its name. */
    SocketIo io() {
        return io;
    }

    /** The socket, unless this half was closed or given back. */
    SocketIo open(Object half) {
        if (ended.get()) {
            throw new IoException(
                    IoException.Kind.CLOSED,
                    "%s was closed or reunited; do not use it afterwards".formatted(half));
        }
        return io;
    }

    /** Ends the use of this half. Answers false if that was done before. */
    boolean end() {
        return ended.compareAndSet(false, true);
    }

    @Override
    public String toString() {
        return (owner == null ? io : owner).toString();
    }
}
