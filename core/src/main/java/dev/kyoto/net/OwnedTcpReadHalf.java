package dev.kyoto.net;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.internal.driver.Direction;

/**
 * The reading half of a stream that was taken apart by {@link TcpStream#intoSplit}. The socket is
 * closed once both halves are.
 *
 * <p>For one task at a time, which need not be the one that writes; {@link #close()} is
 * thread-safe.
 *
 * <p>Answers to {@code tokio::net::tcp::OwnedReadHalf}.
 */
public final class OwnedTcpReadHalf extends TcpReadHalf implements AutoCloseable {
    private final SocketShare share;

    OwnedTcpReadHalf(SplitSocket socket) {
        super(socket.io(), null);
        this.share = new SocketShare(this, socket, Direction.READ);
    }

    /**
     * Puts the stream together again. Both halves must not be used afterwards.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * TcpStream stream = reader.reunite(writer);
     * }
     *
     * <p>Answers to {@code OwnedReadHalf::reunite}.
     *
     * @param writer the other half
     * @return a stream that owns the socket
     * @throws IllegalArgumentException if the halves come from different streams; both stay usable
     * @throws dev.kyoto.future.IoException {@code CLOSED} if a half was closed; the other stays
     *     usable
     */
    @CheckReturnValue
    public TcpStream reunite(OwnedTcpWriteHalf writer) {
        return new TcpStream(SplitSocket.reunite(this, share, writer, writer.share()));
    }

    /**
     * Closes this half, and the socket if the other half is closed. The peer learns nothing of a
     * reading half alone. A task that waits in this half fails with {@code CLOSED}. Idempotent.
     */
    @Override
    public void close() {
        if (end()) {
            share.close();
        }
    }

    SocketShare share() {
        return share;
    }
}
