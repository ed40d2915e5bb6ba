package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.driver.IoDriver;
import dev.kyoto.internal.driver.Readiness;
import dev.kyoto.internal.driver.Registration;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/**
 * A socket that is connecting. Its owner takes the connection out of it, or closes it.
 *
 * @param channel not blocking, and connected or connecting
 * @param registration its place in the driver
 * @param target whom it connects to
 * @param bound what it was bound to, or null
 */
record ConnectAttempt(
        SocketChannel channel,
        Registration registration,
        SocketAddress target,
        @Nullable SocketAddress bound) {

    /**
     * Where a connecting socket comes from.
     *
     * @param family of the socket, or null for any of IP
     * @param local what to bind, or null for any
     */
    record Origin(@Nullable ProtocolFamily family, @Nullable SocketAddress local) {
        static final Origin ANY = new Origin(null, null);
    }

    static ConnectAttempt begin(
            IoDriver io, SocketAddress target, SocketSettings options, Origin origin)
            throws IOException {
        var channel =
                origin.family() == null
                        ? io.sockets().openSocketChannel()
                        : io.sockets().openSocketChannel(origin.family());
        SocketAddress bound = null;
        Registration registration = null;
        try {
            channel.configureBlocking(false);
            options.applyTo(channel).requireNone(channel);
            if (origin.local() != null) {
                channel.bind(origin.local());
                bound = origin.local();
            }
            connect(channel, target);
            registration = io.register(channel);
            return new ConnectAttempt(channel, registration, target, bound);
        } finally {
            if (registration == null) {
                channel.close();
                unlink(bound);
            }
        }
    }

    /** False if pending, in which case the waker was kept. */
    boolean isConnected(Context cx) throws IOException {
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

    /** The socket, once it is connected. */
    SocketIo connection() {
        return SocketIo.of(channel, registration);
    }

    /** Gives it up. A failure to close is not told: whoever gives up has a reason of its own. */
    void close() {
        try {
            registration.close();
        } catch (IoException e) {
            // Everything was given back all the same.
        }
        unlink(bound);
    }

    private static void connect(SocketChannel channel, SocketAddress target) throws IOException {
        try {
            channel.connect(target);
        } catch (UnsupportedAddressTypeException e) {
            throw new ConnectException("the socket is not of the address's family");
        }
    }

    /** The file that binding has made would else be in the way of the next one. */
    private static void unlink(@Nullable SocketAddress bound) {
        if (bound instanceof UnixDomainSocketAddress unix) {
            try {
                Files.deleteIfExists(unix.getPath());
            } catch (IOException e) {
                // It stays; the next bind says so.
            }
        }
    }
}
