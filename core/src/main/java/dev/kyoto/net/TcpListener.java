package dev.kyoto.net;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.driver.Readiness;
import dev.kyoto.internal.driver.ReadyWaiter;
import dev.kyoto.internal.driver.Registration;
import dev.kyoto.internal.leaf.LeafFuture;
import dev.kyoto.internal.util.LeakGuard;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A socket that accepts TCP connections.
 *
 * <p>Thread-safe: any number of tasks may accept at the same time. A listener that becomes
 * unreachable without {@link #close()} is closed then and reported as a leak.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var listener = TcpListener.bind("127.0.0.1", 8080).await()) {
 *     var backoff = new AcceptBackoff();
 *     while (true) {
 *         try {
 *             var stream = listener.accept().await();
 *             backoff.accepted();
 *             spawn(() -> serve(stream)).detach();
 *         } catch (IoException e) {
 *             sleep(backoff.delayAfter(e)).await();
 *         }
 *     }
 * }
 * }
 *
 * <p>Answers to {@code tokio::net::TcpListener}.
 */
public final class TcpListener implements AutoCloseable {
    /** How many connections wait to be accepted at most, if nothing else is said. */
    static final int BACKLOG = 1024;

    private final ServerSocketChannel channel;
    private final Registration registration;
    private final InetSocketAddress localAddress;

    /** What a listener does not have, and each accepted socket gets. */
    private final TcpOptions acceptedOptions;

    private final LeakGuard guard;

    TcpListener(
            ServerSocketChannel channel,
            Registration registration,
            InetSocketAddress localAddress,
            TcpOptions acceptedOptions) {
        this.channel = channel;
        this.registration = registration;
        this.localAddress = localAddress;
        this.acceptedOptions = acceptedOptions;
        this.guard =
                LeakGuard.watch(this, () -> "TcpListener on " + localAddress, registration::close);
    }

    /**
     * Listens on a port, with a backlog of 1,024 and SO_REUSEADDR. If the name has several
     * addresses, the first that can be bound is taken.
     *
     * <p><b>Cancellation</b> Safe: nothing is bound afterwards.
     *
     * <p><b>Errors</b> {@code ADDRESS_IN_USE}, {@code ADDRESS_NOT_AVAILABLE}, {@code
     * PERMISSION_DENIED}, {@code UNKNOWN_HOST}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var listener = TcpListener.bind("127.0.0.1", 0).await();
     * int port = listener.localAddress().getPort();
     * }
     *
     * <p>Answers to {@code TcpListener::bind}.
     *
     * @param host a name, or an address written as numbers; "0.0.0.0" or "::" for all
     * @param port 1 to 65,535, or 0 for any that is free
     * @return the listener
     */
    @CheckReturnValue
    public static Future<TcpListener> bind(String host, int port) {
        return new TcpBind(Net.resolution(host, port), TcpOptions.NONE, null, BACKLOG);
    }

    /**
     * Listens on an address; {@link #bind(String, int)} in all else.
     *
     * <p><b>Cancellation</b> Safe: nothing is bound afterwards.
     *
     * <p><b>Errors</b> As {@link #bind(String, int)}.
     *
     * @param address an {@link InetSocketAddress}; looked up first if it is unresolved
     * @return the listener
     */
    @CheckReturnValue
    public static Future<TcpListener> bind(SocketAddress address) {
        return new TcpBind(Net.resolution(address), TcpOptions.NONE, null, BACKLOG);
    }

    /**
     * Makes a listener of a bound channel, which belongs to the listener from then on.
     *
     * <p>Answers to {@code TcpListener::from_std}.
     *
     * @param channel a bound channel; it is made non-blocking
     * @return the listener
     * @throws IoException {@code CLOSED}, {@code RUNTIME_SHUTDOWN}
     * @throws IllegalArgumentException if the channel is not bound
     */
    @CheckReturnValue
    public static TcpListener of(ServerSocketChannel channel) {
        try {
            if (!(channel.getLocalAddress() instanceof InetSocketAddress local)) {
                throw new IllegalArgumentException(
                        channel + " is not bound to an IP address; call bind() on it first");
            }
            channel.configureBlocking(false);
            return new TcpListener(
                    channel, NetAccess.io().register(channel), local, TcpOptions.NONE);
        } catch (IOException e) {
            throw IoException.of("cannot make a listener of " + channel + ": " + e.getMessage(), e);
        }
    }

    /**
     * Waits for the next connection. Any number of tasks may do so.
     *
     * <p><b>Cancellation</b> Safe: no connection is lost.
     *
     * <p><b>Errors</b> {@code TOO_MANY_OPEN_FILES}, after which the connection still waits: do not
     * try again at once but as {@link AcceptBackoff} says. {@code CONNECTION_ABORTED} if the peer
     * gave up meanwhile. {@code CLOSED}, {@code RUNTIME_SHUTDOWN}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var stream = listener.accept().await();
     * System.out.println("from " + stream.peerAddress());
     * }
     *
     * <p>Answers to {@code TcpListener::accept}.
     *
     * @return the connection; its {@link TcpStream#peerAddress} says from where
     */
    @CheckReturnValue
    public Future<TcpStream> accept() {
        return new Accept(this);
    }

    /**
     * The poll form of {@link #accept}, for one task at a time: only the newest waker is woken.
     *
     * @param cx the waker to keep and the budget to honour
     * @return the connection
     */
    public Poll<TcpStream> pollAccept(Context cx) {
        if (!cx.proceed()) {
            return Poll.pending();
        }
        try {
            while (true) {
                long ready = registration.pollReady(cx, Direction.READ);
                if (ready == Readiness.PENDING) {
                    cx.restore();
                    return Poll.pending();
                }
                var stream = acceptNow(ready);
                if (stream != null) {
                    return Poll.ready(stream);
                }
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Accepts a connection that has come already, without waiting.
     *
     * <p><b>Errors</b> As {@link #accept}.
     *
     * @return the connection, or null if there is none now
     */
    public @Nullable TcpStream tryAccept() {
        try {
            return acceptNow(registration.snapshot());
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * The address it listens on.
     *
     * @return the address, with the port that was chosen if 0 was asked for
     */
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    /**
     * Reads a socket option.
     *
     * @param option as {@code SO_RCVBUF}
     * @param <T> the type of its value
     * @return its value
     * @throws UnsupportedOperationException if listeners do not have it
     * @throws IoException {@code CLOSED}
     */
    public <T> T option(SocketOption<T> option) {
        return TcpOptions.read(channel, option);
    }

    /**
     * Stops to listen; tasks that wait in accept fail with {@code CLOSED}. The port is free when
     * this returns, for which it may have to wait a moment for the thread that polls the driver.
     * Idempotent and thread-safe.
     *
     * @throws IoException if the system reports a failure; everything is given back all the same
     */
    @Override
    public void close() {
        guard.disarm();
        registration.close();
        registration.driver().releaseClosed();
    }

    @Override
    public String toString() {
        return "TcpListener(" + localAddress + (registration.isClosed() ? ", closed)" : ")");
    }

    private @Nullable TcpStream acceptNow(long ready) {
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
        return new TcpStream(TcpIo.of(accepted, its));
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // What made it close is on its way to the caller.
        }
    }

    private static final class Accept extends LeafFuture<TcpStream> {
        private final TcpListener listener;
        private final ReadyWaiter waiter;

        Accept(TcpListener listener) {
            this.listener = listener;
            this.waiter = new ReadyWaiter(listener.registration, Direction.READ);
        }

        @Override
        protected Poll<TcpStream> attempt(Context cx) {
            while (true) {
                long ready = waiter.pollReady(cx);
                if (ready == Readiness.PENDING) {
                    return Poll.pending();
                }
                var stream = listener.acceptNow(ready);
                if (stream != null) {
                    return Poll.ready(stream);
                }
            }
        }

        @Override
        protected String name() {

            return "accept()";
        }

        @Override
        protected void release() {
            waiter.cancel();
        }
    }
}
