package dev.kyoto.net;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.util.LeakGuard;
import java.lang.ref.Reference;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A Unix-domain socket that accepts connections at a path.
 *
 * <p>The file at the path is made by binding, and is the program's to delete: closing leaves it,
 * and a file that was left makes the next bind fail. Who may connect is decided by the rights of
 * that file and of its directory.
 *
 * <p>Thread-safe: any number of tasks may accept at the same time. A listener that becomes
 * unreachable without {@link #close()} is closed then and reported as a leak.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var path = Path.of("/run/app.sock");
 * Files.deleteIfExists(path); // what a run before has left
 * try (var listener = UnixListener.bind(path)) {
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
 * <p>Answers to {@code tokio::net::UnixListener}.
 */
public final class UnixListener implements Listener<UnixStream> {
    private final ServerIo io;
    private final LeakGuard guard;

    UnixListener(ServerIo io) {
        this.io = io;
        this.guard = LeakGuard.watch(this, () -> "UnixListener on " + io.localAddress(), io::close);
    }

    /**
     * Listens at a path, with a backlog of 1,024. It makes the socket file, and waits for nothing.
     *
     * <p>Answers to {@code UnixListener::bind}.
     *
     * @param path where the socket file is made; 108 bytes at most on Linux
     * @return the listener
     * @throws IoException {@code ADDRESS_IN_USE} if there is a file at the path, {@code NOT_FOUND}
     *     if its directory does not exist, {@code PERMISSION_DENIED}
     */
    @CheckReturnValue
    public static UnixListener bind(Path path) {
        return bind(UnixDomainSocketAddress.of(path));
    }

    /**
     * Listens at an address; {@link #bind(Path)} in all else.
     *
     * <p>Answers to {@code UnixListener::bind_addr}.
     *
     * @param address where the socket file is made
     * @return the listener
     * @throws IoException as {@link #bind(Path)}
     */
    @CheckReturnValue
    public static UnixListener bind(UnixDomainSocketAddress address) {
        return UnixSocket.stream().bind(address).listen(ServerIo.BACKLOG);
    }

    /**
     * Makes a listener of a bound channel, which belongs to the listener from then on.
     *
     * <p>Answers to {@code UnixListener::from_std}.
     *
     * @param channel a bound channel; it is made non-blocking
     * @return the listener
     * @throws IoException {@code CLOSED}, {@code RUNTIME_SHUTDOWN}
     * @throws IllegalArgumentException if the channel is not bound to a path
     */
    @CheckReturnValue
    public static UnixListener of(ServerSocketChannel channel) {
        return new UnixListener(ServerIo.adopt(channel, UnixDomainSocketAddress.class));
    }

    /**
     * Waits for the next connection. Any number of tasks may do so.
     *
     * <p><b>Cancellation</b> Safe: no connection is lost.
     *
     * <p><b>Errors</b> {@code TOO_MANY_OPEN_FILES}, after which the connection still waits: do not
     * try again at once but as {@link AcceptBackoff} says. {@code CLOSED}, {@code
     * RUNTIME_SHUTDOWN}.
     *
     * <p>Answers to {@code UnixListener::accept}.
     *
     * @return the connection
     */
    @Override
    @CheckReturnValue
    public Future<UnixStream> accept() {
        return new AcceptFuture<>(this, io, UnixStream::new);
    }

    @Override
    public Poll<UnixStream> pollAccept(Context cx) {
        try {
            return io.pollAccept(cx) instanceof Poll.Ready<SocketIo>(var accepted)
                    ? Poll.ready(new UnixStream(accepted))
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
    public @Nullable UnixStream tryAccept() {
        try {
            var accepted = io.tryAccept();
            return accepted == null ? null : new UnixStream(accepted);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public UnixDomainSocketAddress localAddress() {
        return (UnixDomainSocketAddress) io.localAddress();
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
     * <p>Answers to {@code UnixListener::into_std}.
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
     * Stops to listen, and leaves the socket file; tasks that wait in accept fail with {@code
     * CLOSED}. Idempotent and thread-safe.
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
        return "UnixListener(" + io + ")";
    }
}
