package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
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
    private final SocketAddress peer;

    /** Bytes from position to limit were taken out of the socket and not read yet; never empty. */
    private volatile @Nullable ByteBuffer peeked;

    private SocketIo(SocketChannel channel, Registration registration) throws IOException {
        this.channel = channel;
        this.registration = registration;
        this.peer = channel.getRemoteAddress();
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

    /** Bytes taken, 0 if there are none now, -1 at the end. */
    long tryReadVectored(ByteBuffer[] dsts) {
        int first = 0;
        while (first < dsts.length && !dsts[first].hasRemaining()) {
            first++;
        }
        if (first == dsts.length) {
            throw new IllegalArgumentException(
                    "none of the %d buffers has room to read into; call clear() or compact() first"
                            .formatted(dsts.length));
        }
        int end = endOfChunk(dsts, first, dsts.length);
        if (end == first + 1 || peeked != null) {
            return tryRead(dsts[first]);
        }
        return scatterNow(registration.snapshot(), dsts, first, end);
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
        int end = endOfChunk(srcs, first, to);
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
            long count = gatherNow(ready, srcs, first, end);
            if (count != 0) {
                return Poll.ready(count);
            }
        }
    }

    /** Bytes taken, 0 if there is no room now. */
    long tryWriteVectored(ByteBuffer[] srcs) {
        int first = 0;
        while (first < srcs.length && !srcs[first].hasRemaining()) {
            first++;
        }
        if (first == srcs.length) {
            return 0;
        }
        int end = endOfChunk(srcs, first, srcs.length);
        return end == first + 1
                ? tryWrite(srcs[first])
                : gatherNow(registration.snapshot(), srcs, first, end);
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
            throw readFailure(e);
        } finally {
            dst.limit(limit);
        }
        noteRead(ready, count, asked);
        return count;
    }

    private void noteRead(long ready, long count, long asked) {
        if (count < 0) {
            registration.markEnded(Direction.READ);
        } else if (count < asked) {
            registration.clearReady(ready, Direction.READ);
        }
    }

    /**
     * Where the run of whole buffers ends that fit one chunk; a first one that is larger goes
     * alone, in parts.
     */
    private static int endOfChunk(ByteBuffer[] buffers, int first, int to) {
        int end = first + 1;
        long total = buffers[first].remaining();
        int last = Math.min(to, first + MAX_GATHERED);
        while (end < last && total + buffers[end].remaining() <= HEAP_CHUNK) {
            total += buffers[end++].remaining();
        }
        return end;
    }

    private static long room(ByteBuffer[] buffers, int from, int to) {
        long total = 0;
        for (int i = from; i < to; i++) {
            total += buffers[i].remaining();
        }
        return total;
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

    private long scatterNow(long ready, ByteBuffer[] dsts, int from, int to) {
        if (Readiness.isEnded(ready, Direction.READ)) {
            return -1;
        }
        long asked = room(dsts, from, to);
        long count;
        try {
            do {
                count = channel.read(dsts, from, to - from);
            } while (count < END);
        } catch (IOException e) {
            throw readFailure(e);
        }
        noteRead(ready, count, asked);
        return count;
    }

    private long gatherNow(long ready, ByteBuffer[] srcs, int from, int to) {
        requireOutput(ready);
        long asked = room(srcs, from, to);
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
                    "write to " + name() + ": the output was shut down; write before shutdown()");
        }
    }

    private IoException readFailure(IOException e) {
        return IoException.of("read from " + name() + ": " + e.getMessage(), e);
    }

    private IoException writeFailure(IOException e) {
        return IoException.of("write to " + name() + ": " + e.getMessage(), e);
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
            readNow(registration.snapshot(), larger);
        } catch (IoException e) {
            return held;
        }
        return larger.flip();
    }
}
