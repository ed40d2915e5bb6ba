package dev.kyoto.net;

import dev.kyoto.future.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Fixes the peer of a datagram socket. Only the look-up waits. */
final class UdpConnect extends FirstAddress<@Nullable Void> {
    private final UdpIo io;
    private final UdpSocket owner;

    UdpConnect(UdpIo io, UdpSocket owner, Supplier<Future<List<InetSocketAddress>>> lookup) {
        super("connect", lookup);
        this.io = io;
        this.owner = owner;
    }

    @Override
    @Nullable Void use(InetSocketAddress address) throws IOException {
        io.connect(address);
        return null;
    }

    @Override
    protected String name() {
        return "connect() of " + owner;
    }
}
