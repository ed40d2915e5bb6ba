package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.driver.Readiness;
import dev.kyoto.internal.driver.Registration;
import dev.kyoto.io.AsyncRead;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A connected socket: what streams and their halves have in common.
 *
 * <p>The reading side and the writing side belong to one task each, which may differ; {@link
 * #close()} may be called by anybody. What was peeked lies in {@code peeked}, written by the
 * reading side alone: NIO cannot look at bytes without taking them out of the socket.
 */
final class TcpIo {
    /**
     * The most that is handed to the system in one call from heap buffers. NIO copies them through
     * a direct buffer of that size, which each thread keeps for ever.
     */
    private static final int HEAP_CHUNK = 128 * 1024;

    /**
     * What a read answers at the end. Where a signal has interrupted a call, reads and writes of NIO
     * answer a lower number, although nothing says so; such a call is made again.
     */
    private static final int END = -1;

    /** NIO hands no more buffers than that to the system at once; the rest would look unwanted. */
    private static final int MAX_GATHERED = 16;

    /** The most that a peek takes out of the socket. */
    private static final int PEEK_CHUNK = 64 * 1024;

    private final SocketChannel channel;
    private final Registration registration;
    private final InetSocketAddress peer;

    /** Bytes from position to limit were taken out of the socket and not read yet; never empty. */
    private volatile @Nullable ByteBuffer peeked;

    private TcpIo(SocketChannel channel, Registration registration) throws IOException {
        this.channel = channel;
        this.registration = registration;
        this.peer = (InetSocketAddress) channel.getRemoteAddress();
    }

    /** Takes over a registered channel that is connected; closes it on failure. */
    static TcpIo of(SocketChannel channel, Registration registration) {
        try {
            return new TcpIo(channel, registration);
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

    InetSocketAddress peerAddress() {
        return peer;
    }

    InetSocketAddress localAddress() {
        try {
            return (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException e) {
            throw IoException.of("local address of the connection with " + peer + ": closed", e);
        }
    }

    boolean holdsPeeked() {
        return peeked != null;
    }

    Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        AsyncRead.requireRoom(dst);
        if (!cx.proceed()) {
            return Poll.pending();
        }
        if (peeked != null) {
            return Poll.ready(takePeeked(peeked, dst));
        }
        while (true) {
            long ready = registration.pollReady(cx, Direction.READ);
            if (ready == Readiness.PENDING) {
                cx.restore();
                return Poll.pending();
            }
            int count = readNow(ready, dst);
            if (count != 0) {
                return Poll.ready(count);
            }
        }
    }

    /** Bytes taken, 0 if there are none now, -1 at the end. */
    int tryRead(ByteBuffer dst) {
        AsyncRead.requireRoom(dst);
        return peeked != null ? takePeeked(peeked, dst) : readNow(registration.snapshot(), dst);
    }

    Poll<Integer> pollPeek(Context cx, ByteBuffer dst) {
        AsyncRead.requireRoom(dst);
        if (!cx.proceed()) {
            return Poll.pending();
        }
        if (peeked == null) {
            var fresh = ByteBuffer.allocate(Math.min(PEEK_CHUNK, dst.remaining()));
            int count = 0;
            while (count == 0) {
                long ready = registration.pollReady(cx, Direction.READ);
                if (ready == Readiness.PENDING) {
                    cx.restore();
                    return Poll.pending();
                }
                count = readNow(ready, fresh);
            }
            if (count < 0) {
                return Poll.ready(count);
            }
            peeked = fresh.flip();
        } else if (peeked.remaining() < Math.min(PEEK_CHUNK, dst.remaining())) {
            peeked = withMore(peeked, Math.min(PEEK_CHUNK, dst.remaining()));
        }
        var view = peeked.duplicate();
        view.limit(view.position() + Math.min(view.remaining(), dst.remaining()));
        int shown = view.remaining();
        dst.put(view);
        return Poll.ready(shown);
    }

    Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        if (!src.hasRemaining()) {
            return Poll.ready(0);
        }
        if (!cx.proceed()) {
            return Poll.pending();
        }
        while (true) {
            long ready = registration.pollReady(cx, Direction.WRITE);
            if (ready == Readiness.PENDING) {
                cx.restore();
                return Poll.pending();
            }
            int count = writeNow(ready, src);
            if (count != 0) {
                return Poll.ready(count);
            }
        }
    }

    /** Bytes taken, 0 if there is no room now. */
    int tryWrite(ByteBuffer src) {
        return src.hasRemaining() ? writeNow(registration.snapshot(), src) : 0;
    }

    Poll<Long> pollWriteVectored(Context cx, ByteBuffer[] srcs, int from, int to) {
        int first = from;
        while (first < to && !srcs[first].hasRemaining()) {
            first++;
        }
        if (first == to) {
            return Poll.ready(0L);
        }
        // As many whole buffers as fit one chunk; a first one that is larger goes alone, in parts.
        int end = first + 1;
        long total = srcs[first].remaining();
        int last = Math.min(to, first + MAX_GATHERED);
        while (end < last && total + srcs[end].remaining() <= HEAP_CHUNK) {
            total += srcs[end++].remaining();
        }
        if (end == first + 1) {
            return pollWrite(cx, srcs[first]) instanceof Poll.Ready<Integer>(Integer count)
                    ? Poll.ready(count.longValue())
                    : Poll.pending();
        }
        if (!cx.proceed()) {
            return Poll.pending();
        }
        while (true) {
            long ready = registration.pollReady(cx, Direction.WRITE);
            if (ready == Readiness.PENDING) {
                cx.restore();
                return Poll.pending();
            }
            long count = gatherNow(ready, srcs, first, end, total);
            if (count != 0) {
                return Poll.ready(count);
            }
        }
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
            throw IoException.of("shut down the output to " + peer + ": " + e.getMessage(), e);
        }
        registration.markEnded(Direction.WRITE);
    }

    void close() {
        registration.close();
    }

    @Override
    public String toString() {
        return registration.isClosed()
                ? "closed connection with " + peer
                : "connection of " + localAddress() + " with " + peer;
    }

    /**
     * Reads once. Fewer bytes than asked for say that there are no more: it saves the next call.
     */
    private int readNow(long ready, ByteBuffer dst) {
        if (Readiness.isEnded(ready, Direction.READ)) {
            return -1;
        }
        int asked = dst.isDirect() ? dst.remaining() : Math.min(dst.remaining(), HEAP_CHUNK);
        int limit = dst.limit();
        int count;
        try {
            do {
                count = channel.read(dst.limit(dst.position() + asked));
            } while (count < END);
        } catch (IOException e) {
            throw IoException.of("read from " + peer + ": " + e.getMessage(), e);
        } finally {
            dst.limit(limit);
        }
        if (count < 0) {
            registration.markEnded(Direction.READ);
        } else if (count < asked) {
            registration.clearReady(ready, Direction.READ);
        }
        return count;
    }

    private int writeNow(long ready, ByteBuffer src) {
        requireOutput(ready);
        int asked = src.isDirect() ? src.remaining() : Math.min(src.remaining(), HEAP_CHUNK);
        int limit = src.limit();
        int count;
        try {
            do {
                count = channel.write(src.limit(src.position() + asked));
            } while (count < 0);
        } catch (IOException e) {
            throw writeFailure(e);
        } finally {
            src.limit(limit);
        }
        if (count < asked) {
            registration.clearReady(ready, Direction.WRITE);
        }
        return count;
    }

    private long gatherNow(long ready, ByteBuffer[] srcs, int from, int to, long asked) {
        requireOutput(ready);
        try {
            long count;
            do {
                count = channel.write(srcs, from, to - from);
            } while (count < 0);
            if (count < asked) {
                registration.clearReady(ready, Direction.WRITE);
            }
            return count;
        } catch (IOException e) {
            throw writeFailure(e);
        }
    }

    void requireOutput(long ready) {
        if (Readiness.isEnded(ready, Direction.WRITE)) {
            throw new IoException(
                    IoException.Kind.BROKEN_PIPE,
                    "write to " + peer + ": the output was shut down; write before shutdown()");
        }
    }

    private IoException writeFailure(IOException e) {
        return IoException.of("write to " + peer + ": " + e.getMessage(), e);
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
            readNow(registration.snapshot(), larger);
        } catch (IoException e) {
            return held;
        }
        return larger.flip();
    }
}
