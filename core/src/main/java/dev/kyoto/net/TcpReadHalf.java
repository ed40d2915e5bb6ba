package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.io.AsyncRead;
import java.lang.ref.Reference;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The reading half of a {@link TcpStream}, which keeps the socket; see {@link TcpStream#split}.
 *
 * <p>For one task at a time, which need not be the one that writes.
 *
 * <p>Answers to {@code tokio::net::tcp::ReadHalf}.
 */
public sealed class TcpReadHalf implements AsyncRead permits OwnedTcpReadHalf {
    private final SocketHalf half;

    TcpReadHalf(TcpIo io, @Nullable TcpStream owner) {
        this.half = new SocketHalf(io, owner);
    }

    /** The socket, for who wants no more than its name. */
    final TcpIo io() {
        return half.io();
    }

    /** The socket, unless this half was closed or given back. */
    final TcpIo open() {
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
     * As {@link TcpStream#pollPeek}.
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
     * As {@link TcpStream#peek}.
     *
     * <p><b>Cancellation</b> Safe: nothing is consumed.
     *
     * <p><b>Errors</b> As a read.
     *
     * @param dst where the bytes go
     * @return how many bytes were copied, at least 1, or -1 at the end of the input
     */
    public final Future<Integer> peek(ByteBuffer dst) {
        return new PeekFuture(this::pollPeek, dst);
    }

    /**
     * As {@link TcpStream#readable}.
     *
     * <p><b>Cancellation</b> Safe: nothing is consumed.
     *
     * <p><b>Errors</b> {@code CLOSED}, {@code RUNTIME_SHUTDOWN}.
     *
     * @return a future without a value
     */
    public final Future<@Nullable Void> readable() {
        return open().readyIo(this).readable();
    }

    /**
     * As {@link TcpStream#tryRead}.
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
     * This side's address.
     *
     * @return the local address
     */
    public final InetSocketAddress localAddress() {
        return half.io().localAddress();
    }

    /**
     * The other side's address.
     *
     * @return the remote address
     */
    public final InetSocketAddress peerAddress() {
        return half.io().peerAddress();
    }

    @Override
    public String toString() {
        return "reading half of " + half;
    }
}
