package dev.kyoto.bridge;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.io.AsyncRead;
import dev.kyoto.stream.AsyncStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a reader as a stream of chunks: what has arrived, up to a size.
 *
 * <p>Each chunk is a heap buffer of its own, which the receiver may keep. After the end, and after a
 * failure of the reader, the stream has ended. Not thread-safe.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var chunks = new ReaderStream(socket);
 * for (var chunk = chunks.next().await(); chunk != null; chunk = chunks.next().await()) {
 *     digest.update(chunk);
 * }
 * }
 *
 * <p>Answers to {@code tokio_util::io::ReaderStream}.
 */
@CheckReturnValue
public final class ReaderStream implements AsyncStream<ByteBuffer> {
    private static final int DEFAULT_CAPACITY = 4 * 1024;

    private final int capacity;

    /** Null after the end. */
    private @Nullable AsyncRead reader;

    /** Room for the next chunk; kept while a read is pending, or if most of it was left. */
    private @Nullable ByteBuffer room;

    /**
     * Chunks of up to 4 KiB.
     *
     * @param reader where the bytes come from; whoever made it still closes it
     */
    public ReaderStream(AsyncRead reader) {
        this(reader, DEFAULT_CAPACITY);
    }

    /**
     * Chunks of up to a size.
     *
     * @param reader where the bytes come from; whoever made it still closes it
     * @param capacity the most bytes of a chunk, at least 1
     */
    public ReaderStream(AsyncRead reader, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "the capacity of %d bytes is too small: at least 1 is needed"
                            .formatted(capacity));
        }
        this.reader = reader;
        this.capacity = capacity;
    }

    @Override
    public Poll<@Nullable ByteBuffer> pollNext(Context cx) {
        var source = reader;
        if (source == null) {
            return Poll.ready(null);
        }
        var dst = room == null ? ByteBuffer.allocate(capacity) : room;
        room = dst;
        reader = null; // stays so at the end, and if the reader throws
        var polled = source.pollRead(cx, dst);
        if (polled.isPending()) {
            reader = source;
            return Poll.pending();
        }
        if (polled.value() < 0) {
            room = null;
            return Poll.ready(null);
        }
        reader = source;
        return Poll.ready(take(dst.flip()));
    }

    /** A chunk that fills little of its room is copied, as else the rest would be kept alive too. */
    private ByteBuffer take(ByteBuffer chunk) {
        if (chunk.remaining() > capacity / 2) {
            room = null;
            return chunk;
        }
        var copy = ByteBuffer.wrap(Chunks.take(chunk, capacity));
        chunk.clear();
        return copy;
    }
}
