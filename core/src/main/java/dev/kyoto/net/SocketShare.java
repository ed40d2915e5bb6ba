package dev.kyoto.net;

import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.util.LeakGuard;

/**
 * What an owned half holds of the socket, and the guard against its being forgotten.
 *
 * <p>Given up once, by {@link #close}, {@link #forget} or {@link #giveAway}; the half sees to that.
 */
final class SocketShare {
    private final SplitSocket socket;
    private final Direction direction;
    private final LeakGuard guard;

    SocketShare(Object half, SplitSocket socket, Direction direction) {
        this.socket = socket;
        this.direction = direction;
        var io = socket.io();
        this.guard =
                direction == Direction.READ
                        ? LeakGuard.watch(half, () -> "reading half of " + io, socket::halfClosed)
                        : LeakGuard.watch(
                                half, () -> "writing half of " + io, socket::writerClosed);
    }

    SplitSocket socket() {
        return socket;
    }

    /** The half was closed: a writer's output ends, and the last one closes the socket. */
    void close() {
        guard.disarm();
        if (direction == Direction.READ) {
            socket.halfClosed();
        } else {
            socket.writerClosed();
        }
        socket.io().registration().wake(direction);
    }

    /** The half was closed without an end of its output. */
    void forget() {
        guard.disarm();
        socket.halfClosed();
        socket.io().registration().wake(direction);
    }

    /** Reunited: the socket is the new stream's to close. */
    void giveAway() {
        guard.disarm();
    }
}
