package dev.kyoto.codec;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.io.AsyncRead;
import dev.kyoto.io.ByteBuf;
import dev.kyoto.stream.AsyncStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames from a reader.
 *
 * <p>After an error of the reader or of the decoder the frames end: the next answer is null.
 * Whoever asks once more makes it go on with what the buffer still holds, which suits decoders that
 * skip what was wrong, as {@link LinesCodec} does with a line that is too long.
 *
 * <p>As a stream it holds nothing but memory: who gives it up still closes the reader. Not
 * thread-safe.
 *
 * <p>Answers to {@code tokio_util::codec::FramedRead}.
 *
 * @param <T> the type of the frames
 */
@CheckReturnValue
public final class FramedRead<T> implements AsyncStream<T> {
    // What the next poll does first:
    //   READING  -> DECODING  bytes were read, or the end was
    //   DECODING -> READING   the decoder wants more bytes, or has nothing left at the end
    //   either   -> FAILED    the reader or the decoder threw
    //   FAILED   -> DECODING  the null that follows an error was answered, and bytes are left
    //   FAILED   -> READING   the same, and no bytes are left
    // A frame leaves DECODING as it is. `atEnd` says which of the decoder's methods is asked.
    private enum State {
        READING,
        DECODING,
        FAILED
    }

    static final int DEFAULT_CAPACITY = 8 * 1024;

    /** Less room than this is not worth a system call: the buffer is moved or grown first. */
    private static final int LEAST_ROOM = 1024;

    /** A buffer larger than this is let go of while there is nothing to read. */
    private static final int IDLE_CAPACITY = 64 * 1024;

    private final AsyncRead inner;
    private final Decoder<? extends T> decoder;
    private final ByteBuf buffer;
    private State state = State.READING;
    private boolean atEnd;

    /**
     * Reads frames with a buffer of 8 KiB at first.
     *
     * @param inner where the bytes come from
     * @param decoder makes the frames
     */
    public FramedRead(AsyncRead inner, Decoder<? extends T> decoder) {
        this(inner, decoder, DEFAULT_CAPACITY);
    }

    /**
     * Reads frames with a buffer of a size that suits most of them; it grows for larger ones.
     *
     * @param inner where the bytes come from
     * @param decoder makes the frames
     * @param capacity the size of the buffer at first, in bytes
     */
    public FramedRead(AsyncRead inner, Decoder<? extends T> decoder, int capacity) {
        this(inner, decoder, ByteBuf.allocate(capacity));
    }

    /** Goes on with what another has read but not decoded. */
    FramedRead(AsyncRead inner, Decoder<? extends T> decoder, ByteBuf buffer) {
        this.inner = inner;
        this.decoder = decoder;
        this.buffer = buffer;
        this.state = buffer.isEmpty() ? State.READING : State.DECODING;
    }

    /**
     * Waits for the next frame.
     *
     * <p><b>Cancellation</b> Safe: bytes that had arrived stay in the buffer.
     *
     * <p><b>Errors</b> Those of the reader and of the decoder; the next answer after one is null.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * for (var frame = frames.next().await(); frame != null; frame = frames.next().await()) {
     *     handle(frame);
     * }
     * }
     *
     * @return the frame, or null at the end of the input or after an error
     */
    @Override
    public Future<@Nullable T> next() {
        return AsyncStream.super.next();
    }

    /**
     * Asks for the next frame; see {@link #next()}.
     *
     * @param cx the waker to keep and the budget to honour
     * @return the frame, or null at the end of the input or after an error
     */
    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        while (true) {
            if (state == State.FAILED) {
                state = buffer.isEmpty() ? State.READING : State.DECODING;
                return Poll.ready(null);
            }
            if (state == State.DECODING) {
                var frame = decode();
                if (frame != null || atEnd) {
                    return Poll.ready(frame);
                }
            }
            if (!read(cx)) {
                return Poll.pending();
            }
            if (state == State.READING) {
                return Poll.ready(null); // the end, once more
            }
        }
    }

    /**
     * Takes the next frame if it is in the buffer in full; reads nothing and waits for nothing. So
     * a server answers all requests that arrived together with one flush.
     *
     * <p><b>Errors</b> As {@link #next()}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * for (var request = in.next().await(); request != null; request = in.next().await()) {
     *     for (var r = request; r != null; r = in.tryNext()) {
     *         out.feed(answer(r)).await();
     *     }
     *     out.flush().await();
     * }
     * }
     *
     * @return the frame, or null if {@link #next()} would have to read
     */
    public @Nullable T tryNext() {
        return state == State.DECODING ? decode() : null;
    }

    private @Nullable T decode() {
        state = State.FAILED; // stays so if the decoder throws
        var frame = atEnd ? decoder.decodeEof(buffer) : decoder.decode(buffer);
        state = frame == null ? State.READING : State.DECODING;
        return frame;
    }

    /**
     * Reads once. False if that is pending; READING is left alone at an end that is known already.
     */
    private boolean read(Context cx) {
        state = State.FAILED; // stays so if the reader throws
        int room = Math.min(LEAST_ROOM, buffer.maxCapacity() - buffer.readableBytes());
        var polled = inner.pollRead(cx, buffer.writableBuffer(Math.max(1, room)));
        state = State.READING;
        if (polled.isPending()) {
            buffer.trim(IDLE_CAPACITY);
            return false;
        }
        int length = polled.value();
        if (length > 0) {
            buffer.written(length);
            atEnd = false;
            state = State.DECODING;
        } else if (!atEnd) {
            atEnd = true;
            state = State.DECODING;
        }
        return true;
    }

    /**
     * The bytes that were read and not decoded, as when the protocol is changed. Bytes added to it
     * are decoded as if they had been read.
     *
     * @return the buffer itself
     */
    public ByteBuf readBuffer() {
        if (state == State.READING && !atEnd) {
            state = State.DECODING; // whoever adds bytes finds them decoded before more are read
        }
        return buffer;
    }

    /**
     * What makes the frames.
     *
     * @return the decoder given to the constructor
     */
    public Decoder<? extends T> decoder() {
        return decoder;
    }

    /**
     * Where the bytes come from.
     *
     * @return the reader given to the constructor
     */
    public AsyncRead inner() {
        return inner;
    }

    /**
     * Goes on with another decoder, from the next byte that was not decoded. This object must not
     * be used any more.
     *
     * <p>Answers to {@code FramedRead::map_decoder}.
     *
     * @param next makes the frames from now on
     * @param <U> their type
     * @return a new object with the same reader and buffer
     */
    public <U> FramedRead<U> withDecoder(Decoder<? extends U> next) {
        return new FramedRead<>(inner, next, buffer);
    }
}
