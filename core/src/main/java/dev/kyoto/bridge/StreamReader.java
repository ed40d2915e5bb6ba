package dev.kyoto.bridge;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.io.AsyncBufRead;
import dev.kyoto.stream.AsyncStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A stream of chunks as a reader: their bytes, one chunk after another.
 *
 * <p>Chunks are read where they are, without a copy; empty ones are passed over. Not thread-safe.
 *
 * <p><b>Errors</b> Those of the stream, from the read that would have got its next chunk; the next
 * read asks the stream again.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var body = StreamReader.of(new ReaderStream(socket));
 * var line = body.readLine().await();
 * }
 *
 * <p>Answers to {@code tokio_util::io::StreamReader}.
 */
@CheckReturnValue
public final class StreamReader implements AsyncBufRead, AutoCloseable {

    /** Asks for the next chunk. */
    @FunctionalInterface
    private interface Source {
        Poll<@Nullable ByteBuffer> pollNext(Context cx);
    }

    private final AsyncStream<?> stream;
    private final Source source;
    private ByteBuffer chunk = ByteBuffer.allocate(0);

    private StreamReader(AsyncStream<?> stream, Source source) {
        this.stream = stream;
        this.source = source;
    }

    /**
     * Reads chunks that are buffers, from their positions to their limits; heap, direct and
     * read-only ones alike. They must not be changed any more.
     *
     * @param chunks where the bytes come from
     * @return a new reader
     */
    public static StreamReader of(AsyncStream<ByteBuffer> chunks) {
        return new StreamReader(chunks, chunks::pollNext);
    }

    /**
     * Reads chunks that are arrays, which must not be changed any more.
     *
     * @param chunks where the bytes come from
     * @return a new reader
     */
    public static StreamReader ofArrays(AsyncStream<byte[]> chunks) {
        return new StreamReader(
                chunks,
                cx -> {
                    var polled = chunks.pollNext(cx);
                    if (polled.isPending()) {
                        return Poll.<@Nullable ByteBuffer>pending();
                    }
                    byte @Nullable [] bytes = polled.value();
                    return Poll.<@Nullable ByteBuffer>ready(
                            bytes == null ? null : ByteBuffer.wrap(bytes));
                });
    }

    @Override
    public Poll<@Nullable ByteBuffer> pollFillBuf(Context cx) {
        while (!chunk.hasRemaining()) {
            var polled = source.pollNext(cx);
            if (polled.isPending()) {
                return Poll.pending();
            }
            var next = polled.value();
            if (next == null) {
                return Poll.ready(null);
            }
            chunk = next.duplicate();
        }
        return Poll.ready(chunk.duplicate());
    }

    @Override
    public void consume(int length) {
        chunk.position(chunk.position() + length);
    }

    /**
     * What is left of the chunk that is being read.
     *
     * @return a read-only view
     */
    public ByteBuffer buffer() {
        return chunk.asReadOnlyBuffer();
    }

    /**
     * The stream that the chunks come from.
     *
     * @return what the reader was made of; {@link #buffer()} comes before its next chunk
     */
    public AsyncStream<?> inner() {
        return stream;
    }

    /** Cancels the stream, which will not be asked again. Idempotent. */
    @Override
    public void close() {
        stream.cancel();
    }
}
