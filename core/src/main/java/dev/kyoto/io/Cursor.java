package dev.kyoto.io;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A file in memory: bytes that are read, overwritten and appended at a position, which can be moved.
 *
 * <p>Nothing in it ever waits, except that it honours the budget of the task. Not thread-safe.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var file = new Cursor();
 * file.writeInt(0).await(); // the length, not known yet
 * file.writeString("hello").await();
 * file.rewind().await();
 * file.writeInt(5).await();
 * byte[] message = file.toByteArray();
 * }
 *
 * <p>Answers to {@code std::io::Cursor}, for which Tokio has its traits.
 */
@CheckReturnValue
public final class Cursor implements AsyncBufRead, AsyncWrite, AsyncSeek {
    /** The JDK's own bound for arrays: some VMs need a few words of header. */
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private static final int LEAST_CAPACITY = 64;

    // The bytes before `size` count. Those from `size` on are zero at all times, so that a write
    // beyond the end leaves zeros in between.
    private byte[] bytes;
    private int size;
    private long position;

    /** An empty file. */
    public Cursor() {
        this(new byte[0]);
    }

    private Cursor(byte[] bytes) {
        this.bytes = bytes;
        this.size = bytes.length;
    }

    /**
     * A file that starts with a copy of these bytes, at position 0.
     *
     * @param content its bytes
     * @return a new file
     */
    public static Cursor of(byte[] content) {
        return new Cursor(content.clone());
    }

    /**
     * A file that starts with this text in UTF-8, at position 0.
     *
     * @param content its text
     * @return a new file
     */
    public static Cursor of(String content) {
        return new Cursor(content.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Poll<@Nullable ByteBuffer> pollFillBuf(Context cx) {
        if (!cx.proceed()) {
            return Poll.pending();
        }
        return position >= size
                ? Poll.ready(null)
                : Poll.ready(ByteBuffer.wrap(bytes, (int) position, size - (int) position));
    }

    @Override
    public void consume(int length) {
        if (length < 0 || length > Math.max(0, size - position)) {
            throw new IndexOutOfBoundsException(
                    "%d bytes cannot be consumed at position %d of %d"
                            .formatted(length, position, size));
        }
        position += length;
    }

    @Override
    public Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        if (!cx.proceed()) {
            return Poll.pending();
        }
        int length = src.remaining();
        if (length == 0) {
            return Poll.ready(0);
        }
        long end = position + length;
        if (end > LARGEST_ARRAY || end < 0) {
            throw new IoException(
                    IoException.Kind.OTHER,
                    "%d bytes at position %d would end beyond the %d bytes that memory holds in one piece"
                            .formatted(length, position, LARGEST_ARRAY));
        }
        if (end > bytes.length) {
            long doubled = Math.max(2L * bytes.length, LEAST_CAPACITY);
            bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(doubled, end), LARGEST_ARRAY));
        }
        src.get(bytes, (int) position, length);
        position = end;
        size = Math.max(size, (int) end);
        return Poll.ready(length);
    }

    @Override
    public Poll<@Nullable Void> pollFlush(Context cx) {
        return Poll.ready(null);
    }

    @Override
    public Poll<@Nullable Void> pollShutdown(Context cx) {
        return Poll.ready(null);
    }

    @Override
    public Future<Long> seek(SeekFrom to) {
        return Futures.lazy(
                () -> {
                    position = resolve(to);
                    return position;
                });
    }

    private long resolve(SeekFrom to) {
        long base =
                switch (to) {
                    case SeekFrom.Start start -> 0;
                    case SeekFrom.End end -> size;
                    case SeekFrom.Current current -> position;
                };
        long place = base + to.offset();
        // Neither base is negative, so an overflow shows as a negative sum of two positive ones.
        if (place < 0) {
            throw new IllegalArgumentException(
                    "%s from position %d of %d bytes is before the start, or too far beyond the end"
                            .formatted(to, position, size));
        }
        return place;
    }

    /**
     * How many bytes there are, wherever the position is.
     *
     * @return bytes
     */
    public int size() {
        return size;
    }

    /**
     * All bytes from the start, wherever the position is.
     *
     * @return a new array
     */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    @Override
    public String toString() {
        return "Cursor(position %d of %d)".formatted(position, size);
    }
}
