package dev.kyoto.net;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.internal.driver.Direction;

/**
 * The writing half of a stream that was taken apart by {@link UnixStream#intoSplit}. The socket is
 * closed once both halves are.
 *
 * <p>For one task at a time, which need not be the one that reads; {@link #close()} is
 * thread-safe.
 *
 * <p>Answers to {@code tokio::net::unix::OwnedWriteHalf}.
 */
public final class OwnedUnixWriteHalf extends UnixWriteHalf implements AutoCloseable {
    private final SocketShare share;

    OwnedUnixWriteHalf(SplitSocket socket) {
        super(socket.io(), null);
        this.share = new SocketShare(this, socket, Direction.WRITE);
    }

    /**
     * Puts the stream together again; see {@link OwnedUnixReadHalf#reunite}.
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
    public UnixStream reunite(OwnedUnixReadHalf reader) {
        return new UnixStream(SplitSocket.reunite(reader, reader.share(), this, share));
    }

    /**
     * Ends the output, so that the peer sees the end of its input, and closes the socket if the
     * other half is closed. A task that waits in this half fails with {@code CLOSED}. Idempotent.
     */
    @Override
    public void close() {
        if (end()) {
            share.close();
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
            share.forget();
        }
    }

    SocketShare share() {
        return share;
    }
}
