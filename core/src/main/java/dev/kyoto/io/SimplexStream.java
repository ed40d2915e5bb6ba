package dev.kyoto.io;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A one-way pipe in memory with a bounded buffer: what is written to it can be read from it.
 *
 * <p>A write waits while the buffer is full, a read while it is empty. One task may read while
 * another writes, in any threads.
 *
 * <p>Answers to {@code tokio::io::SimplexStream}.
 */
public final class SimplexStream implements AsyncRead, AsyncWrite, AutoCloseable {
    // Design. One ring of bytes, one waker for each side, everything guarded by `this.lock`; wakers
    // are taken under the lock and woken outside of it, as a waker may run anything.
    //
    //   OPEN          -> WRITE_ENDED   shutdown, closeWriter: the reader drains the ring, then ends
    //   OPEN          -> READ_CLOSED   closeReader: what is in the ring is dropped, writes fail
    //   WRITE_ENDED   -> both          closeReader
    //   READ_CLOSED   -> both          shutdown, closeWriter

    private final Object lock = new Object();
    private final int capacity;

    // Guarded by lock. The ring is allocated by the first write, and let go of with the reader.
    private byte[] ring = {};
    private int head;
    private int length;
    private boolean writeEnded;
    private boolean readClosed;
    private @Nullable Waker readWaker;
    private @Nullable Waker writeWaker;

    /**
     * Makes a pipe; {@link Io#simplex} makes one in two halves.
     *
     * @param capacity the most bytes that are written and not yet read, at least 1
     */
    public SimplexStream(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "the capacity of %d bytes is too small: at least 1 is needed"
                            .formatted(capacity));
        }
        this.capacity = capacity;
    }

    @Override
    public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        AsyncRead.requireRoom(dst);
        if (!cx.proceed()) {
            return Poll.pending();
        }
        int taken;
        Waker writer;
        synchronized (lock) {
            if (readClosed) {
                throw new IoException(
                        IoException.Kind.CLOSED, "read from an in-memory stream after close()");
            }
            if (length == 0) {
                if (writeEnded) {
                    return Poll.ready(-1);
                }
                readWaker = cx.waker();
                cx.restore();
                return Poll.pending();
            }
            taken = takeFromRing(dst);
            writer = writeWaker;
            writeWaker = null;
        }
        wake(writer);
        return Poll.ready(taken);
    }

    @Override
    public Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        if (!cx.proceed()) {
            return Poll.pending();
        }
        int put;
        Waker reader;
        synchronized (lock) {
            if (writeEnded || readClosed) {
                throw new IoException(
                        IoException.Kind.BROKEN_PIPE,
                        writeEnded
                                ? "write to an in-memory stream after shutdown() or close()"
                                : "write to an in-memory stream whose reading end was closed");
            }
            if (!src.hasRemaining()) {
                return Poll.ready(0);
            }
            if (length == capacity) {
                writeWaker = cx.waker();
                cx.restore();
                return Poll.pending();
            }
            put = putIntoRing(src);
            reader = readWaker;
            readWaker = null;
        }
        wake(reader);
        return Poll.ready(put);
    }

    private int takeFromRing(ByteBuffer dst) {
        int taken = Math.min(length, dst.remaining());
        int beforeWrap = Math.min(taken, capacity - head);
        dst.put(ring, head, beforeWrap);
        dst.put(ring, 0, taken - beforeWrap);
        length -= taken;
        head = length == 0 ? 0 : (int) (((long) head + taken) % capacity);
        return taken;
    }

    private int putIntoRing(ByteBuffer src) {
        if (ring.length == 0) {
            ring = new byte[capacity];
        }
        int put = Math.min(capacity - length, src.remaining());
        int tail = (int) (((long) head + length) % capacity);
        int beforeWrap = Math.min(put, capacity - tail);
        src.get(ring, tail, beforeWrap);
        src.get(ring, 0, put - beforeWrap);
        length += put;
        return put;
    }

    /** What was written can be read at once: there is nothing to push. */
    @Override
    public Poll<@Nullable Void> pollFlush(Context cx) {
        return Poll.ready(null);
    }

    @Override
    public Poll<@Nullable Void> pollShutdown(Context cx) {
        closeWriter();
        return Poll.ready(null);
    }

    /** Ends the output: the reader sees the end once it has read everything. Idempotent. */
    public void closeWriter() {
        Waker reader;
        Waker writer;
        synchronized (lock) {
            writeEnded = true;
            reader = readWaker;
            readWaker = null;
            writer = writeWaker;
            writeWaker = null;
        }
        wake(reader);
        wake(writer);
    }

    /** Gives up reading: what was not read is dropped, and writes fail. Idempotent. */
    public void closeReader() {
        Waker reader;
        Waker writer;
        synchronized (lock) {
            readClosed = true;
            ring = new byte[0];
            length = 0;
            reader = readWaker;
            readWaker = null;
            writer = writeWaker;
            writeWaker = null;
        }
        wake(reader);
        wake(writer);
    }

    /** Both {@link #closeWriter()} and {@link #closeReader()}. */
    @Override
    public void close() {
        closeWriter();
        closeReader();
    }

    private static void wake(@Nullable Waker waker) {
        if (waker != null) {
            waker.wake();
        }
    }
}
