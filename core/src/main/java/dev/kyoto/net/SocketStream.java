package dev.kyoto.net;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
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
 * A connected stream socket: what TCP and Unix-domain connections have in common.
 *
 * <p>One task reads and one task writes at a time; they may be two, by the halves that a stream can
 * be split into. {@link #ready}, {@link #readable}, {@link #writable}, the options and {@link
 * #close} are for any number of threads. {@link #shutdown} ends the output alone, {@link #close}
 * everything. A stream that becomes unreachable without {@code close()} is closed then and reported
 * as a leak.
 *
 * <p>Answers to what {@code tokio::net::TcpStream} and {@code tokio::net::UnixStream} share.
 */
public abstract sealed class SocketStream implements AsyncRead, AsyncWrite, AutoCloseable
        permits TcpStream, UnixStream {
    private final SocketIo io;
    private final LeakGuard guard;

    /** Set by intoSplit() and intoChannel(): others own the socket from then on; what to do. */
    private volatile @Nullable String takenApart;

    SocketStream(SocketIo io) {
        this.io = io;
        this.guard = LeakGuard.watch(this, io::toString, io::close);
    }

    /** Takes over a connected channel for a stream that is yet to be made; not on failure. */
    static SocketIo adopt(SocketChannel channel, Class<? extends SocketAddress> family) {
        if (channel.isOpen() && !channel.isConnected()) {
            throw new IoException(
                    IoException.Kind.NOT_CONNECTED,
                    channel + " is not connected; connect it before a stream is made of it");
        }
        try {
            if (!family.isInstance(channel.getRemoteAddress())) {
                throw new IllegalArgumentException(
                        "%s is connected to no %s; use %s.of for it"
                                .formatted(
                                        channel,
                                        family.getSimpleName(),
                                        family == InetSocketAddress.class
                                                ? "UnixStream"
                                                : "TcpStream"));
            }
            channel.configureBlocking(false);
            return SocketIo.of(channel, NetAccess.io().register(channel));
        } catch (IOException e) {
            throw IoException.of("cannot make a stream of " + channel + ": " + e.getMessage(), e);
        }
    }

    @Override
    public final Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        try {
            return io().pollRead(cx, dst);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public final Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        try {
            return io().pollWrite(cx, src);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public final Poll<Long> pollWriteVectored(Context cx, ByteBuffer[] srcs, int from, int to) {
        try {
            return io().pollWriteVectored(cx, srcs, from, to);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public final boolean isWriteVectored() {
        return true;
    }

    /** Ready at once: a socket holds nothing back on this side of the system. */
    @Override
    public final Poll<@Nullable Void> pollFlush(Context cx) {
        return Poll.ready(null);
    }

    /** Ends the output; the peer sees the end of its input, and may go on sending. */
    @Override
    public final Poll<@Nullable Void> pollShutdown(Context cx) {
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
    public final Poll<Integer> pollPeek(Context cx, ByteBuffer dst) {
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
    public final Future<Integer> peek(ByteBuffer dst) {
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
    public final Future<@Nullable Void> readable() {
        return io().readyIo(this).readable();
    }

    /**
     * Waits until a write is worth a try; in all else see {@link #readable}.
     *
     * <p><b>Cancellation</b> Safe: nothing is consumed.
     *
     * <p><b>Errors</b> {@code CLOSED}, {@code RUNTIME_SHUTDOWN}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * while (stream.tryWrite(buffer) == 0) {
     *     stream.writable().await();
     * }
     * }
     *
     * <p>Answers to {@code TcpStream::writable}.
     *
     * @return a future without a value
     */
    @CheckReturnValue
    public final Future<@Nullable Void> writable() {
        return io().readyIo(this).writable();
    }

    /**
     * Waits until one of the given directions is worth a try, and says which. It may be wrong at
     * times. For any number of tasks.
     *
     * <p><b>Cancellation</b> Safe: nothing is consumed.
     *
     * <p><b>Errors</b> {@code CLOSED}, {@code RUNTIME_SHUTDOWN}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var ready = stream.ready(Interest.READABLE_OR_WRITABLE).await();
     * if (ready.isReadable()) {
     *     stream.tryRead(buffer);
     * }
     * }
     *
     * <p>Answers to {@code TcpStream::ready}.
     *
     * @param interest which way
     * @return what the socket is ready for
     */
    @CheckReturnValue
    public final Future<Ready> ready(Interest interest) {
        return io().readyIo(this).ready(interest);
    }

    /**
     * Tries an operation of one's own on the channel, without waiting.
     *
     * <p>Answers to {@code TcpStream::try_io}.
     *
     * @param interest which way the operation goes
     * @param call the operation; it must not block
     * @param <T> the type of its outcome
     * @return its outcome, or null if the channel is not ready for it
     * @throws IllegalStateException for an operation that reads, if bytes were peeked and not read:
     *     it would skip them
     * @throws IoException what the operation throws; {@code CLOSED}, {@code RUNTIME_SHUTDOWN}
     */
    public final <T> @Nullable T tryIo(Interest interest, ChannelCall<SocketChannel, T> call) {
        var socket = io();
        return socket.readyIo(this).tryIo(interest, socket.afterPeeked(interest, call));
    }

    /**
     * Tries an operation of one's own on the channel whenever that may be ready, until it has an
     * outcome. It counts as reading or writing: one task at a time.
     *
     * <p><b>Cancellation</b> Safe, as long as the operation takes nothing when it answers null.
     *
     * <p><b>Errors</b> As {@link #tryIo}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var head = ByteBuffer.allocate(16);
     * var rest = ByteBuffer.allocate(4096);
     * long count =
     *         stream.asyncIo(
     *                         Interest.READABLE,
     *                         channel -> {
     *                             long read = channel.read(new ByteBuffer[] {head, rest});
     *                             return read == 0 ? null : read;
     *                         })
     *                 .await();
     * }
     *
     * <p>Answers to {@code TcpStream::async_io}.
     *
     * @param interest which way the operation goes
     * @param call the operation; it must not block
     * @param <T> the type of its outcome
     * @return its outcome
     */
    @CheckReturnValue
    public final <T> Future<T> asyncIo(Interest interest, ChannelCall<SocketChannel, T> call) {
        var socket = io();
        return socket.readyIo(this).asyncIo(interest, socket.afterPeeked(interest, call));
    }

    /**
     * Reads what is there now, without waiting.
     *
     * <p>Answers to {@code TcpStream::try_read}.
     *
     * @param dst where the bytes go; it must have room
     * @return how many bytes were read, 0 if there are none now, -1 at the end of the input
     */
    public final int tryRead(ByteBuffer dst) {
        try {
            return io().tryRead(dst);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Reads what is there now into several buffers, one after another, without waiting.
     *
     * <p>Answers to {@code TcpStream::try_read_vectored}.
     *
     * @param dsts where the bytes go; one of them must have room, and not all need be used
     * @return how many bytes were read, 0 if there are none now, -1 at the end of the input
     */
    public final long tryReadVectored(ByteBuffer... dsts) {
        try {
            return io().tryReadVectored(dsts);
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
    public final int tryWrite(ByteBuffer src) {
        try {
            return io().tryWrite(src);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Writes what is taken now of several buffers, one after another, without waiting.
     *
     * <p>Answers to {@code TcpStream::try_write_vectored}.
     *
     * @param srcs the bytes; their positions advance by as many as were taken
     * @return how many bytes were taken, 0 if there is no room now
     */
    public final long tryWriteVectored(ByteBuffer... srcs) {
        try {
            return io().tryWriteVectored(srcs);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Takes the channel out of this stream, which must not be used afterwards. The channel is open,
     * connected and non-blocking, and the caller's to close; tasks that wait in this stream fail. It
     * may have to wait a moment for the thread that polls the driver.
     *
     * <p>Answers to {@code TcpStream::into_std}.
     *
     * @return the channel
     * @throws IllegalStateException if bytes were peeked and not read: they would be lost
     * @throws IoException {@code CLOSED}, {@code RUNTIME_SHUTDOWN}
     */
    @CheckReturnValue
    public final SocketChannel intoChannel() {
        var channel = io().release();
        takenApart = "intoChannel(); use the channel, or make a stream of it by of(channel)";
        guard.disarm();
        return channel;
    }

    /**
     * This side's address.
     *
     * @return the local address
     * @throws IoException {@code CLOSED}
     */
    public abstract SocketAddress localAddress();

    /**
     * The other side's address.
     *
     * @return the remote address, also after the connection has ended
     */
    public abstract SocketAddress peerAddress();

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
    public final Future<Long> transferFrom(FileChannel file, long position, long count) {
        if (position < 0 || count < 0) {
            throw new IllegalArgumentException(
                    "position %d and count %d: both must be 0 or more".formatted(position, count));
        }
        return new FileTransfer(this, io(), file, position, count);
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
    public final <T> T option(SocketOption<T> option) {
        return SocketSettings.read(io().channel(), option);
    }

    /**
     * Sets a socket option, as {@code SO_KEEPALIVE}, {@code SO_SNDBUF}, {@code SO_RCVBUF}, {@code
     * IP_TOS}.
     *
     * @param option one of {@link StandardSocketOptions} or {@code jdk.net.ExtendedSocketOptions}
     * @param value its value
     * @param <T> the type of its value
     * @throws UnsupportedOperationException if the platform does not have it
     * @throws IllegalArgumentException for an {@code SO_LINGER} above 0, which would block the
     *     thread that closes
     * @throws IoException {@code CLOSED}
     */
    public final <T> void option(SocketOption<T> option, T value) {
        SocketSettings.write(io().channel(), option, value);
    }

    /**
     * Closes the connection in both directions. What was written is still sent; a task that waits
     * in this stream fails with {@code CLOSED}. Idempotent and thread-safe.
     *
     * @throws IoException if the system reports a failure; everything is given back all the same
     */
    @Override
    public final void close() {
        if (takenApart == null) {
            guard.disarm();
            io.close();
        }
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "(" + io + ")";
    }

    /** The socket, for who asks no more of it than what it was. */
    final SocketIo anyIo() {
        return io;
    }

    /** The socket, unless this stream was taken apart. */
    final SocketIo io() {
        var how = takenApart;
        if (how != null) {
            throw new IllegalStateException(this + " was taken apart by " + how);
        }
        return io;
    }

    /** The socket for two owned halves; this stream is done with it. */
    final SplitSocket takeApart() {
        var socket = new SplitSocket(io());
        takenApart = "intoSplit(); use its halves, or reunite them";
        guard.disarm();
        return socket;
    }
}
