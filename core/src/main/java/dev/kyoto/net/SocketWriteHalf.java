package dev.kyoto.net;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.io.AsyncWrite;
import java.lang.ref.Reference;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The writing half of a {@link SocketStream}.
 *
 * <p>For one task at a time, which need not be the one that reads.
 *
 * <p>Answers to what {@code tokio::net::tcp::WriteHalf} and {@code tokio::net::unix::WriteHalf}
 * share.
 */
public abstract sealed class SocketWriteHalf implements AsyncWrite
        permits TcpWriteHalf, UnixWriteHalf {
    private final SocketHalf half;

    SocketWriteHalf(SocketIo io, @Nullable SocketStream owner) {
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
    public final Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        try {
            return open().pollWrite(cx, src);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public final Poll<Long> pollWriteVectored(Context cx, ByteBuffer[] srcs, int from, int to) {
        try {
            return open().pollWriteVectored(cx, srcs, from, to);
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

    @Override
    public final Poll<@Nullable Void> pollShutdown(Context cx) {
        open().shutdownOutput();
        return Poll.ready(null);
    }

    /**
     * As {@link SocketStream#writable}.
     *
     * <p><b>Cancellation</b> Safe: nothing is consumed.
     *
     * <p><b>Errors</b> {@code CLOSED}, {@code RUNTIME_SHUTDOWN}.
     *
     * @return a future without a value
     */
    @CheckReturnValue
    public final Future<@Nullable Void> writable() {
        return open().readyIo(this).writable();
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
     * As {@link SocketStream#tryWrite}.
     *
     * @param src the bytes; its position advances by as many as were taken
     * @return how many bytes were taken, 0 if there is no room now
     */
    public final int tryWrite(ByteBuffer src) {
        try {
            return open().tryWrite(src);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * As {@link SocketStream#tryWriteVectored}.
     *
     * @param srcs the bytes; their positions advance by as many as were taken
     * @return how many bytes were taken, 0 if there is no room now
     */
    public final long tryWriteVectored(ByteBuffer... srcs) {
        try {
            return open().tryWriteVectored(srcs);
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
        return "writing half of " + half;
    }
}
