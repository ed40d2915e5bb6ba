package dev.kyoto.net;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.io.AsyncRead;
import java.lang.ref.Reference;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The reading half of a {@link SocketStream}.
 *
 * <p>For one task at a time, which need not be the one that writes.
 *
 * <p>Answers to what {@code tokio::net::tcp::ReadHalf} and {@code tokio::net::unix::ReadHalf}
 * share.
 */
public abstract sealed class SocketReadHalf implements AsyncRead permits TcpReadHalf, UnixReadHalf {
    private final SocketHalf half;

    SocketReadHalf(SocketIo io, @Nullable SocketStream owner) {
        this.half = new SocketHalf(io, owner);
    }

    /** The socket, for who wants no more than its name. */
    final SocketIo io() {
        return half.io();
    }

    /** The socket, unless this half was closed or given back. */
    final SocketIo open() {
        return half.open(this);
    }

    /** Ends the use of this half. Answers false if that was done before. */
    final boolean end() {
        return half.end();
    }

    @Override
    public final Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        try {
            return open().pollRead(cx, dst);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * As {@link SocketStream#pollPeek}.
     *
     * @param cx the waker to keep and the budget to honour
     * @param dst where the bytes go
     * @return how many bytes were copied, at least 1, or -1 at the end of the input
     */
    public final Poll<Integer> pollPeek(Context cx, ByteBuffer dst) {
        try {
            return open().pollPeek(cx, dst);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * As {@link SocketStream#peek}.
     *
     * <p><b>Cancellation</b> Safe: nothing is consumed.
     *
     * <p><b>Errors</b> As a read.
     *
     * @param dst where the bytes go
     * @return how many bytes were copied, at least 1, or -1 at the end of the input
     */
    @CheckReturnValue
    public final Future<Integer> peek(ByteBuffer dst) {
        return new PeekFuture(this::pollPeek, dst);
    }

    /**
     * As {@link SocketStream#readable}.
     *
     * <p><b>Cancellation</b> Safe: nothing is consumed.
     *
     * <p><b>Errors</b> {@code CLOSED}, {@code RUNTIME_SHUTDOWN}.
     *
     * @return a future without a value
     */
    @CheckReturnValue
    public final Future<@Nullable Void> readable() {
        return open().readyIo(this).readable();
    }

    /**
     * As {@link SocketStream#ready}.
     *
     * <p><b>Cancellation</b> Safe: nothing is consumed.
     *
     * <p><b>Errors</b> {@code CLOSED}, {@code RUNTIME_SHUTDOWN}.
     *
     * @param interest which way
     * @return what the socket is ready for
     */
    @CheckReturnValue
    public final Future<Ready> ready(Interest interest) {
        return open().readyIo(this).ready(interest);
    }

    /**
     * As {@link SocketStream#tryRead}.
     *
     * @param dst where the bytes go
     * @return how many bytes were read, 0 if there are none now, -1 at the end of the input
     */
    public final int tryRead(ByteBuffer dst) {
        try {
            return open().tryRead(dst);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * As {@link SocketStream#tryReadVectored}.
     *
     * @param dsts where the bytes go
     * @return how many bytes were read, 0 if there are none now, -1 at the end of the input
     */
    public final long tryReadVectored(ByteBuffer... dsts) {
        try {
            return open().tryReadVectored(dsts);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * This side's address.
     *
     * @return the local address
     */
    public abstract SocketAddress localAddress();

    /**
     * The other side's address.
     *
     * @return the remote address
     */
    public abstract SocketAddress peerAddress();

    @Override
    public final String toString() {
        return "reading half of " + half;
    }
}
