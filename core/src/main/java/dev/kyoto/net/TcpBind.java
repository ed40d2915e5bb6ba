package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.IoDriver;
import dev.kyoto.internal.driver.Registration;
import dev.kyoto.internal.leaf.LeafFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Listens on the first address that can be bound. Only the look-up waits. */
final class TcpBind extends LeafFuture<TcpListener> {
    private final Supplier<Future<List<InetSocketAddress>>> lookup;
    private final SocketSettings options;
    private final @Nullable ProtocolFamily family;
    private final int backlog;
    private @Nullable Future<List<InetSocketAddress>> resolving;

    TcpBind(
            Supplier<Future<List<InetSocketAddress>>> lookup,
            SocketSettings options,
            @Nullable ProtocolFamily family,
            int backlog) {
        this.lookup = lookup;
        this.options = options;
        this.family = family;
        this.backlog = backlog;
    }

    @Override
    protected Poll<TcpListener> attempt(Context cx) {
        var io = NetAccess.io();
        if (resolving == null) {
            resolving = lookup.get();
        }
        return resolving.poll(cx) instanceof Poll.Ready<List<InetSocketAddress>>(var addresses)
                ? Poll.ready(bindFirst(io, addresses))
                : Poll.pending();
    }

    @Override
    protected String name() {
        return "bind()";
    }

    @Override
    protected void release() {
        if (resolving != null) {
            resolving.cancel();
        }
    }

    private TcpListener bindFirst(IoDriver io, List<InetSocketAddress> addresses) {
        // A port that was closed a moment ago is free once the driver has let go of it.
        io.releaseClosed();
        IoException failure = null;
        for (var address : addresses) {
            try {
                return bind(io, address);
            } catch (IOException e) {
                var latest = IoException.of("bind " + address + ": " + e.getMessage(), e);
                if (failure != null) {
                    latest.addSuppressed(failure);
                }
                failure = latest;
            }
        }
        throw failure != null
                ? failure
                : new IoException(IoException.Kind.UNKNOWN_HOST, "no address to bind");
    }

    private TcpListener bind(IoDriver io, InetSocketAddress address) throws IOException {
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
