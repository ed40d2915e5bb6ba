package dev.kyoto.net;

import dev.kyoto.future.Future;
import dev.kyoto.internal.driver.Registration;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Listens on the first address that can be bound. Only the look-up waits. */
final class TcpBind extends FirstAddress<TcpListener> {
    private final SocketSettings options;
    private final @Nullable ProtocolFamily family;
    private final int backlog;

    TcpBind(
            Supplier<Future<List<InetSocketAddress>>> lookup,
            SocketSettings options,
            @Nullable ProtocolFamily family,
            int backlog) {
        super("bind", lookup);
        this.options = options;
        this.family = family;
        this.backlog = backlog;
    }

    @Override
    void prepare() {
        var _ = NetAccess.io();
    }

    @Override
    TcpListener use(InetSocketAddress address) throws IOException {
        var io = NetAccess.io();
        // A port that was closed a moment ago is free once the driver has let go of it.
        io.releaseClosed();
        var channel =
                family == null
                        ? io.sockets().openServerSocketChannel()
                        : io.sockets().openServerSocketChannel(family);
        Registration registration = null;
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            var forAccepted = options.applyTo(channel);
            channel.bind(address, backlog);
            var local = channel.getLocalAddress();
            registration = io.register(channel);
            return new TcpListener(new ServerIo(channel, registration, local, forAccepted));
        } finally {
            if (registration == null) {
                channel.close();
            }
        }
    }
}
