package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.ByteInput;
import dev.kyoto.internal.driver.ByteOutput;
import dev.kyoto.internal.driver.Chunks;
import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.driver.Readiness;
import dev.kyoto.internal.driver.Registration;
import dev.kyoto.io.AsyncRead;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connected socket: what streams and their halves have in common.
 *
 * <p>The reading side and the writing side belong to one task each, which may differ; {@link
 * #close()} may be called by anybody. What was peeked lies in {@code peeked}, written by the
 * reading side alone: NIO cannot look at bytes without taking them out of the socket.
 */
final class SocketIo {
    /** The most that a peek takes out of the socket. */
    private static final int PEEK_CHUNK = 64 * 1024;

    private final SocketChannel channel;
    private final Registration registration;
    private final SocketAddress peer;
    private final ByteInput input;
    private final ByteOutput output;

    /** Bytes from position to limit were taken out of the socket and not read yet; never empty. */
    private volatile @Nullable ByteBuffer peeked;

    private SocketIo(SocketChannel channel, Registration registration) throws IOException {
        this.channel = channel;
        this.registration = registration;
        this.peer = channel.getRemoteAddress();
        this.input = new ByteInput(channel, registration, this::name);
        this.output = new ByteOutput(channel, registration, this::name);
    }

    /** Takes over a registered channel that is connected; closes it on failure. */
    static SocketIo of(SocketChannel channel, Registration registration) {
        try {
            return new SocketIo(channel, registration);
        } catch (IOException e) {
            registration.close();
            throw IoException.of("the connection was closed while it was set up", e);
        }
    }

    SocketChannel channel() {
        return channel;
    }

    Registration registration() {
        return registration;
    }

    SocketAddress peerAddress() {
        return peer;
    }

    SocketAddress localAddress() {
        try {
            return channel.getLocalAddress();
        } catch (IOException e) {
            throw IoException.of("local address of the connection with " + name() + ": closed", e);
        }
    }

    /**
     * Takes the channel out of the driver and leaves it open. The driver has let go of it when this
     * returns.
     */
    SocketChannel release() {
        requireNonePeeked();
        var _ = registration.snapshot();
        registration.deregister();
        registration.driver().releaseClosed();
        return channel;
    }

    /** For what reads past this class: bytes that were peeked would be skipped. */
    void requireNonePeeked() {
        var held = peeked;
        if (held != null) {
            throw new IllegalStateException(
                    held.remaining()
                            + " bytes were peeked and not read yet, and the channel has them no"
                            + " more; read them first");
        }
    }

    /** A call of the user's own, which must not skip what was peeked. */
    <T> ChannelCall<SocketChannel, T> afterPeeked(
            Interest interest, ChannelCall<SocketChannel, T> call) {
        Objects.requireNonNull(call, "call");
        if (!interest.isReadable()) {
            return call;
        }
        return its -> {
            requireNonePeeked();
            return call.call(its);
        };
    }

    /** Waits and tries under the readiness of the socket, on behalf of a stream or a half. */
    ReadyIo<SocketChannel> readyIo(Object owner) {
        return new ReadyIo<>(channel, registration, () -> peeked != null, owner);
    }

    Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        if (peeked == null) {
            return input.pollRead(cx, dst);
        }
        AsyncRead.requireRoom(dst);
        return cx.proceed() ? Poll.ready(takePeeked(peeked, dst)) : Poll.pending();
    }

    /** Bytes taken, 0 if there are none now, -1 at the end. */
    int tryRead(ByteBuffer dst) {
        AsyncRead.requireRoom(dst);
        return peeked != null ? takePeeked(peeked, dst) : input.tryRead(dst);
    }

    /** Bytes taken, 0 if there are none now, -1 at the end. */
    long tryReadVectored(ByteBuffer[] dsts) {
        int first = Chunks.first(dsts, 0, dsts.length);
        if (first == dsts.length) {
            throw new IllegalArgumentException(
                    "none of the %d buffers has room to read into; call clear() or compact() first"
                            .formatted(dsts.length));
        }
        return peeked != null
                ? takePeeked(peeked, dsts[first])
                : input.tryReadVectored(dsts, first);
    }

    Poll<Integer> pollPeek(Context cx, ByteBuffer dst) {
        AsyncRead.requireRoom(dst);
        int wanted = Math.min(PEEK_CHUNK, dst.remaining());
        if (peeked == null) {
            var fresh = ByteBuffer.allocate(wanted);
            var polled = input.pollRead(cx, fresh);
            if (polled.isPending() || polled.value() < 0) {
                return polled;
            }
            peeked = fresh.flip();
        } else if (!cx.proceed()) {
            return Poll.pending();
        } else if (peeked.remaining() < wanted) {
            peeked = withMore(peeked, wanted);
        }
        var view = peeked.duplicate();
        view.limit(view.position() + Math.min(view.remaining(), dst.remaining()));
        int shown = view.remaining();
        dst.put(view);
        return Poll.ready(shown);
    }

    Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        return output.pollWrite(cx, src);
    }

    /** Bytes taken, 0 if there is no room now. */
    int tryWrite(ByteBuffer src) {
        return output.tryWrite(src);
    }

    Poll<Long> pollWriteVectored(Context cx, ByteBuffer[] srcs, int from, int to) {
        return output.pollWriteVectored(cx, srcs, from, to);
    }

    /** Bytes taken, 0 if there is no room now. */
    long tryWriteVectored(ByteBuffer[] srcs) {
        return output.tryWriteVectored(srcs);
    }

    /** Refuses what is written past this class after the end of the output. */
    void requireOutput(long ready) {
        output.requireOpen(ready);
    }

    /** Ends the output; idempotent. */
    void shutdownOutput() {
        long seen = registration.snapshot();
        if (Readiness.isEnded(seen, Direction.WRITE)) {
            return;
        }
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            throw IoException.of("shut down the output to " + name() + ": " + e.getMessage(), e);
        }
        registration.markEnded(Direction.WRITE);
    }

    void close() {
        registration.close();
    }

    @Override
    public String toString() {
        if (registration.isClosed()) {
            return "closed connection with " + name();
        }
        var local = nameOf(localAddress());
        return "connection " + (local.isEmpty() ? "" : "of " + local + " ") + "with " + name();
    }

    /** The peer in messages; the client of a Unix socket has no name as a rule. */
    private String name() {
        return nameOf(peer).isEmpty() ? "an unnamed peer" : nameOf(peer);
    }

    private static String nameOf(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress unix
                ? unix.getPath().toString()
                : address.toString();
    }

    private int takePeeked(ByteBuffer held, ByteBuffer dst) {
        int count = Math.min(held.remaining(), dst.remaining());
        int limit = held.limit();
        dst.put(held.limit(held.position() + count));
        held.limit(limit);
        if (!held.hasRemaining()) {
            peeked = null;
        }
        return count;
    }

    /**
     * What is held, and what has arrived since. A failure is left for the read that comes to it.
     */
    private ByteBuffer withMore(ByteBuffer held, int size) {
        var larger = ByteBuffer.allocate(size).put(held.duplicate());
        try {
            input.tryRead(larger);
        } catch (IoException e) {
            return held;
        }
        return larger.flip();
    }
}
