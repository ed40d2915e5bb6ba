package dev.kyoto.io;

import dev.kyoto.future.Context;
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
public final class BufReader implements AsyncBufRead {
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
