package dev.kyoto.io;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link BufReader} and a {@link BufWriter} over one stream.
 *
 * <p>Flush before waiting for an answer, and at the end. Not thread-safe.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var client = new BufStream(socket);
 * client.writeString("PING\r\n").await();
 * client.flush().await();
 * var answer = client.readLine().await();
 * }
 *
 * <p>Answers to {@code tokio::io::BufStream}.
 */
@CheckReturnValue
public final class BufStream implements AsyncBufRead, AsyncWrite, AsyncSeek {
    private final BufReader reader;
    private final BufWriter writer;

    /**
     * Buffers 8 KiB each way.
     *
     * @param stream where the bytes come from and go
     * @param <S> its type
     */
    public <S extends AsyncRead & AsyncWrite> BufStream(S stream) {
        this(stream, BufReader.DEFAULT_CAPACITY, BufReader.DEFAULT_CAPACITY);
    }

    /**
     * Buffers a number of bytes each way.
     *
     * @param stream where the bytes come from and go
     * @param readCapacity the size of the buffer for reading in bytes, at least 1
     * @param writeCapacity the size of the buffer for writing in bytes, at least 1
     * @param <S> its type
     */
    public <S extends AsyncRead & AsyncWrite> BufStream(
            S stream, int readCapacity, int writeCapacity) {
        this.reader = new BufReader(stream, readCapacity);
        this.writer = new BufWriter(stream, writeCapacity);
    }

    @Override
    public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        return reader.pollRead(cx, dst);
    }

    @Override
    public Poll<@Nullable ByteBuffer> pollFillBuf(Context cx) {
        return reader.pollFillBuf(cx);
    }

    @Override
    public void consume(int length) {
        reader.consume(length);
    }

    @Override
    public Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        return writer.pollWrite(cx, src);
    }

    @Override
    public Poll<Long> pollWriteVectored(Context cx, ByteBuffer[] srcs, int from, int to) {
        return writer.pollWriteVectored(cx, srcs, from, to);
    }

    @Override
    public boolean isWriteVectored() {
        return writer.isWriteVectored();
    }

    @Override
    public Poll<@Nullable Void> pollFlush(Context cx) {
        return writer.pollFlush(cx);
    }

    @Override
    public Poll<@Nullable Void> pollShutdown(Context cx) {
        return writer.pollShutdown(cx);
    }

    /**
     * Hands on what was written, moves the position of the stream under the buffers, and drops what
     * was read ahead; {@link AsyncSeek#seek} in all else. Seek between reading and writing, as
     * reading ahead moves the position too.
     *
     * <p><b>Errors</b> {@link UnsupportedOperationException} at once if the stream is no {@link
     * AsyncSeek}; else as {@link AsyncSeek#seek}, and those of writing.
     *
     * @param to where to
     * @return the new position in bytes from the start
     */
    @Override
    public Future<Long> seek(SeekFrom to) {
        return new Seeks.Through(Seeks.requireSeekable(reader.inner()), reader, writer, to);
    }

    /**
     * The stream under the buffers; what was read ahead is no longer in it, and what was written
     * may not be in it yet.
     *
     * @return the stream given to the constructor
     */
    public AsyncRead inner() {
        return reader.inner();
    }

    /**
     * What has been read ahead and not consumed.
     *
     * @return a read-only view, valid until the next call on this stream
     */
    public ByteBuffer readBuffer() {
        return reader.buffer();
    }

    /**
     * What was written and not handed on.
     *
     * @return a read-only view, valid until the next call on this stream
     */
    public ByteBuffer writeBuffer() {
        return writer.buffer();
    }
}
