package dev.kyoto.net;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection.
 *
 * <p>One task reads and one task writes at a time; they may be two ({@link #split}, {@link
 * #intoSplit}). {@link #readable}, {@link #writable}, the options and {@link #close} are for any
 * number of threads. {@link #shutdown} ends the output alone, {@link #close} everything. A stream
 * that becomes unreachable without {@code close()} is closed then and reported as a leak.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var stream = TcpStream.connect("127.0.0.1", 6379).await()) {
 *     stream.writeAll("PING\r\n".getBytes(US_ASCII)).await();
 *     System.out.println(stream.buffered().readLine().await());
 * }
 * }
 *
 * <p>Answers to {@code tokio::net::TcpStream}.
 */
public final class TcpStream extends SocketStream {
    TcpStream(SocketIo io) {
        super(io);
    }

    /**
     * Connects to a host by the address of it that answers first (RFC 8305, "happy eyeballs"). The
     * addresses are tried in the order of the system, IPv6 and IPv4 in turn; the next one as soon as
     * the one before has failed, or has not answered within 250 ms, while that goes on.
     *
     * <p><b>Cancellation</b> Safe: the sockets that were connecting are closed.
     *
     * <p><b>Errors</b> {@code UNKNOWN_HOST}; else how the last address has failed, as {@code
     * CONNECTION_REFUSED}, {@code TIMED_OUT}, {@code HOST_UNREACHABLE}, with the others suppressed.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var stream = timeout(ofSeconds(3), TcpStream.connect("localhost", 6379)).await();
     * }
     *
     * <p>Answers to {@code TcpStream::connect}.
     *
     * @param host a name, or an address written as numbers
     * @param port 1 to 65,535
     * @return the connected stream
     */
    @CheckReturnValue
    public static Future<TcpStream> connect(String host, int port) {
        return new TcpConnect(Net.resolution(host, port), SocketSettings.NONE);
    }

    /**
     * Connects to an address; {@link #connect(String, int)} in all else.
     *
     * <p><b>Cancellation</b> Safe: the socket that was connecting is closed.
     *
     * <p><b>Errors</b> As {@link #connect(String, int)}.
     *
     * @param address an {@link InetSocketAddress}; looked up first if it is unresolved
     * @return the connected stream
     */
    @CheckReturnValue
    public static Future<TcpStream> connect(SocketAddress address) {
        return new TcpConnect(Net.resolution(address), SocketSettings.NONE);
    }

    /**
     * Makes a stream of a connected channel, which belongs to the stream from then on.
     *
     * <p>Answers to {@code TcpStream::from_std}.
     *
     * @param channel a connected channel; it is made non-blocking
     * @return the stream
     * @throws IoException {@code NOT_CONNECTED}, {@code CLOSED}, {@code RUNTIME_SHUTDOWN}
     * @throws IllegalArgumentException if it is not a TCP connection
     */
    @CheckReturnValue
    public static TcpStream of(SocketChannel channel) {
        return new TcpStream(adopt(channel, InetSocketAddress.class));
    }

    /**
     * Two views of this stream, for a task that reads and one that writes. This stream is still the
     * owner, which must be closed.
     *
     * <p>Answers to {@code TcpStream::split}.
     *
     * @return the halves
     */
    public Halves split() {
        return new Halves(new TcpReadHalf(io(), this), new TcpWriteHalf(io(), this));
    }

    /**
     * Takes this stream apart into two halves that own the socket, each to be closed by itself. The
     * stream must not be used afterwards; closing it has no effect.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var halves = stream.intoSplit();
     * spawn(() -> readLoop(halves.reader())).detach();
     * spawn(() -> writeLoop(halves.writer())).detach();
     * }
     *
     * <p>Answers to {@code TcpStream::into_split}.
     *
     * @return the halves
     */
    @CheckReturnValue
    public OwnedHalves intoSplit() {
        var socket = takeApart();
        return new OwnedHalves(new OwnedTcpReadHalf(socket), new OwnedTcpWriteHalf(socket));
    }

    @Override
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) io().localAddress();
    }

    @Override
    public InetSocketAddress peerAddress() {
        return (InetSocketAddress) anyIo().peerAddress();
    }

    /**
     * Switches Nagle's algorithm: with {@code true}, small writes are sent at once. Off at first.
     *
     * @param on whether not to delay
     */
    public void noDelay(boolean on) {
        option(StandardSocketOptions.TCP_NODELAY, on);
    }

    /**
     * Whether small writes are sent at once.
     *
     * @return true if nothing is delayed
     */
    public boolean noDelay() {
        return option(StandardSocketOptions.TCP_NODELAY);
    }

    /**
     * Makes the next {@link #close} abort the connection: what was not sent is thrown away, and the
     * peer sees {@code CONNECTION_RESET}.
     *
     * <p>Answers to {@code TcpStream::set_zero_linger}. Other linger times would block the thread
     * that closes, and are not offered.
     */
    public void zeroLinger() {
        option(StandardSocketOptions.SO_LINGER, 0);
    }

    /**
     * How closing goes about what was not sent.
     *
     * <p>Answers to {@code TcpStream::linger}.
     *
     * @return null if the system goes on sending after {@link #close}, the default; zero if it is
     *     thrown away
     */
    public @Nullable Duration linger() {
        int seconds = option(StandardSocketOptions.SO_LINGER);
        return seconds < 0 ? null : Duration.ofSeconds(seconds);
    }

    /**
     * Switches delayed acknowledgements: with {@code true}, what arrives is acknowledged at once.
     * The system may switch back by itself at any time. On Linux alone.
     *
     * <p>Answers to {@code TcpStream::set_quickack}.
     *
     * @param on whether not to delay
     * @throws UnsupportedOperationException on other platforms, and without the module {@code
     *     jdk.net}
     */
    public void quickAck(boolean on) {
        option(JdkNet.quickAck(), on);
    }

    /**
     * Whether what arrives is acknowledged at once.
     *
     * @return true if nothing is delayed
     * @throws UnsupportedOperationException as {@link #quickAck(boolean)}
     */
    public boolean quickAck() {
        return option(JdkNet.quickAck());
    }

    /**
     * Two views of a stream; see {@link TcpStream#split}.
     *
     * @param reader for the task that reads
     * @param writer for the task that writes
     */
    public record Halves(TcpReadHalf reader, TcpWriteHalf writer) {}

    /**
     * The two parts of a stream; see {@link TcpStream#intoSplit}.
     *
     * @param reader for the task that reads
     * @param writer for the task that writes
     */
    public record OwnedHalves(OwnedTcpReadHalf reader, OwnedTcpWriteHalf writer) {}
}
