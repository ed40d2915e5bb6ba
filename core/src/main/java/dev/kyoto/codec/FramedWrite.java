package dev.kyoto.codec;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import dev.kyoto.io.AsyncWrite;
import dev.kyoto.io.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames to a writer.
 *
 * <p>Frames are encoded into a buffer, which goes out when it is flushed, or when it has reached
 * the back-pressure boundary (8 KiB unless set) and another frame is to be fed. A frame that was
 * fed and is never flushed is not sent.
 *
 * <p>Not thread-safe.
 *
 * <p><b>Example</b> Many frames, one flush:
 *
 * {@snippet :
 * for (var item : batch) {
 *     frames.feed(item).await();
 * }
 * frames.flush().await();
 * }
 *
 * <p>Answers to {@code tokio_util::codec::FramedWrite}.
 *
 * @param <T> the type of the frames
 */
@CheckReturnValue
public final class FramedWrite<T> {
    /** A buffer larger than this is let go of once it has been written. */
    private static final int IDLE_CAPACITY = 64 * 1024;

    private final AsyncWrite inner;
    private final Encoder<? super T> encoder;
    private final ByteBuf buffer;
    private int boundary = FramedRead.DEFAULT_CAPACITY;

    /**
     * Writes frames with a buffer of 8 KiB at first.
     *
     * @param inner where the bytes go
     * @param encoder makes bytes of frames
     */
    public FramedWrite(AsyncWrite inner, Encoder<? super T> encoder) {
        this(inner, encoder, FramedRead.DEFAULT_CAPACITY);
    }

    /**
     * Writes frames with a buffer of a size that suits most of them; it grows for larger ones.
     *
     * @param inner where the bytes go
     * @param encoder makes bytes of frames
     * @param capacity the size of the buffer at first, in bytes
     */
    public FramedWrite(AsyncWrite inner, Encoder<? super T> encoder, int capacity) {
        this(inner, encoder, ByteBuf.allocate(capacity));
    }

    /** Goes on with what another has encoded but not written. */
    FramedWrite(AsyncWrite inner, Encoder<? super T> encoder, ByteBuf buffer) {
        this.inner = inner;
        this.encoder = encoder;
        this.buffer = buffer;
    }

    /**
     * Adds a frame to the buffer, after writing the buffer if that has reached the boundary.
     *
     * <p><b>Cancellation</b> Safe: then the frame was not added. Earlier frames are not lost.
     *
     * <p><b>Errors</b> Those of the writer and of the encoder; then the frame was not added.
     *
     * @param item the frame
     * @return a future without a value
     */
    public Future<@Nullable Void> feed(T item) {
        return new Send<>(this, item, false);
    }

    /**
     * Adds a frame to the buffer if that is below the boundary; waits for nothing.
     *
     * <p><b>Errors</b> Those of the encoder; then the frame was not added.
     *
     * @param item the frame
     * @return false if the frame was not added and {@link #feed} or {@link #flush} is needed
     */
    public boolean tryFeed(T item) {
        if (buffer.readableBytes() >= boundary) {
            return false;
        }
        encode(item);
        return true;
    }

    /**
     * Writes everything that was fed, and flushes the writer.
     *
     * <p><b>Cancellation</b> Safe: a later flush goes on.
     *
     * <p><b>Errors</b> Those of the writer.
     *
     * @return a future without a value
     */
    public Future<@Nullable Void> flush() {
        return new Flush(this);
    }

    /**
     * Adds a frame and flushes.
     *
     * <p><b>Cancellation</b> The frame may have been added already, and in part written: whether it
     * was is not known. It is added once or not at all; if it was, the next flush sends it. In a
     * select, {@link #feed} first and race the {@link #flush}.
     *
     * <p><b>Errors</b> Those of the writer and of the encoder.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * frames.send("hello").await();
     * }
     *
     * @param item the frame
     * @return a future without a value
     */
    public Future<@Nullable Void> send(T item) {
        return new Send<>(this, item, true);
    }

    /**
     * Flushes, and ends the output of the writer.
     *
     * <p><b>Cancellation</b> Safe: a later close goes on.
     *
     * <p><b>Errors</b> Those of the writer.
     *
     * @return a future without a value
     */
    public Future<@Nullable Void> close() {
        return new Close(this);
    }

    /**
     * Waits until the buffer is below the boundary, writing it if it is not; then {@link #tryFeed}
     * succeeds.
     *
     * @param cx the waker to keep and the budget to honour
     * @return Ready once a frame can be added
     */
    public Poll<@Nullable Void> pollReady(Context cx) {
        return buffer.readableBytes() < boundary ? Poll.ready(null) : pollDrain(cx);
    }

    /**
     * Writes and flushes; see {@link #flush()}.
     *
     * @param cx the waker to keep and the budget to honour
     * @return Ready once everything is on its way
     */
    public Poll<@Nullable Void> pollFlush(Context cx) {
        return pollDrain(cx).isPending() ? Poll.pending() : inner.pollFlush(cx);
    }

    /**
     * Flushes and ends the output; see {@link #close()}.
     *
     * @param cx the waker to keep and the budget to honour
     * @return Ready once the end is on its way
     */
    public Poll<@Nullable Void> pollClose(Context cx) {
        return pollFlush(cx).isPending() ? Poll.pending() : inner.pollShutdown(cx);
    }

    private Poll<@Nullable Void> pollDrain(Context cx) {
        while (!buffer.isEmpty()) {
            var polled = inner.pollWrite(cx, buffer.readableBuffer());
            if (polled.isPending()) {
                return Poll.pending();
            }
            int length = polled.value();
            if (length <= 0) {
                throw new IoException(
                        IoException.Kind.OTHER,
                        "the writer took none of %d bytes and did not say that it is pending"
                                .formatted(buffer.readableBytes()));
            }
            buffer.skip(length);
        }
        buffer.trim(IDLE_CAPACITY);
        return Poll.ready(null);
    }

    private void encode(T item) {
        int before = buffer.readableBytes();
        try {
            encoder.encode(item, buffer);
        } catch (RuntimeException | Error e) {
            buffer.truncate(before);
            throw e;
        }
    }

    /**
     * The number of bytes from which on the buffer is written before another frame is added.
     *
     * @return bytes
     */
    public int backpressureBoundary() {
        return boundary;
    }

    /**
     * Sets the number of bytes from which on the buffer is written before another frame is added.
     *
     * @param boundary bytes, at least 1
     */
    public void setBackpressureBoundary(int boundary) {
        if (boundary < 1) {
            throw new IllegalArgumentException(
                    "the boundary of %d bytes is too small: at least 1 is needed"
                            .formatted(boundary));
        }
        this.boundary = boundary;
    }

    /**
     * The bytes that were encoded and not written. Bytes added to it are written as they are.
     *
     * @return the buffer itself
     */
    public ByteBuf writeBuffer() {
        return buffer;
    }

    /**
     * What makes bytes of frames.
     *
     * @return the encoder given to the constructor
     */
    public Encoder<? super T> encoder() {
        return encoder;
    }

    /**
     * Where the bytes go.
     *
     * @return the writer given to the constructor
     */
    public AsyncWrite inner() {
        return inner;
    }

    /**
     * Goes on with another encoder; what was encoded before is still sent. This object must not be
     * used any more.
     *
     * <p>Answers to {@code FramedWrite::map_encoder}.
     *
     * @param next makes bytes of frames from now on
     * @param <U> their type
     * @return a new object with the same writer, buffer and boundary
     */
    public <U> FramedWrite<U> withEncoder(Encoder<? super U> next) {
        var changed = new FramedWrite<U>(inner, next, buffer);
        changed.boundary = boundary;
        return changed;
    }

    private static final class Send<T> extends OneShotFuture<@Nullable Void> {
        private final FramedWrite<T> frames;
        private final T item;
        private final boolean flush;
        private boolean added;

        Send(FramedWrite<T> frames, T item, boolean flush) {
            this.frames = frames;
            this.item = item;
            this.flush = flush;
        }

        @Override
        protected Poll<@Nullable Void> step(Context cx) {
            if (!added) {
                if (frames.pollReady(cx).isPending()) {
                    return Poll.pending();
                }
                frames.encode(item);
                added = true;
            }
            return flush ? frames.pollFlush(cx) : Poll.ready(null);
        }

        @Override
        protected String name() {
            return flush ? "FramedWrite.send()" : "FramedWrite.feed()";
        }
    }

    private static final class Flush extends OneShotFuture<@Nullable Void> {
        private final FramedWrite<?> frames;

        Flush(FramedWrite<?> frames) {
            this.frames = frames;
        }

        @Override
        protected Poll<@Nullable Void> step(Context cx) {
            return frames.pollFlush(cx);
        }

        @Override
        protected String name() {
            return "FramedWrite.flush()";
        }
    }

    private static final class Close extends OneShotFuture<@Nullable Void> {
        private final FramedWrite<?> frames;

        Close(FramedWrite<?> frames) {
            this.frames = frames;
        }

        @Override
        protected Poll<@Nullable Void> step(Context cx) {
            return frames.pollClose(cx);
        }

        @Override
        protected String name() {
            return "FramedWrite.close()";
        }
    }
}
