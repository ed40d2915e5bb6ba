package dev.kyoto.net;

import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The writing half of a {@link UnixStream}, which keeps the socket; see {@link UnixStream#split}.
 *
 * <p>For one task at a time, which need not be the one that reads.
 *
 * <p>Answers to {@code tokio::net::unix::WriteHalf}.
 */
public sealed class UnixWriteHalf extends SocketWriteHalf permits OwnedUnixWriteHalf {

    UnixWriteHalf(SocketIo io, @Nullable UnixStream owner) {
        super(io, owner);
    }

    @Override
    public final UnixDomainSocketAddress localAddress() {
        return (UnixDomainSocketAddress) io().localAddress();
    }

    @Override
    public final UnixDomainSocketAddress peerAddress() {
        return (UnixDomainSocketAddress) io().peerAddress();
    }
}
