package dev.kyoto.net;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A connection over a Unix-domain socket: between processes of one machine, by a path.
 *
 * <p>It is used as a {@link TcpStream} is. Addresses are paths; the side that connects has none, and
 * its address is an empty path. The JDK has neither datagrams nor abstract names nor descriptors to
 * pass for this family, nor have Windows versions before 10 the family itself.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var stream = UnixStream.connect(Path.of("/run/app.sock")).await()) {
 *     stream.writeAll("PING\r\n".getBytes(US_ASCII)).await();
 *     System.out.println(stream.buffered().readLine().await());
 * }
 * }
 *
 * <p>Answers to {@code tokio::net::UnixStream}.
 */
public final class UnixStream extends SocketStream {
    UnixStream(SocketIo io) {
        super(io);
    }

    /**
     * Connects to the socket at a path. If the queue of its listener is full, it waits for room, as
     * TCP does.
     *
     * <p><b>Cancellation</b> Safe: the socket that was connecting is closed.
     *
     * <p><b>Errors</b> {@code NOT_FOUND} if there is no such file, {@code CONNECTION_REFUSED} if
     * nobody listens at it any more, {@code PERMISSION_DENIED}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var stream = timeout(ofSeconds(3), UnixStream.connect(Path.of("/run/app.sock"))).await();
     * }
     *
     * <p>Answers to {@code UnixStream::connect}.
     *
     * @param path where the socket is; 108 bytes at most on Linux
     * @return the connected stream
     */
    @CheckReturnValue
    public static Future<UnixStream> connect(Path path) {
        return connect(UnixDomainSocketAddress.of(path));
    }

    /**
     * Connects to an address; {@link #connect(Path)} in all else.
     *
     * <p><b>Cancellation</b> Safe: the socket that was connecting is closed.
     *
     * <p><b>Errors</b> As {@link #connect(Path)}.
     *
     * <p>Answers to {@code UnixStream::connect_addr}.
     *
     * @param address where the socket is
     * @return the connected stream
     */
    @CheckReturnValue
    public static Future<UnixStream> connect(UnixDomainSocketAddress address) {
        return new UnixConnect(address, SocketSettings.NONE, null);
    }

    /**
     * Two streams that are connected with each other, for use within this process.
     *
     * <p>The JDK has no {@code socketpair}: they meet at a socket file in a new directory, which only
     * this user can enter, and which is deleted before this returns.
     *
     * <p>Answers to {@code UnixStream::pair}.
     *
     * @return the two ends
     * @throws IoException {@code TOO_MANY_OPEN_FILES}, {@code PERMISSION_DENIED}, {@code
     *     RUNTIME_SHUTDOWN}
     */
    @CheckReturnValue
    public static Pair pair() {
        return UnixPair.make();
    }

    /**
     * Makes a stream of a connected channel, which belongs to the stream from then on.
     *
     * <p>Answers to {@code UnixStream::from_std}.
     *
     * @param channel a connected channel; it is made non-blocking
     * @return the stream
     * @throws IoException {@code NOT_CONNECTED}, {@code CLOSED}, {@code RUNTIME_SHUTDOWN}
     * @throws IllegalArgumentException if it is not the channel of a Unix-domain socket
     */
    @CheckReturnValue
    public static UnixStream of(SocketChannel channel) {
        return new UnixStream(adopt(channel, UnixDomainSocketAddress.class));
    }

    /**
     * Two views of this stream, for a task that reads and one that writes. This stream is still the
     * owner, which must be closed.
     *
     * <p>Answers to {@code UnixStream::split}.
     *
     * @return the halves
     */
    public Halves split() {
        return new Halves(new UnixReadHalf(io(), this), new UnixWriteHalf(io(), this));
    }

    /**
     * Takes this stream apart into two halves that own the socket, each to be closed by itself. The
     * stream must not be used afterwards; closing it has no effect.
     *
     * <p>Answers to {@code UnixStream::into_split}.
     *
     * @return the halves
     */
    @CheckReturnValue
    public OwnedHalves intoSplit() {
        var socket = takeApart();
        return new OwnedHalves(new OwnedUnixReadHalf(socket), new OwnedUnixWriteHalf(socket));
    }

    @Override
    public UnixDomainSocketAddress localAddress() {
        return (UnixDomainSocketAddress) io().localAddress();
    }

    @Override
    public UnixDomainSocketAddress peerAddress() {
        return (UnixDomainSocketAddress) anyIo().peerAddress();
    }

    /**
     * Who is at the other end, as the system saw it when the connection was made.
     *
     * <p>Answers to {@code UnixStream::peer_cred}.
     *
     * @return user and group
     * @throws UnsupportedOperationException if the platform does not tell, and without the module
     *     {@code jdk.net}
     * @throws IoException {@code CLOSED}
     */
    public PeerCredentials peerCredentials() {
        return JdkNet.credentials(io().channel());
    }

    /**
     * Two streams that are connected with each other; see {@link UnixStream#pair}.
     *
     * @param left one end
     * @param right the other end
     */
    public record Pair(UnixStream left, UnixStream right) {}

    /**
     * Two views of a stream; see {@link UnixStream#split}.
     *
     * @param reader for the task that reads
     * @param writer for the task that writes
     */
    public record Halves(UnixReadHalf reader, UnixWriteHalf writer) {}

    /**
     * The two parts of a stream; see {@link UnixStream#intoSplit}.
     *
     * @param reader for the task that reads
     * @param writer for the task that writes
     */
    public record OwnedHalves(OwnedUnixReadHalf reader, OwnedUnixWriteHalf writer) {}
}
