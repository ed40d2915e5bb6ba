package dev.kyoto.io;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Collects small writes and hands them to another writer in large pieces.
 *
 * <p>What was collected goes out when there is no room for more, and by {@link #flush()} and {@link
 * #shutdown()}; <em>without one of these at the end it is lost</em>. Its memory is allocated by the
 * first write. Not thread-safe.
 *
 * <p>Answers to {@code tokio::io::BufWriter}.
 */
@CheckReturnValue
public final class BufWriter implements AsyncWrite, AsyncSeek {
    private final AsyncWrite inner;
    private final ByteBuf buffer;

    /**
     * Collects up to 8 KiB.
     *
     * @param inner where the bytes go
     */
    public BufWriter(AsyncWrite inner) {
        this(inner, BufReader.DEFAULT_CAPACITY);
    }

    /**
     * Collects up to a number of bytes.
     *
     * @param inner where the bytes go
     * @param capacity the size of the buffer in bytes, at least 1
     */
    public BufWriter(AsyncWrite inner, int capacity) {
        this.inner = inner;
        this.buffer = BufReader.fixed(capacity);
    }

    @Override
    public Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        if (!makeRoom(cx, src.remaining())) {
            return Poll.pending();
        }
        int length = src.remaining();
        if (length >= buffer.maxCapacity()) {
            return inner.pollWrite(cx, src); // it would only be copied once more
        }
        buffer.writeBytes(src);
        return Poll.ready(length);
    }

    @Override
    public Poll<Long> pollWriteVectored(Context cx, ByteBuffer[] srcs, int from, int to) {
        Objects.checkFromToIndex(from, to, srcs.length);
        long length = 0;
        for (int i = from; i < to; i++) {
            length += srcs[i].remaining();
        }
        if (!makeRoom(cx, length)) {
            return Poll.pending();
        }
        if (length >= buffer.maxCapacity()) {
            return inner.pollWriteVectored(cx, srcs, from, to);
        }
        for (int i = from; i < to; i++) {
            buffer.writeBytes(srcs[i]);
        }
        return Poll.ready(length);
    }

    /** Small pieces are copied together, whatever the inner writer does. */
    @Override
    public boolean isWriteVectored() {
        return true;
    }

    /** Writes what was collected unless that much more fits; false if that is pending. */
    private boolean makeRoom(Context cx, long length) {
        return length <= buffer.maxCapacity() - buffer.readableBytes() || pollDrain(cx).isReady();
    }

    /** Hands on what was collected. */
    Poll<@Nullable Void> pollDrain(Context cx) {
        return Writes.pollDrain(cx, inner, buffer);
    }

    @Override
    public Poll<@Nullable Void> pollFlush(Context cx) {
        return pollDrain(cx).isPending() ? Poll.pending() : inner.pollFlush(cx);
    }

    @Override
    public Poll<@Nullable Void> pollShutdown(Context cx) {
        return pollDrain(cx).isPending() ? Poll.pending() : inner.pollShutdown(cx);
    }

    /**
     * Hands on what was collected, and moves the position of the writer under the buffer; {@link
     * AsyncSeek#seek} in all else.
     *
     * <p><b>Errors</b> {@link UnsupportedOperationException} at once if the writer is no {@link
     * AsyncSeek}; else as {@link AsyncSeek#seek}, and those of writing.
     *
     * @param to where to
     * @return the new position in bytes from the start
     */
    @Override
    public Future<Long> seek(SeekFrom to) {
        return new Seeks.Through(Seeks.requireSeekable(inner), null, this, to);
    }

    /**
     * What has been collected and not handed on.
     *
     * @return a read-only view, valid until the next call on this writer
     */
    public ByteBuffer buffer() {
        return buffer.slice(0, buffer.readableBytes());
    }

    /**
     * The writer that the bytes go to.
     *
     * @return the writer given to the constructor
     */
    public AsyncWrite inner() {
        return inner;
    }
}
