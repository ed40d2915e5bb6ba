package dev.kyoto.io;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Poll;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads ahead from another reader in large pieces and hands out small ones.
 *
 * <p>What it has read ahead is no longer in the inner reader: once it is in use, read through it
 * only. Its memory is allocated by the first read. Not thread-safe.
 *
 * <p>Answers to {@code tokio::io::BufReader}.
 */
@CheckReturnValue
public final class BufReader implements AsyncBufRead, AsyncSeek {
    /** The size of a buffer unless another is given, in bytes. */
    static final int DEFAULT_CAPACITY = 8 * 1024;

    private final AsyncRead inner;
    private final ByteBuf buffer;

    /**
     * Reads ahead up to 8 KiB.
     *
     * @param inner where the bytes come from
     */
    public BufReader(AsyncRead inner) {
        this(inner, DEFAULT_CAPACITY);
    }

    /**
     * Reads ahead up to a number of bytes.
     *
     * @param inner where the bytes come from
     * @param capacity the size of the buffer in bytes, at least 1
     */
    public BufReader(AsyncRead inner, int capacity) {
        this.inner = inner;
        this.buffer = fixed(capacity);
    }

    /** A buffer that gets its whole memory at once and never more. */
    static ByteBuf fixed(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "the capacity of %d bytes is too small: at least 1 is needed"
                            .formatted(capacity));
        }
        return ByteBuf.allocate(capacity, capacity);
    }

    @Override
    public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        // A large read into an empty buffer would only be copied once more.
        return buffer.isEmpty() && dst.remaining() >= buffer.maxCapacity()
                ? inner.pollRead(cx, dst)
                : BufReads.pollRead(cx, this, dst);
    }

    @Override
    public Poll<@Nullable ByteBuffer> pollFillBuf(Context cx) {
        if (buffer.isEmpty()) {
            buffer.clear();
            var polled = Reads.pollAppend(cx, inner, buffer, 1);
            if (polled.isPending()) {
                return Poll.pending();
            }
            if (polled.value() < 0) {
                return Poll.ready(null);
            }
        }
        return Poll.ready(buffer.readableBuffer());
    }

    @Override
    public void consume(int length) {
        buffer.skip(length);
    }

    /**
     * Moves the position of the reader under the buffer, and drops what was read ahead; {@link
     * AsyncSeek#seek} in all else. A place counted from the position is counted from the byte that
     * is read next, not from where reading ahead has got to.
     *
     * <p><b>Errors</b> {@link UnsupportedOperationException} at once if the reader is no {@link
     * AsyncSeek}; else as {@link AsyncSeek#seek}, and what was read ahead is kept.
     *
     * @param to where to
     * @return the new position in bytes from the start
     */
    @Override
    public Future<Long> seek(SeekFrom to) {
        return new Seeks.Through(Seeks.requireSeekable(inner), this, null, to);
    }

    /**
     * Tells the position of the byte that is read next, and keeps what was read ahead; see {@link
     * #seek}.
     *
     * @return the position in bytes from the start
     */
    @Override
    public Future<Long> position() {
        return Futures.map(
                Seeks.requireSeekable(inner).position(), it -> it - buffer.readableBytes());
    }

    /**
     * Moves the position by some bytes; see {@link #seek}. Within what was read ahead nothing else
     * is moved, and the rest is kept.
     *
     * <p>Answers to {@code std::io::BufReader::seek_relative}.
     *
     * @param offset bytes; negative to go back, for which the reader under the buffer must seek
     * @return the new position in bytes from the start
     */
    public Future<Long> seekRelative(long offset) {
        if (offset < 0 || offset > buffer.readableBytes()) {
            return seek(SeekFrom.current(offset));
        }
        return Futures.flatMap(
                Futures.lazy(
                        () -> {
                            buffer.skip((int) offset);
                            return this;
                        }),
                BufReader::position);
    }

    /** Drops what was read ahead. */
    void forget() {
        buffer.clear();
    }

    /**
     * What has been read ahead and not consumed.
     *
     * @return a read-only view, valid until the next call on this reader
     */
    public ByteBuffer buffer() {
        return buffer.slice(0, buffer.readableBytes());
    }

    /**
     * The reader that the bytes come from.
     *
     * @return the reader given to the constructor
     */
    public AsyncRead inner() {
        return inner;
    }
}
