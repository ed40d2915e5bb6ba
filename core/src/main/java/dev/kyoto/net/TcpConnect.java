package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.driver.IoDriver;
import dev.kyoto.internal.driver.Readiness;
import dev.kyoto.internal.driver.Registration;
import dev.kyoto.internal.leaf.LeafFuture;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Connects to the first address that answers. */
final class TcpConnect extends LeafFuture<TcpStream> {
    // States, by what is not null:
    //   idle       -> resolving   first poll
    //   resolving  -> between     the addresses are known
    //   between    -> connecting  a socket was made, and its connecting begun
    //   between    -> failed      no address is left
    //   connecting -> between     this address did not answer; its socket is closed
    //   connecting -> connected   the socket belongs to the stream
    //   any        -> released    cancel, or a failure

    private final Supplier<Future<List<InetSocketAddress>>> lookup;
    private final TcpOptions options;
    private final TcpSocket.@Nullable Origin origin;

    private @Nullable Future<List<InetSocketAddress>> resolving;
    private @Nullable List<InetSocketAddress> targets;
    private int next;
    private @Nullable Attempt connecting;
    private @Nullable IoException failure;

    private record Attempt(
            SocketChannel channel, Registration registration, InetSocketAddress target) {}

    TcpConnect(Supplier<Future<List<InetSocketAddress>>> lookup, TcpOptions options) {
        this(lookup, options, null);
    }

    TcpConnect(
            Supplier<Future<List<InetSocketAddress>>> lookup,
            TcpOptions options,
            TcpSocket.@Nullable Origin origin) {
        this.lookup = lookup;
        this.options = options;
        this.origin = origin;
    }

    @Override
    protected Poll<TcpStream> attempt(Context cx) {
        var io = NetAccess.io();
        if (targets == null) {
            if (resolving == null) {
                resolving = lookup.get();
            }
            if (!(resolving.poll(cx)
                    instanceof Poll.Ready<List<InetSocketAddress>>(var addresses))) {
                return Poll.pending();
            }
            resolving = null;
            targets = addresses;
        }
        while (true) {
            var attempt = connecting != null ? connecting : beginNext(io, targets);
            connecting = attempt;
            try {
                if (!isConnected(cx, attempt)) {
                    return Poll.pending();
                }
            } catch (IOException e) {
                connecting = null;
                attempt.registration().close();
                noteFailure(attempt.target(), e);
                continue;
            }
            connecting = null;
            return Poll.ready(new TcpStream(TcpIo.of(attempt.channel(), attempt.registration())));
        }
    }

    @Override
    protected String name() {

        return "connect()";
    }

    @Override
    protected void release() {
        if (resolving != null) {
            resolving.cancel();
            resolving = null;
        }
        if (connecting != null) {
            try {
                connecting.registration().close();
            } catch (IoException e) {
                // cancel() does not throw, and a failure has been thrown already.
            }
            connecting = null;
        }
    }

    private Attempt beginNext(IoDriver io, List<InetSocketAddress> addresses) {
        while (next < addresses.size()) {
            var target = addresses.get(next++);
            try {
                return begin(io, target);
            } catch (IOException e) {
                noteFailure(target, e);
            }
        }
        throw failure != null
                ? failure
                : new IoException(IoException.Kind.UNKNOWN_HOST, "no address to connect to");
    }

    private Attempt begin(IoDriver io, InetSocketAddress target) throws IOException {
        var sockets = io.sockets();
        var channel =
                origin == null
                        ? sockets.openSocketChannel()
                        : sockets.openSocketChannel(origin.family());
        Registration registration = null;
        try {
            channel.configureBlocking(false);
            var unknown = options.applyTo(channel);
            unknown.requireNone(channel);
            if (origin != null && origin.local() != null) {
                channel.bind(origin.local());
            }
            connect(channel, target);
            registration = io.register(channel);
            return new Attempt(channel, registration, target);
        } finally {
            if (registration == null) {
                channel.close();
            }
        }
    }

    private static void connect(SocketChannel channel, InetSocketAddress target)
            throws IOException {
        try {
            channel.connect(target);
        } catch (UnsupportedAddressTypeException e) {
            throw new ConnectException("the socket is not of the address's family");
        }
    }

    /** False if pending, in which case the waker was kept. */
    private static boolean isConnected(Context cx, Attempt attempt) throws IOException {
        var channel = attempt.channel();
        var registration = attempt.registration();
        while (!channel.isConnected()) {
            long ready = registration.pollReady(cx, Direction.WRITE);
            if (ready == Readiness.PENDING) {
                return false;
            }
            if (channel.finishConnect()) {
                registration.connected();
            } else {
                registration.clearReady(ready, Direction.WRITE);
            }
        }
        return true;
    }

    private void noteFailure(InetSocketAddress target, IOException cause) {
        var latest = IoException.of("connect to " + target + ": " + cause.getMessage(), cause);
        if (failure != null) {
            latest.addSuppressed(failure);
        }
        failure = latest;
    }
}
