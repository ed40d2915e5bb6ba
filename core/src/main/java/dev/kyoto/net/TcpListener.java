package dev.kyoto.net;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.util.LeakGuard;
import java.lang.ref.Reference;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ServerSocketChannel;
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
public final class TcpListener implements Listener<TcpStream> {
    private final ServerIo io;
    private final LeakGuard guard;

    TcpListener(ServerIo io) {
        this.io = io;
        this.guard = LeakGuard.watch(this, () -> "TcpListener on " + io.localAddress(), io::close);
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
        return new TcpBind(Net.resolution(host, port), SocketSettings.NONE, null, ServerIo.BACKLOG);
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
        return new TcpBind(Net.resolution(address), SocketSettings.NONE, null, ServerIo.BACKLOG);
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
        return new TcpListener(ServerIo.adopt(channel, InetSocketAddress.class));
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
    @Override
    @CheckReturnValue
    public Future<TcpStream> accept() {
        return new AcceptFuture<>(this, io, TcpStream::new);
    }

    @Override
    public Poll<TcpStream> pollAccept(Context cx) {
        try {
            return io.pollAccept(cx) instanceof Poll.Ready<SocketIo>(var accepted)
                    ? Poll.ready(new TcpStream(accepted))
                    : Poll.pending();
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
            var accepted = io.tryAccept();
            return accepted == null ? null : new TcpStream(accepted);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * The address it listens on.
     *
     * @return the address, with the port that was chosen if 0 was asked for
     */
    @Override
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) io.localAddress();
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
        return SocketSettings.read(io.channel(), option);
    }

    /**
     * Takes the channel out of this listener, which is closed to those who use it: tasks that wait
     * in accept fail with {@code CLOSED}. The channel is open, bound and non-blocking, and the
     * caller's to close. It may have to wait a moment for the thread that polls the driver.
     *
     * <p>Answers to {@code TcpListener::into_std}.
     *
     * @return the channel
     * @throws IoException {@code CLOSED}, {@code RUNTIME_SHUTDOWN}
     */
    @CheckReturnValue
    public ServerSocketChannel intoChannel() {
        var channel = io.release();
        guard.disarm();
        return channel;
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
        io.close();
    }

    @Override
    public String toString() {
        return "TcpListener(" + io + ")";
    }
}
