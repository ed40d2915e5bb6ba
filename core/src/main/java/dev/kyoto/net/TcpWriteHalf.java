package dev.kyoto.net;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The writing half of a {@link TcpStream}, which keeps the socket; see {@link TcpStream#split}.
 *
 * <p>For one task at a time, which need not be the one that reads.
 *
 * <p>Answers to {@code tokio::net::tcp::WriteHalf}.
 */
public sealed class TcpWriteHalf extends SocketWriteHalf permits OwnedTcpWriteHalf {

    TcpWriteHalf(SocketIo io, @Nullable TcpStream owner) {
        super(io, owner);
    }

    @Override
    public final InetSocketAddress localAddress() {
        return (InetSocketAddress) io().localAddress();
    }

    @Override
    public final InetSocketAddress peerAddress() {
        return (InetSocketAddress) io().peerAddress();
    }
}
