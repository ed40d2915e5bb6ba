package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.driver.Readiness;
import dev.kyoto.internal.driver.Registration;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket: what listeners have in common. Thread-safe.
 *
 * @param channel bound, and not blocking
 * @param registration its place in the driver
 * @param localAddress what it is bound to
 * @param acceptedOptions what a listener does not have, and each accepted socket gets
 */
record ServerIo(
        ServerSocketChannel channel,
        Registration registration,
        SocketAddress localAddress,
        SocketSettings acceptedOptions) {

    /** How many connections wait to be accepted at most, if nothing else is said. */
    static final int BACKLOG = 1024;

    /** Takes over a bound channel; not on failure. */
    static ServerIo adopt(ServerSocketChannel channel, Class<? extends SocketAddress> family) {
        try {
            var local = channel.getLocalAddress();
            if (!family.isInstance(local)) {
                throw new IllegalArgumentException(
                        "%s is not bound to an address of this family, %s; call bind() on it first"
                                .formatted(channel, family.getSimpleName()));
            }
            channel.configureBlocking(false);
            var registration = NetAccess.io().register(channel);
            return new ServerIo(channel, registration, local, SocketSettings.NONE);
        } catch (IOException e) {
            throw IoException.of("cannot make a listener of " + channel + ": " + e.getMessage(), e);
        }
    }

    /** Takes the registration's one slot for a reader. */
    Poll<SocketIo> pollAccept(Context cx) {
        if (!cx.proceed()) {
            return Poll.pending();
        }
        while (true) {
            long ready = registration.pollReady(cx, Direction.READ);
            if (ready == Readiness.PENDING) {
                cx.restore();
                return Poll.pending();
            }
            var accepted = acceptNow(ready);
            if (accepted != null) {
                return Poll.ready(accepted);
            }
        }
    }

    @Nullable SocketIo tryAccept() {
        return acceptNow(registration.snapshot());
    }

    /** Null if there is no connection now. */
    @Nullable SocketIo acceptNow(long ready) {
        SocketChannel accepted;
        try {
            accepted = channel.accept();
        } catch (IOException e) {
            throw IoException.of("accept on " + localAddress + ": " + e.getMessage(), e);
        }
        if (accepted == null) {
            registration.clearReady(ready, Direction.READ);
            return null;
        }
        Registration its = null;
        try {
            accepted.configureBlocking(false);
            acceptedOptions.applyTo(accepted);
            its = registration.driver().register(accepted);
        } catch (IOException e) {
            throw IoException.of("set up a connection accepted on " + localAddress, e);
        } finally {
            if (its == null) {
                closeQuietly(accepted);
            }
        }
        return SocketIo.of(accepted, its);
    }

    /** Takes the channel out of the driver and leaves it open. */
    ServerSocketChannel release() {
        var _ = registration.snapshot();
        registration.deregister();
        registration.driver().releaseClosed();
        return channel;
    }

    void close() {
        registration.close();
        registration.driver().releaseClosed();
    }

    @Override
    public String toString() {
        return localAddress + (registration.isClosed() ? ", closed" : "");
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // What made it close is on its way to the caller.
        }
    }
}
