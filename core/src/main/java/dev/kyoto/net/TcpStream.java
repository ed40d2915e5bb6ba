package dev.kyoto.net;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.util.LeakGuard;
import dev.kyoto.io.AsyncRead;
import dev.kyoto.io.AsyncWrite;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
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
public final class TcpStream implements AsyncRead, AsyncWrite, AutoCloseable {
    private final TcpIo io;
    private final LeakGuard guard;

    /** Set by intoSplit(): the halves own the socket from then on. */
    private volatile boolean takenApart;

    TcpStream(TcpIo io) {
        this.io = io;
        this.guard = LeakGuard.watch(this, io::toString, io::close);
    }

    /**
     * Connects to a host. Each of its addresses is tried in turn until one answers.
     *
     * <p><b>Cancellation</b> Safe: the socket that was connecting is closed.
     *
     * <p><b>Errors</b> {@code UNKNOWN_HOST}; else what the last address said, as {@code
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
        return new TcpConnect(Net.resolution(host, port), TcpOptions.NONE);
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
        return new TcpConnect(Net.resolution(address), TcpOptions.NONE);
    }

    /**
     * Makes a stream of a connected channel, which belongs to the stream from then on.
     *
     * <p>Answers to {@code TcpStream::from_std}.
     *
     * @param channel a connected channel; it is made non-blocking
     * @return the stream
     * @throws IoException {@code NOT_CONNECTED}, {@code CLOSED}, {@code RUNTIME_SHUTDOWN}
     */
    @CheckReturnValue
    public static TcpStream of(SocketChannel channel) {
        if (channel.isOpen() && !channel.isConnected()) {
            throw new IoException(
                    IoException.Kind.NOT_CONNECTED,
                    channel + " is not connected; connect it, or use TcpStream.connect");
        }
        try {
            channel.configureBlocking(false);
            return new TcpStream(TcpIo.of(channel, NetAccess.io().register(channel)));
        } catch (IOException e) {
            throw IoException.of("cannot make a stream of " + channel + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        try {
            return io().pollRead(cx, dst);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        try {
            return io().pollWrite(cx, src);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public Poll<Long> pollWriteVectored(Context cx, ByteBuffer[] srcs, int from, int to) {
        try {
            return io().pollWriteVectored(cx, srcs, from, to);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean isWriteVectored() {
        return true;
    }

    /** Ready at once: a socket holds nothing back on this side of the system. */
    @Override
    public Poll<@Nullable Void> pollFlush(Context cx) {
        return Poll.ready(null);
    }

    /** Ends the output; the peer sees the end of its input, and may go on sending. */
    @Override
    public Poll<@Nullable Void> pollShutdown(Context cx) {
        io().shutdownOutput();
        return Poll.ready(null);
    }

    /**
     * The poll behind {@link #peek}.
     *
     * @param cx the waker to keep and the budget to honour
     * @param dst where the bytes go
     * @return how many bytes were copied, at least 1, or -1 at the end of the input
     */
    public Poll<Integer> pollPeek(Context cx, ByteBuffer dst) {
        try {
            return io().pollPeek(cx, dst);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Copies what the next read will read, up to 64 KiB, without consuming it. It counts as
     * reading: one task at a time. The bytes are kept by this stream until they are read.
     *
     * <p><b>Cancellation</b> Safe: nothing is consumed.
     *
     * <p><b>Errors</b> As a read; {@link IllegalArgumentException} if {@code dst} has no room.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var start = ByteBuffer.allocate(1);
     * boolean tls = stream.peek(start).await() == 1 && start.get(0) == 0x16;
     * }
     *
     * <p>Answers to {@code TcpStream::peek}.
     *
     * @param dst where the bytes go; its position advances
     * @return how many bytes were copied, at least 1, or -1 at the end of the input
     */
    @CheckReturnValue
    public Future<Integer> peek(ByteBuffer dst) {
        return new PeekFuture(this::pollPeek, dst);
    }

    /**
     * Waits until a read is worth a try: bytes, the end or a failure have arrived. It may be wrong
     * at times; {@link #tryRead} then answers 0. For any number of tasks.
     *
     * <p><b>Cancellation</b> Safe: nothing is consumed.
     *
     * <p><b>Errors</b> {@code CLOSED}, {@code RUNTIME_SHUTDOWN}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * do {
     *     stream.readable().await();
     * } while (stream.tryRead(buffer) == 0);
     * }
     *
     * <p>Answers to {@code TcpStream::readable}.
     *
     * @return a future without a value
     */
    @CheckReturnValue
    public Future<@Nullable Void> readable() {
        return new ReadyFuture("readable()", io(), Direction.READ);
    }

    /**
     * Waits until a write is worth a try; {@link #readable} in all else.
     *
     * <p><b>Cancellation</b> Safe: nothing is consumed.
     *
     * <p><b>Errors</b> {@code CLOSED}, {@code RUNTIME_SHUTDOWN}.
     *
     * <p>Answers to {@code TcpStream::writable}.
     *
     * @return a future without a value
     */
    @CheckReturnValue
    public Future<@Nullable Void> writable() {
        return new ReadyFuture("writable()", io(), Direction.WRITE);
    }

    /**
     * Reads what is there now, without waiting.
     *
     * <p>Answers to {@code TcpStream::try_read}.
     *
     * @param dst where the bytes go; it must have room
     * @return how many bytes were read, 0 if there are none now, -1 at the end of the input
     */
    public int tryRead(ByteBuffer dst) {
        try {
            return io().tryRead(dst);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Writes what is taken now, without waiting.
     *
     * <p>Answers to {@code TcpStream::try_write}.
     *
     * @param src the bytes; its position advances by as many as were taken
     * @return how many bytes were taken, 0 if there is no room now
     */
    public int tryWrite(ByteBuffer src) {
        try {
            return io().tryWrite(src);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Sends a part of a file, by the system alone where it can, and else in pieces. The channel's
     * own position stays. It counts as writing: one task at a time.
     *
     * <p><b>Cancellation</b> How much was sent is not known, and a part may still be on its way:
     * close the stream.
     *
     * <p><b>Errors</b> As a write, and those of the file.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var channel = FileChannel.open(path)) {
     *     stream.transferFrom(channel, 0, channel.size()).await();
     * }
     * }
     *
     * <p>Tokio copies through memory: {@code tokio::io::copy}.
     *
     * @param file a channel that is open for reading
     * @param position where in the file to begin, 0 or more
     * @param count the most bytes to send, 0 or more
     * @return how many bytes were sent; fewer if the file ends before
     */
    @CheckReturnValue
    public Future<Long> transferFrom(FileChannel file, long position, long count) {
        if (position < 0 || count < 0) {
            throw new IllegalArgumentException(
                    "position %d and count %d: both must be 0 or more".formatted(position, count));
        }
        return new FileTransfer(this, io(), file, position, count);
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
        var socket = new SplitSocket(io());
        takenApart = true;
        guard.disarm();
        return new OwnedHalves(new OwnedTcpReadHalf(socket), new OwnedTcpWriteHalf(socket));
    }

    /**
     * This side's address.
     *
     * @return the local address
     * @throws IoException {@code CLOSED}
     */
    public InetSocketAddress localAddress() {
        return io().localAddress();
    }

    /**
     * The other side's address.
     *
     * @return the remote address, also after the connection has ended
     */
    public InetSocketAddress peerAddress() {
        return io.peerAddress();
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
     * Reads a socket option.
     *
     * @param option one of {@link StandardSocketOptions} or {@code jdk.net.ExtendedSocketOptions}
     * @param <T> the type of its value
     * @return its value
     * @throws UnsupportedOperationException if the platform does not have it
     * @throws IoException {@code CLOSED}
     */
    public <T> T option(SocketOption<T> option) {
        return TcpOptions.read(io().channel(), option);
    }

    /**
     * Sets a socket option, as {@code SO_KEEPALIVE}, {@code SO_SNDBUF}, {@code SO_RCVBUF}, {@code
     * IP_TOS}.
     *
     * @param option one of {@link StandardSocketOptions} or {@code jdk.net.ExtendedSocketOptions}
     * @param value its value
     * @param <T> the type of its value
     * @throws UnsupportedOperationException if the platform does not have it
     * @throws IllegalArgumentException for an {@code SO_LINGER} above 0; see {@link #zeroLinger}
     * @throws IoException {@code CLOSED}
     */
    public <T> void option(SocketOption<T> option, T value) {
        TcpOptions.write(io().channel(), option, value);
    }

    /**
     * Closes the connection in both directions. What was written is still sent; a task that waits
     * in this stream fails with {@code CLOSED}. Idempotent and thread-safe.
     *
     * @throws IoException if the system reports a failure; everything is given back all the same
     */
    @Override
    public void close() {
        if (!takenApart) {
            guard.disarm();
            io.close();
        }
    }

    @Override
    public String toString() {
        return "TcpStream(" + io + ")";
    }

    private TcpIo io() {
        if (takenApart) {
            throw new IllegalStateException(
                    this + " was taken apart by intoSplit(); use its halves, or reunite them");
        }
        return io;
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
