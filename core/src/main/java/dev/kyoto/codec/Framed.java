package dev.kyoto.codec;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.io.AsyncRead;
import dev.kyoto.io.AsyncWrite;
import dev.kyoto.io.ByteBuf;
import dev.kyoto.stream.AsyncStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes frames over one stream: a {@link FramedRead} and a {@link FramedWrite} together.
 *
 * <p>The two can be used apart, through {@link #input()} and {@link #output()}, and by two tasks at
 * a time if the stream itself allows one to read while the other writes; one that does not is split
 * by {@link dev.kyoto.io.Io#split} first. Each of them is not thread-safe.
 *
 * <p><b>Example</b> A server that answers everything that arrived together with one flush:
 *
 * {@snippet :
 * var framed = Framed.of(socket, new LinesCodec());
 * for (var line = framed.next().await(); line != null; line = framed.next().await()) {
 *     for (var request = line; request != null; request = framed.tryNext()) {
 *         framed.feed(answer(request)).await();
 *     }
 *     framed.flush().await();
 * }
 * }
 *
 * <p>Answers to {@code tokio_util::codec::Framed}.
 *
 * @param <R> the type of the frames read
 * @param <W> the type of the frames written
 */
@CheckReturnValue
public final class Framed<R, W> implements AsyncStream<R> {
    private final FramedRead<R> input;
    private final FramedWrite<W> output;

    private Framed(FramedRead<R> input, FramedWrite<W> output) {
        this.input = input;
        this.output = output;
    }

    /**
     * Puts a decoder and an encoder over a stream.
     *
     * @param stream where the bytes come from and go
     * @param decoder makes the frames read
     * @param encoder makes bytes of the frames written
     * @param <S> the type of the stream
     * @param <R> the type of the frames read
     * @param <W> the type of the frames written
     * @return a new object with buffers of 8 KiB at first
     */
    public static <S extends AsyncRead & AsyncWrite, R, W> Framed<R, W> of(
            S stream, Decoder<R> decoder, Encoder<W> encoder) {
        return of(stream, decoder, encoder, FramedRead.DEFAULT_CAPACITY);
    }

    /**
     * Puts a decoder and an encoder over a stream.
     *
     * @param stream where the bytes come from and go
     * @param decoder makes the frames read
     * @param encoder makes bytes of the frames written
     * @param capacity the size of both buffers at first, in bytes
     * @param <S> the type of the stream
     * @param <R> the type of the frames read
     * @param <W> the type of the frames written
     * @return a new object
     */
    public static <S extends AsyncRead & AsyncWrite, R, W> Framed<R, W> of(
            S stream, Decoder<R> decoder, Encoder<W> encoder, int capacity) {
        return join(
                new FramedRead<R>(stream, decoder, capacity),
                new FramedWrite<W>(stream, encoder, capacity));
    }

    /**
     * Puts a codec that is both decoder and encoder over a stream.
     *
     * @param stream where the bytes come from and go
     * @param codec makes the frames read, and bytes of the frames written
     * @param <S> the type of the stream
     * @param <R> the type of the frames read
     * @param <W> the type of the frames written
     * @param <C> the type of the codec
     * @return a new object with buffers of 8 KiB at first
     */
    public static <S extends AsyncRead & AsyncWrite, R, W, C extends Decoder<R> & Encoder<W>>
            Framed<R, W> of(S stream, C codec) {
        return of(stream, codec, codec);
    }

    /**
     * Puts together what reads and what writes.
     *
     * @param input reads the frames
     * @param output writes the frames
     * @param <R> the type of the frames read
     * @param <W> the type of the frames written
     * @return a new object over these two
     */
    public static <R, W> Framed<R, W> join(FramedRead<R> input, FramedWrite<W> output) {
        return new Framed<>(input, output);
    }

    /**
     * Puts together what {@link #intoParts} has given; what the buffers hold comes first.
     *
     * <p>Answers to {@code Framed::from_parts}.
     *
     * @param parts the parts
     * @param <R> the type of the frames read
     * @param <W> the type of the frames written
     * @return a new object
     */
    public static <R, W> Framed<R, W> fromParts(FramedParts<R, W> parts) {
        return join(
                new FramedRead<>(parts.reader(), parts.decoder(), parts.readBuffer()),
                new FramedWrite<>(parts.writer(), parts.encoder(), parts.writeBuffer()));
    }

    /**
     * Takes it apart, as for a protocol that is not made of frames any more. This object must not
     * be used any more.
     *
     * <p>Answers to {@code Framed::into_parts}.
     *
     * @return the stream, the codecs, and the bytes that were read and not decoded, and encoded and
     *     not written
     */
    public FramedParts<R, W> intoParts() {
        return new FramedParts<>(
                input.inner(),
                output.inner(),
                input.decoder(),
                output.encoder(),
                input.readBuffer(),
                output.writeBuffer());
    }

    /**
     * Waits for the next frame; see {@link FramedRead#next()}.
     *
     * <p><b>Cancellation</b> Safe: bytes that had arrived stay in the buffer.
     *
     * <p><b>Errors</b> Those of the stream and of the decoder; the next answer after one is null.
     *
     * @return the frame, or null at the end of the input or after an error
     */
    @Override
    public Future<@Nullable R> next() {
        return input.next();
    }

    /**
     * Asks for the next frame; see {@link FramedRead#next()}.
     *
     * @param cx the waker to keep and the budget to honour
     * @return the frame, or null at the end of the input or after an error
     */
    @Override
    public Poll<@Nullable R> pollNext(Context cx) {
        return input.pollNext(cx);
    }

    /**
     * Takes the next frame if it is in the buffer in full; see {@link FramedRead#tryNext()}.
     *
     * @return the frame, or null if {@link #next()} would have to read
     */
    public @Nullable R tryNext() {
        return input.tryNext();
    }

    /**
     * Adds a frame to the buffer, after writing the buffer if it has reached the boundary; see
     * {@link FramedWrite#feed}.
     *
     * <p><b>Cancellation</b> Safe: then the frame was not added. Earlier frames are not lost.
     *
     * <p><b>Errors</b> Those of the stream and of the encoder; then the frame was not added.
     *
     * @param item the frame
     * @return a future without a value
     */
    public Future<@Nullable Void> feed(W item) {
        return output.feed(item);
    }

    /**
     * Adds a frame to the buffer if that is below the boundary; see {@link FramedWrite#tryFeed}.
     *
     * @param item the frame
     * @return false if the frame was not added and {@link #feed} or {@link #flush} is needed
     */
    public boolean tryFeed(W item) {
        return output.tryFeed(item);
    }

    /**
     * Writes everything that was fed; see {@link FramedWrite#flush()}.
     *
     * <p><b>Cancellation</b> Safe: a later flush goes on.
     *
     * <p><b>Errors</b> Those of the stream.
     *
     * @return a future without a value
     */
    public Future<@Nullable Void> flush() {
        return output.flush();
    }

    /**
     * Adds a frame and flushes; see {@link FramedWrite#send}.
     *
     * <p><b>Cancellation</b> Whether the frame was added is not known. It is added once or not at
     * all; if it was, the next flush sends it.
     *
     * <p><b>Errors</b> Those of the stream and of the encoder.
     *
     * @param item the frame
     * @return a future without a value
     */
    public Future<@Nullable Void> send(W item) {
        return output.send(item);
    }

    /**
     * Flushes, and ends the output of the stream; frames can still be read.
     *
     * <p><b>Cancellation</b> Safe: a later close goes on.
     *
     * <p><b>Errors</b> Those of the stream.
     *
     * @return a future without a value
     */
    public Future<@Nullable Void> close() {
        return output.close();
    }

    /**
     * Sets the number of bytes from which on the write buffer is written before another frame is
     * added; 8 KiB at first.
     *
     * @param boundary bytes, at least 1
     */
    public void setBackpressureBoundary(int boundary) {
        output.setBackpressureBoundary(boundary);
    }

    /**
     * The bytes that were read and not decoded; see {@link FramedRead#readBuffer()}.
     *
     * @return the buffer itself
     */
    public ByteBuf readBuffer() {
        return input.readBuffer();
    }

    /**
     * The bytes that were encoded and not written; see {@link FramedWrite#writeBuffer()}.
     *
     * @return the buffer itself
     */
    public ByteBuf writeBuffer() {
        return output.writeBuffer();
    }

    /**
     * The half that reads.
     *
     * @return the one behind {@link #next()}
     */
    public FramedRead<R> input() {
        return input;
    }

    /**
     * The half that writes.
     *
     * @return the one behind {@link #send}
     */
    public FramedWrite<W> output() {
        return output;
    }

    /**
     * Goes on in another protocol, as after an upgrade: what was read and not decoded is kept, and
     * what was encoded is still sent. This object must not be used any more.
     *
     * <p>Answers to {@code Framed::map_codec}.
     *
     * @param decoder makes the frames read from now on
     * @param encoder makes bytes of the frames written from now on
     * @param <R2> the type of the frames read
     * @param <W2> the type of the frames written
     * @return a new object over the same stream and buffers
     */
    public <R2, W2> Framed<R2, W2> withCodec(Decoder<R2> decoder, Encoder<W2> encoder) {
        return join(input.withDecoder(decoder), output.withEncoder(encoder));
    }
}
