package dev.kyoto.net;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.util.LeakGuard;

/**
 * The writing half of a stream that was taken apart by {@link TcpStream#intoSplit}. The socket is
 * closed once both halves are.
 *
 * <p>For one task at a time, which need not be the one that reads; {@link #close()} is thread-safe.
 *
 * <p>Answers to {@code tokio::net::tcp::OwnedWriteHalf}.
 */
public final class OwnedTcpWriteHalf extends TcpWriteHalf implements AutoCloseable {
    private final SplitSocket socket;
    private final LeakGuard guard;

    OwnedTcpWriteHalf(SplitSocket socket) {
        super(socket.io(), null);
        this.socket = socket;
        var io = socket.io();
        this.guard = LeakGuard.watch(this, () -> "writing half of " + io, socket::writerClosed);
    }

    /**
     * Puts the stream together again; see {@link OwnedTcpReadHalf#reunite}.
     *
     * <p>Answers to {@code OwnedWriteHalf::reunite}.
     *
     * @param reader the other half
     * @return a stream that owns the socket
     * @throws IllegalArgumentException if the halves come from different streams; both stay usable
     * @throws dev.kyoto.future.IoException {@code CLOSED} if a half was closed; the other stays
     *     usable
     */
    @CheckReturnValue
    public TcpStream reunite(OwnedTcpReadHalf reader) {
        return SplitSocket.reunite(reader, this);
    }

    /**
     * Ends the output, so that the peer sees the end of its input, and closes the socket if the
     * other half is closed. A task that waits in this half fails with {@code CLOSED}. Idempotent.
     */
    @Override
    public void close() {
        if (end()) {
            guard.disarm();
            socket.writerClosed();
            io().registration().wake(Direction.WRITE);
        }
    }

    /**
     * Closes this half without ending the output: the peer sees no end until the other half is
     * closed too. Idempotent.
     *
     * <p>Answers to {@code OwnedWriteHalf::forget}.
     */
    public void forget() {
        if (end()) {
            guard.disarm();
            socket.halfClosed();
            io().registration().wake(Direction.WRITE);
        }
    }

    SplitSocket socket() {
        return socket;
    }

    /** Reunited: the socket is the new stream's to close. */
    void giveAway() {
        if (end()) {
            guard.disarm();
        }
    }
}
