package dev.kyoto.io;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;

/**
 * What is done with readers and writers as a whole: copying, splitting, joining, and making them in
 * memory.
 *
 * <p>Answers to the functions of {@code tokio::io}.
 */
@CheckReturnValue
public final class Io {

    private Io() {}

    /**
     * Copies everything from a reader to a writer, and flushes the writer at the end and whenever
     * the reader has nothing for now. Reads and writes overlap, over a buffer of 8 KiB.
     *
     * <p><b>Cancellation</b> Loses up to 8 KiB that were read and not written: use {@link #copyBuf}
     * in a select.
     *
     * <p><b>Errors</b> Those of the reader and of the writer.
     *
     * <p><b>Example</b> An echo server's connection:
     *
     * {@snippet :
     * var halves = Io.split(socket);
     * long bytes = Io.copy(halves.reader(), halves.writer()).await();
     * }
     *
     * <p>Answers to {@code tokio::io::copy}.
     *
     * @param reader where the bytes come from
     * @param writer where the bytes go; it is not shut down
     * @return how many bytes were copied
     */
    public static Future<Long> copy(AsyncRead reader, AsyncWrite writer) {
        return new Copies.Copy(reader, writer);
    }

    /**
     * Copies everything out of a reader's own buffer to a writer, and flushes the writer at the end
     * and whenever the reader has nothing for now.
     *
     * <p><b>Cancellation</b> Safe: what was not written is still in the reader.
     *
     * <p><b>Errors</b> Those of the reader and of the writer; what was not written is still in the
     * reader.
     *
     * <p><b>Example</b> Copying, until somebody calls it off; what was not written is not lost:
     *
     * {@snippet :
     * var input = client.buffered();
     * switch (select(Io.copyBuf(input, server), shutdown.notified()).await()) {
     *     case OneOf2.First(var bytes) -> log("%d bytes", bytes);
     *     case OneOf2.Second(var none) -> log("%d bytes are left", input.buffer().remaining());
     * }
     * }
     *
     * <p>Answers to {@code tokio::io::copy_buf}.
     *
     * @param reader where the bytes come from
     * @param writer where the bytes go; it is not shut down
     * @return how many bytes were copied
     */
    public static Future<Long> copyBuf(AsyncBufRead reader, AsyncWrite writer) {
        return new Copies.CopyBuf(reader, writer);
    }

    /**
     * Relays between two streams until both ways have ended. The end of one stream's input shuts
     * down the output of the other, and the other way goes on.
     *
     * <p><b>Cancellation</b> Loses up to 8 KiB each way that were read and not written.
     *
     * <p><b>Errors</b> The first of any of them; both ways are given up, and neither stream is shut
     * down or closed.
     *
     * <p><b>Example</b> A proxy's connection:
     *
     * {@snippet :
     * try (client; server) {
     *     var counts = Io.copyBidirectional(client, server).await();
     *     log("%d bytes up, %d down", counts.firstToSecond(), counts.secondToFirst());
     * }
     * }
     *
     * <p>Answers to {@code tokio::io::copy_bidirectional}.
     *
     * @param first one stream
     * @param second the other stream
     * @param <A> the type of the first
     * @param <B> the type of the second
     * @return how many bytes were copied each way
     */
    public static <A extends AsyncRead & AsyncWrite, B extends AsyncRead & AsyncWrite>
            Future<CopyCounts> copyBidirectional(A first, B second) {
        return copyBidirectional(
                first, second, BufReader.DEFAULT_CAPACITY, BufReader.DEFAULT_CAPACITY);
    }

    /**
     * Relays as {@link #copyBidirectional(AsyncRead, AsyncRead)} with buffers of other sizes.
     *
     * <p><b>Cancellation</b> Loses up to a buffer each way that was read and not written.
     *
     * <p><b>Errors</b> The first of any of them; both ways are given up.
     *
     * <p>Answers to {@code tokio::io::copy_bidirectional_with_sizes}.
     *
     * @param first one stream
     * @param second the other stream
     * @param firstToSecondSize the buffer from first to second in bytes, at least 1
     * @param secondToFirstSize the buffer from second to first in bytes, at least 1
     * @param <A> the type of the first
     * @param <B> the type of the second
     * @return how many bytes were copied each way
     */
    public static <A extends AsyncRead & AsyncWrite, B extends AsyncRead & AsyncWrite>
            Future<CopyCounts> copyBidirectional(
                    A first, B second, int firstToSecondSize, int secondToFirstSize) {
        return new Copies.Both<>(first, second, firstToSecondSize, secondToFirstSize);
    }

    /**
     * Splits any stream into a half that reads and a half that writes, for two tasks. A lock keeps
     * the two from polling at the same time; sockets have halves of their own that need none.
     *
     * <p>Answers to {@code tokio::io::split}.
     *
     * @param stream the stream, which is used through its halves from now on
     * @param <S> its type
     * @return the halves; {@link ReadHalf#unsplit} gives the stream back
     */
    public static <S extends AsyncRead & AsyncWrite> Halves<S> split(S stream) {
        var shared = new SharedStream<S>(stream);
        return new Halves<>(new ReadHalf<>(shared), new WriteHalf<>(shared));
    }

    /**
     * Makes one stream of a reader and a writer.
     *
     * <p>Answers to {@code tokio::io::join}.
     *
     * @param reader where its bytes come from
     * @param writer where its bytes go
     * @param <R> the type of the reader
     * @param <W> the type of the writer
     * @return a stream over both
     */
    public static <R extends AsyncRead, W extends AsyncWrite> Join<R, W> join(R reader, W writer) {
        return new Join<>(reader, writer);
    }

    /**
     * Makes a two-way pipe in memory, as a stand-in for a pair of connected sockets.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var pair = Io.duplex(64);
     * pair.first().writeString("ping").await();
     * pair.first().shutdown().await();
     * assert pair.second().readToString().await().equals("ping");
     * }
     *
     * <p>Answers to {@code tokio::io::duplex}.
     *
     * @param capacity the most bytes that are written and not yet read, each way, at least 1
     * @return its two ends
     */
    public static DuplexPair duplex(int capacity) {
        var forth = new SimplexStream(capacity);
        var back = new SimplexStream(capacity);
        return new DuplexPair(new DuplexStream(back, forth), new DuplexStream(forth, back));
    }

    /**
     * Makes a one-way pipe in memory.
     *
     * <p>Answers to {@code tokio::io::simplex}.
     *
     * @param capacity the most bytes that are written and not yet read, at least 1
     * @return its two ends
     */
    public static Halves<SimplexStream> simplex(int capacity) {
        return split(new SimplexStream(capacity));
    }

    /**
     * A stream that is always at its end and takes whatever is written.
     *
     * <p>Answers to {@code tokio::io::empty}.
     *
     * @return the one shared instance
     */
    public static Empty empty() {
        return Empty.INSTANCE;
    }

    /**
     * A reader of one byte without end.
     *
     * <p>Answers to {@code tokio::io::repeat}.
     *
     * @param value the byte
     * @return a new reader
     */
    public static AsyncRead repeat(byte value) {
        return new Repeat(value);
    }

    /**
     * A writer that takes everything and keeps nothing.
     *
     * <p>Answers to {@code tokio::io::sink}.
     *
     * @return the one shared instance
     */
    public static AsyncWrite sink() {
        return Sink.INSTANCE;
    }
}
