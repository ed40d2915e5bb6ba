package dev.kyoto.net;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.stream.AsyncStream;
import java.net.SocketAddress;

/**
 * Where connections come in, of whatever sort: a server that is written against it serves TCP and
 * Unix sockets alike.
 *
 * <p>An implementation provides {@link #pollAccept}, and {@link #accept} if it serves several tasks
 * at a time, as {@link TcpListener} and {@link UnixListener} do.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * void serveAll(Listener<? extends SocketStream> listener) {
 *     while (true) {
 *         var stream = listener.accept().await();
 *         spawn(() -> serve(stream)).detach();
 *     }
 * }
 * }
 *
 * <p>Answers to {@code tokio_util::net::Listener}.
 *
 * @param <S> what a connection is
 */
public interface Listener<S> extends AutoCloseable {

    /**
     * Takes the next connection if it is there; for one task at a time: only the newest waker is
     * woken.
     *
     * @param cx the waker to keep and the budget to honour
     * @return the connection
     */
    Poll<S> pollAccept(Context cx);

    /**
     * Waits for the next connection.
     *
     * <p><b>Cancellation</b> Safe: no connection is lost.
     *
     * <p><b>Errors</b> {@code TOO_MANY_OPEN_FILES}, after which the connection still waits: do not
     * try again at once but as {@link AcceptBackoff} says. {@code CONNECTION_ABORTED} if the peer
     * gave up meanwhile. {@code CLOSED}, {@code RUNTIME_SHUTDOWN}.
     *
     * @return the connection
     */
    @CheckReturnValue
    default Future<S> accept() {
        return new AcceptByPoll<>(this);
    }

    /**
     * The connections as a stream, which ends when this listener is closed. It borrows the
     * listener: cancelling the stream does not close it. After a failure, as {@code
     * TOO_MANY_OPEN_FILES}, it goes on; wait as {@link AcceptBackoff} says.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var incoming = listener.incoming();
     * for (var it = incoming.next().await(); it != null; it = incoming.next().await()) {
     *     var stream = it;
     *     spawn(() -> serve(stream)).detach();
     * }
     * }
     *
     * <p>Answers to {@code tokio_stream::wrappers::TcpListenerStream} and {@code
     * UnixListenerStream}.
     *
     * @return the stream
     */
    default AsyncStream<S> incoming() {
        return new Incoming<>(this);
    }

    /**
     * The address it listens on.
     *
     * @return the address
     */
    SocketAddress localAddress();

    /**
     * Stops to listen; tasks that wait in accept fail with {@code CLOSED}. Idempotent.
     *
     * @throws IoException if the system reports a failure; everything is given back all the same
     */
    @Override
    void close();
}
