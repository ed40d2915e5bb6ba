package dev.kyoto.io;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A sink of bytes that is written without blocking.
 *
 * <p>An implementation provides {@link #pollWrite}, {@link #pollFlush} and {@link #pollShutdown};
 * everything else builds on them. A writer serves one writing task at a time, as only the newest
 * waker counts: one operation is awaited or cancelled before the next one begins.
 *
 * <p>Each method that returns a future does nothing before the first poll. Failures are {@link
 * dev.kyoto.future.IoException}s.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * stream.writeInt(body.length).await();
 * stream.writeAll(body).await();
 * stream.flush().await();
 * }
 *
 * <p>Answers to {@code tokio::io::AsyncWrite} and {@code AsyncWriteExt}.
 */
@CheckReturnValue
public interface AsyncWrite {

    /**
     * Writes what is taken at once.
     *
     * <p>As a {@link java.nio.channels.WritableByteChannel} does it: bytes are taken from {@code
     * src}'s position on, and the position advances by as many as were taken. On Pending none were,
     * the waker is kept and {@code src} is not.
     *
     * <p><b>Errors</b> {@link dev.kyoto.future.IoException}, as {@code BROKEN_PIPE} if nobody reads
     * any more, or after {@link #pollShutdown}.
     *
     * @param cx the waker to keep and the budget to honour
     * @param src the bytes
     * @return how many bytes were taken: 0 only if {@code src} had none
     */
    Poll<Integer> pollWrite(Context cx, ByteBuffer src);

    /**
     * Pushes everything that was taken to where it is going.
     *
     * <p><b>Errors</b> {@link dev.kyoto.future.IoException}.
     *
     * @param cx the waker to keep and the budget to honour
     * @return Ready once nothing is held back in buffers of this writer
     */
    Poll<@Nullable Void> pollFlush(Context cx);

    /**
     * Flushes, and then ends the output: the other side will see the end of its input. It may be
     * polled again after it was Ready, without effect.
     *
     * <p><b>Errors</b> As {@link #pollFlush}.
     *
     * @param cx the waker to keep and the budget to honour
     * @return Ready once the end is on its way
     */
    Poll<@Nullable Void> pollShutdown(Context cx);

    /**
     * Writes what is taken at once from several buffers, in order; {@link #pollWrite} in all else.
     *
     * <p>By default the first buffer that is not empty is written.
     *
     * @param cx the waker to keep and the budget to honour
     * @param srcs an array of buffers
     * @param from the index of the first buffer to write
     * @param to the index after the last buffer to write
     * @return how many bytes were taken, over all buffers
     */
    default Poll<Long> pollWriteVectored(Context cx, ByteBuffer[] srcs, int from, int to) {
        return Writes.pollFirstOf(cx, this, srcs, from, to);
    }

    /**
     * Whether {@link #pollWriteVectored} is better than copying small pieces into one buffer.
     *
     * @return false by default
     */
    default boolean isWriteVectored() {
        return false;
    }

    /**
     * Writes what is taken at once, at least one byte if there is one.
     *
     * <p><b>Cancellation</b> Safe: then no byte was taken.
     *
     * <p><b>Errors</b> As {@link #pollWrite}.
     *
     * @param src the bytes; its position advances by as many as were taken
     * @return how many bytes were taken
     */
    default Future<Integer> write(ByteBuffer src) {
        return new Writes.Some(this, src);
    }

    /**
     * Writes what is taken at once from a growable buffer, and consumes it there.
     *
     * <p><b>Cancellation</b> Safe: then no byte was taken.
     *
     * <p><b>Errors</b> As {@link #pollWrite}.
     *
     * <p>Answers to {@code AsyncWriteExt::write_buf}.
     *
     * @param src the bytes; those that were taken are consumed
     * @return how many bytes were taken
     */
    default Future<Integer> write(ByteBuf src) {
        return new Writes.SomeOf(this, src);
    }

    /**
     * Writes what is taken at once from several buffers, in order.
     *
     * <p><b>Cancellation</b> Safe: then no byte was taken.
     *
     * <p><b>Errors</b> As {@link #pollWrite}.
     *
     * @param srcs the buffers; their positions advance by as many bytes as were taken
     * @return how many bytes were taken, over all buffers
     */
    default Future<Long> writeVectored(ByteBuffer... srcs) {
        return new Writes.Vectored(this, srcs);
    }

    /**
     * Writes all of several buffers, in order, with as few calls as the writer manages.
     *
     * <p><b>Cancellation</b> Safe if the call is made again with the same buffers: their positions
     * tell how much was taken.
     *
     * <p><b>Errors</b> As {@link #pollWrite}; the positions tell how much was taken.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var head = ByteBuffer.allocate(4).putInt(body.length).flip();
     * stream.writeAllVectored(head, ByteBuffer.wrap(body)).await();
     * }
     *
     * <p>Answers to {@code tokio_util::io::write_all_vectored}.
     *
     * @param srcs the buffers; their positions advance to their limits
     * @return a future without a value
     */
    default Future<@Nullable Void> writeAllVectored(ByteBuffer... srcs) {
        return new Writes.AllVectored(this, srcs);
    }

    /**
     * Writes all of a buffer.
     *
     * <p><b>Cancellation</b> Safe if the call is made again with the same buffer: its position
     * tells how much was taken.
     *
     * <p><b>Errors</b> As {@link #pollWrite}; the position tells how much was taken.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * stream.writeAll(ByteBuffer.wrap("PING\r\n".getBytes(US_ASCII))).await();
     * }
     *
     * @param src a heap or direct buffer; its position advances to its limit
     * @return a future without a value
     */
    default Future<@Nullable Void> writeAll(ByteBuffer src) {
        return new Writes.All(this, src);
    }

    /**
     * Writes all of an array. The array must not change until the future has ended.
     *
     * <p><b>Cancellation</b> How much was taken is not known: use {@link #writeAll(ByteBuffer)} in
     * a select.
     *
     * <p><b>Errors</b> As {@link #pollWrite}.
     *
     * @param src the bytes
     * @return a future without a value
     */
    default Future<@Nullable Void> writeAll(byte[] src) {
        return writeAll(ByteBuffer.wrap(src));
    }

    /**
     * Writes a part of an array. The array must not change until the future has ended.
     *
     * <p><b>Cancellation</b> How much was taken is not known: use {@link #writeAll(ByteBuffer)} in
     * a select.
     *
     * <p><b>Errors</b> As {@link #pollWrite}.
     *
     * @param src the array
     * @param offset the first byte
     * @param length how many bytes
     * @return a future without a value
     */
    default Future<@Nullable Void> writeAll(byte[] src, int offset, int length) {
        return writeAll(ByteBuffer.wrap(src, offset, length));
    }

    /**
     * Writes and consumes all that is readable in a buffer.
     *
     * <p><b>Cancellation</b> Safe: what was taken has been consumed, the rest is still readable.
     *
     * <p><b>Errors</b> As {@link #pollWrite}; the rest is still readable.
     *
     * <p>Answers to {@code AsyncWriteExt::write_all_buf}.
     *
     * @param src the buffer to drain
     * @return a future without a value
     */
    default Future<@Nullable Void> writeAll(ByteBuf src) {
        return new Writes.Drain(this, src);
    }

    /**
     * Writes text in UTF-8.
     *
     * <p><b>Cancellation</b> How much was taken is not known.
     *
     * <p><b>Errors</b> As {@link #pollWrite}.
     *
     * @param text the text
     * @return a future without a value
     */
    default Future<@Nullable Void> writeString(String text) {
        return writeString(text, StandardCharsets.UTF_8);
    }

    /**
     * Writes text.
     *
     * <p><b>Cancellation</b> How much was taken is not known.
     *
     * <p><b>Errors</b> As {@link #pollWrite}.
     *
     * @param text the text
     * @param charset the encoding
     * @return a future without a value
     */
    default Future<@Nullable Void> writeString(String text, Charset charset) {
        return writeAll(text.getBytes(charset));
    }

    // ---- Numbers. One rule for all of them, stated at writeInt(int). ----

    /**
     * Writes a byte; see {@link #writeInt(int)}.
     *
     * @param value its low 8 bits count
     * @return a future without a value
     */
    default Future<@Nullable Void> writeByte(int value) {
        return Writes.number(this, 1, ByteOrder.BIG_ENDIAN, value);
    }

    /**
     * Writes a big-endian 16-bit number; see {@link #writeInt(int)}.
     *
     * @param value its low 16 bits count
     * @return a future without a value
     */
    default Future<@Nullable Void> writeShort(int value) {
        return writeShort(value, ByteOrder.BIG_ENDIAN);
    }

    /**
     * Writes a 16-bit number; see {@link #writeInt(int)}.
     *
     * @param value its low 16 bits count
     * @param order the byte order
     * @return a future without a value
     */
    default Future<@Nullable Void> writeShort(int value, ByteOrder order) {
        return Writes.number(this, 2, order, value);
    }

    /**
     * Writes a big-endian 32-bit number.
     *
     * <p><b>Cancellation</b> A part of the number may have been taken: use {@link
     * #writeAll(ByteBuffer)} in a select. This and the next hold for all numbers.
     *
     * <p><b>Errors</b> As {@link #pollWrite}.
     *
     * @param value the number
     * @return a future without a value
     */
    default Future<@Nullable Void> writeInt(int value) {
        return writeInt(value, ByteOrder.BIG_ENDIAN);
    }

    /**
     * Writes a 32-bit number; see {@link #writeInt(int)}.
     *
     * @param value the number
     * @param order the byte order
     * @return a future without a value
     */
    default Future<@Nullable Void> writeInt(int value, ByteOrder order) {
        return Writes.number(this, 4, order, value);
    }

    /**
     * Writes a big-endian 64-bit number; see {@link #writeInt(int)}.
     *
     * @param value the number
     * @return a future without a value
     */
    default Future<@Nullable Void> writeLong(long value) {
        return writeLong(value, ByteOrder.BIG_ENDIAN);
    }

    /**
     * Writes a 64-bit number; see {@link #writeInt(int)}.
     *
     * @param value the number
     * @param order the byte order
     * @return a future without a value
     */
    default Future<@Nullable Void> writeLong(long value, ByteOrder order) {
        return Writes.number(this, 8, order, value);
    }

    /**
     * Writes a big-endian 128-bit number; see {@link #writeInt(int)}.
     *
     * @param value the number, from -2<sup>127</sup> to 2<sup>128</sup> - 1
     * @return a future without a value
     */
    default Future<@Nullable Void> writeInt128(BigInteger value) {
        return writeInt128(value, ByteOrder.BIG_ENDIAN);
    }

    /**
     * Writes a 128-bit number; see {@link #writeInt(int)}.
     *
     * @param value the number, from -2<sup>127</sup> to 2<sup>128</sup> - 1
     * @param order the byte order
     * @return a future without a value
     */
    default Future<@Nullable Void> writeInt128(BigInteger value, ByteOrder order) {
        return writeAll(Bytes.ofInt128(value, order));
    }

    /**
     * Writes a big-endian 32-bit floating-point number; see {@link #writeInt(int)}.
     *
     * @param value the number
     * @return a future without a value
     */
    default Future<@Nullable Void> writeFloat(float value) {
        return writeFloat(value, ByteOrder.BIG_ENDIAN);
    }

    /**
     * Writes a 32-bit floating-point number; see {@link #writeInt(int)}.
     *
     * @param value the number
     * @param order the byte order
     * @return a future without a value
     */
    default Future<@Nullable Void> writeFloat(float value, ByteOrder order) {
        return writeInt(Float.floatToRawIntBits(value), order);
    }

    /**
     * Writes a big-endian 64-bit floating-point number; see {@link #writeInt(int)}.
     *
     * @param value the number
     * @return a future without a value
     */
    default Future<@Nullable Void> writeDouble(double value) {
        return writeDouble(value, ByteOrder.BIG_ENDIAN);
    }

    /**
     * Writes a 64-bit floating-point number; see {@link #writeInt(int)}.
     *
     * @param value the number
     * @param order the byte order
     * @return a future without a value
     */
    default Future<@Nullable Void> writeDouble(double value, ByteOrder order) {
        return writeLong(Double.doubleToRawLongBits(value), order);
    }

    // ---- Ends ----

    /**
     * Pushes everything that was written to where it is going.
     *
     * <p><b>Cancellation</b> Safe: nothing is lost, and a later flush goes on.
     *
     * <p><b>Errors</b> As {@link #pollFlush}.
     *
     * @return a future without a value
     */
    default Future<@Nullable Void> flush() {
        return new Writes.Flush(this);
    }

    /**
     * Flushes, and then ends the output: the other side will see the end of its input.
     *
     * <p><b>Cancellation</b> Safe: a later shutdown goes on.
     *
     * <p><b>Errors</b> As {@link #pollShutdown}.
     *
     * @return a future without a value
     */
    default Future<@Nullable Void> shutdown() {
        return new Writes.Shutdown(this);
    }
}
