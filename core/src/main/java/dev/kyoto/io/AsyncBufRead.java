package dev.kyoto.io;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A source of bytes with a buffer of its own, so that it can be looked at before it is consumed.
 *
 * <p>An implementation provides {@link #pollFillBuf} and {@link #consume}. {@link BufReader} makes
 * one of any {@link AsyncRead}.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var lines = socket.buffered().lines();
 * for (var line = lines.next().await(); line != null; line = lines.next().await()) {
 *     handle(line);
 * }
 * }
 *
 * <p>Answers to {@code tokio::io::AsyncBufRead} and {@code AsyncBufReadExt}.
 */
@CheckReturnValue
public interface AsyncBufRead extends AsyncRead {

    /**
     * Shows what is in the buffer, and fills the buffer first if it is empty.
     *
     * <p>What is shown is a view, valid until the next call on this reader. Its contents must not
     * be changed; moving its position consumes nothing, only {@link #consume} does.
     *
     * <p><b>Errors</b> {@link dev.kyoto.future.IoException}.
     *
     * @param cx the waker to keep and the budget to honour
     * @return at least one byte, or null at the end of the input
     */
    Poll<@Nullable ByteBuffer> pollFillBuf(Context cx);

    /**
     * Takes bytes out of the buffer.
     *
     * @param length how many, at most as many as {@link #pollFillBuf} has shown
     */
    void consume(int length);

    @Override
    default Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        return BufReads.pollRead(cx, this, dst);
    }

    /**
     * Shows what is in the buffer, and fills the buffer first if it is empty.
     *
     * <p><b>Cancellation</b> Safe: no byte is lost.
     *
     * <p><b>Errors</b> As {@link #pollFillBuf}.
     *
     * @return a view of at least one byte, valid until the next call on this reader; or null at the
     *     end of the input
     */
    default Future<@Nullable ByteBuffer> fillBuf() {
        return new BufReads.Fill(this);
    }

    /**
     * Reads up to and including the next delimiter, or the end of the input.
     *
     * <p><b>Cancellation</b> Loses what had arrived: use {@link #readUntil(byte, ByteBuf)} or
     * {@link #split} in a select.
     *
     * <p><b>Errors</b> As {@link #pollFillBuf}.
     *
     * @param delimiter the byte to stop after
     * @return the bytes, the delimiter included if there was one; or null at the end of the input
     */
    default Future<byte @Nullable []> readUntil(byte delimiter) {
        return readUntil(delimiter, Integer.MAX_VALUE);
    }

    /**
     * Reads up to and including the next delimiter, or the end of the input.
     *
     * <p><b>Cancellation</b> Loses what had arrived: use {@link #readUntil(byte, ByteBuf)} or
     * {@link #split} in a select.
     *
     * <p><b>Errors</b> {@code INVALID_DATA} once more bytes than that have arrived without a
     * delimiter; they are lost.
     *
     * @param delimiter the byte to stop after
     * @param maxLength the most bytes before the delimiter
     * @return the bytes, the delimiter included if there was one; or null at the end of the input
     */
    default Future<byte @Nullable []> readUntil(byte delimiter, int maxLength) {
        return new BufReads.Until(this, delimiter, maxLength);
    }

    /**
     * Reads up to and including the next delimiter, or the end of the input, and appends it.
     *
     * <p><b>Cancellation</b> Safe if the call is made again with the same buffer: what had arrived
     * is in it.
     *
     * <p><b>Errors</b> As {@link #pollFillBuf}; {@link IllegalStateException} if the buffer is full
     * and must not grow. What had arrived is in the buffer.
     *
     * @param delimiter the byte to stop after
     * @param dst where the bytes are appended
     * @return how many bytes this call appended, or -1 if there was none before the end of the
     *     input
     */
    default Future<Integer> readUntil(byte delimiter, ByteBuf dst) {
        return new BufReads.UntilInto(this, delimiter, dst);
    }

    /**
     * Reads a line of UTF-8.
     *
     * <p><b>Cancellation</b> Loses the part of the line that had arrived: use {@link #lines} in a
     * select.
     *
     * <p><b>Errors</b> {@code INVALID_DATA} if the line is not UTF-8; the line is lost. A line may
     * be as long as memory: give a maximum for input that is not trusted.
     *
     * @return the line without its "\n" or "\r\n", or null at the end of the input
     */
    default Future<@Nullable String> readLine() {
        return readLine(Integer.MAX_VALUE);
    }

    /**
     * Reads a line of UTF-8 that must not be longer than a maximum.
     *
     * <p><b>Cancellation</b> Loses the part of the line that had arrived: use {@link #lines} in a
     * select.
     *
     * <p><b>Errors</b> {@code INVALID_DATA} if the line is not UTF-8; the line is lost. {@code
     * INVALID_DATA} once the line has become too long; what had arrived of it is lost, and what
     * follows is read as if it were the next line.
     *
     * @param maxLength the most bytes of the line, its "\n" not counted
     * @return the line without its "\n" or "\r\n", or null at the end of the input
     */
    default Future<@Nullable String> readLine(int maxLength) {
        return new BufReads.Line(this, maxLength);
    }

    /**
     * Reads this input line by line, as UTF-8.
     *
     * @return a new reader of lines
     */
    default Lines lines() {
        return lines(StandardCharsets.UTF_8, Integer.MAX_VALUE);
    }

    /**
     * Reads this input line by line, with a maximum for what is not trusted.
     *
     * @param charset the encoding; one in which the byte 10 is always a "\n"
     * @param maxLength the most bytes of a line, its "\n" not counted
     * @return a new reader of lines
     */
    default Lines lines(Charset charset, int maxLength) {
        return new Lines(this, charset, maxLength);
    }

    /**
     * Reads this input in segments that a byte separates.
     *
     * @param delimiter the separating byte
     * @return a new reader of segments
     */
    default Split split(byte delimiter) {
        return split(delimiter, Integer.MAX_VALUE);
    }

    /**
     * Reads this input in segments that a byte separates, with a maximum for what is not trusted.
     *
     * @param delimiter the separating byte
     * @param maxLength the most bytes of a segment, its delimiter not counted
     * @return a new reader of segments
     */
    default Split split(byte delimiter, int maxLength) {
        return new Split(this, delimiter, maxLength);
    }
}
