package dev.kyoto.bridge;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.IoException;
import dev.kyoto.io.AsyncRead;
import dev.kyoto.io.AsyncWrite;
import dev.kyoto.runtime.Handle;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;

/**
 * Makes readers and writers of the JDK's streams, channels and publishers, and these of readers and
 * writers.
 *
 * <p>What is made of something that blocks calls it on the blocking pool of the runtime at hand, one
 * call at a time. Cancelling an operation does not interrupt such a call: what a cancelled read had
 * asked for is kept for the next read, and what a write had taken is written. A call that never
 * returns keeps its runtime from shutting down in order; close what it blocks in.
 *
 * <p>What blocks and is made of a reader or a writer awaits on the calling thread. It is meant for
 * threads that may block, as those of {@code spawnBlocking}.
 *
 * <p><b>Example</b> A library that wants an {@code InputStream}, fed from a socket:
 *
 * {@snippet :
 * var answer = spawnBlocking(() -> {
 *     try (var scanner = new Scanner(Bridge.inputStream(socket))) {
 *         return scanner.nextInt();
 *     }
 * });
 * }
 *
 * <p>Answers to {@code tokio_util::io::SyncIoBridge} and {@code tokio_util::compat}.
 */
@CheckReturnValue
public final class Bridge {

    private Bridge() {}

    // ---- From what blocks ----

    /**
     * Reads from a blocking stream, never more of it than was asked for.
     *
     * @param in where the bytes come from; whoever made it still closes it
     * @return a reader; one task reads at a time
     */
    public static AsyncRead reader(InputStream in) {
        return new BlockingReader(in::read);
    }

    /**
     * Reads from a blocking channel, never more of it than was asked for.
     *
     * @param channel where the bytes come from; whoever made it still closes it
     * @return a reader; one task reads at a time
     * @throws IllegalArgumentException if the channel is in non-blocking mode
     */
    public static AsyncRead reader(ReadableByteChannel channel) {
        requireBlocking(channel);
        return new BlockingReader(dst -> channel.read(ByteBuffer.wrap(dst)));
    }

    /**
     * Writes to a blocking stream. A write is taken before it has happened: flush to know, and
     * before the end. Its failure is told by the next operation.
     *
     * @param out where the bytes go; {@link AsyncWrite#shutdown()} closes it
     * @return a writer; one task writes at a time
     */
    public static AsyncWrite writer(OutputStream out) {
        return new BlockingWriter(
                new BlockingWriter.Target() {
                    @Override
                    public void write(byte[] src) throws IOException {
                        out.write(src);
                    }

                    @Override
                    public void flush() throws IOException {
                        out.flush();
                    }

                    @Override
                    public void end() throws IOException {
                        out.close();
                    }
                });
    }

    /**
     * Writes to a blocking channel; {@link #writer(OutputStream)} in all else.
     *
     * @param channel where the bytes go; {@link AsyncWrite#shutdown()} closes it
     * @return a writer; one task writes at a time
     * @throws IllegalArgumentException if the channel is in non-blocking mode
     */
    public static AsyncWrite writer(WritableByteChannel channel) {
        requireBlocking(channel);
        return new BlockingWriter(
                new BlockingWriter.Target() {
                    @Override
                    public void write(byte[] src) throws IOException {
                        var rest = ByteBuffer.wrap(src);
                        while (rest.hasRemaining()) {
                            if (channel.write(rest) == 0) {
                                throw new IOException(
                                        "a blocking channel has taken none of %d bytes"
                                                .formatted(rest.remaining()));
                            }
                        }
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void end() throws IOException {
                        channel.close();
                    }
                });
    }

    private static void requireBlocking(Object channel) {
        if (channel instanceof SelectableChannel selectable && !selectable.isBlocking()) {
            throw new IllegalArgumentException(
                    channel + " is in non-blocking mode; call configureBlocking(true) first");
        }
    }

    // ---- To what blocks ----

    /**
     * Makes a blocking stream of a reader. Failures are {@link IOException}s of the class that the
     * JDK would throw.
     *
     * @param reader where the bytes come from; it is closed with the stream if it can be
     * @return a stream whose calls wait on the calling thread; one thread reads at a time
     */
    public static InputStream inputStream(AsyncRead reader) {
        return new ReaderInputStream(reader);
    }

    /**
     * Makes a blocking stream of a writer. Failures are {@link IOException}s of the class that the
     * JDK would throw.
     *
     * @param writer where the bytes go; closing the stream shuts it down, and closes it if it can be
     * @return a stream whose calls wait on the calling thread; one thread writes at a time
     */
    public static OutputStream outputStream(AsyncWrite writer) {
        return new WriterOutputStream(writer);
    }

    /**
     * Makes a blocking channel of a reader; {@link #inputStream} in all else.
     *
     * @param reader where the bytes come from; it is closed with the channel if it can be
     * @return a channel whose reads wait on the calling thread
     */
    public static ReadableByteChannel readableChannel(AsyncRead reader) {
        return new ReaderChannel(reader);
    }

    /**
     * Makes a blocking channel of a writer; {@link #outputStream} in all else. A write writes all of
     * its buffer, and flushes it, as a channel has no flush.
     *
     * @param writer where the bytes go; closing the channel shuts it down, and closes it if it can
     *     be
     * @return a channel whose writes wait on the calling thread
     */
    public static WritableByteChannel writableChannel(AsyncWrite writer) {
        return new WriterChannel(writer);
    }

    // ---- Publishers ----

    /**
     * Reads what a publisher publishes, as a body that {@code java.net.http} sends.
     *
     * @param publisher gives buffers of any kind, which must not be changed any more
     * @return a reader that subscribes with its first read
     */
    public static PublisherReader reader(Flow.Publisher<? extends ByteBuffer> publisher) {
        return new PublisherReader(publisher, List::of);
    }

    /**
     * Reads what a publisher publishes in lists, as {@code BodyHandlers.ofPublisher()} does.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var response =
     *         Futures.fromStage(client.sendAsync(request, BodyHandlers.ofPublisher())).await();
     * try (var body = Bridge.readerOfLists(response.body())) {
     *     var firstLine = body.readLine().await();
     * }
     * }
     *
     * @param publisher gives lists of buffers, which must not be changed any more
     * @return a reader that subscribes with its first read
     */
    public static PublisherReader readerOfLists(
            Flow.Publisher<? extends List<? extends ByteBuffer>> publisher) {
        return new PublisherReader(publisher, it -> it);
    }

    /**
     * Publishes what a reader reads, in chunks of up to 4 KiB, to one subscriber; a task of the
     * runtime at hand reads as far as the subscriber asks. Nothing is read before that.
     *
     * <p>The subscriber is called by that task, and must not block.
     *
     * @param reader where the bytes come from; whoever made it still closes it
     * @return a publisher, as {@code BodyPublishers.fromPublisher} takes it
     * @throws IllegalStateException without a runtime at hand
     */
    public static Flow.Publisher<ByteBuffer> publisher(AsyncRead reader) {
        return new ReaderPublisher(new ReaderStream(reader), Handle.current());
    }

    // ---- What the bridges share ----

    static IoException brokenPipe(String message) {
        return new IoException(IoException.Kind.BROKEN_PIPE, message);
    }

    /** Closes what can be closed, as a stream of the JDK would. */
    static void close(Object end) throws IOException {
        if (end instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (IoException e) {
                throw checked(e);
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(end + " could not be closed", e);
            }
        }
    }

    /** The JDK's exception, which callers of the JDK's methods expect. */
    static IOException checked(IoException e) {
        return Objects.requireNonNull(e.getCause());
    }
}
