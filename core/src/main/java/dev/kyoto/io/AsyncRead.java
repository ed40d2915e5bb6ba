package dev.kyoto.io;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Poll;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * A source of bytes that is read without blocking.
 *
 * <p>An implementation provides {@link #pollRead}; everything else builds on it. A reader serves
 * one reading task at a time, as only the newest waker counts: one operation is awaited or
 * cancelled before the next one begins.
 *
 * <p>Each method that returns a future does nothing before the first poll. Failures are {@link
 * dev.kyoto.future.IoException}s.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * int version = stream.readUnsignedByte().await();
 * int length = stream.readInt().await();
 * var body = new byte[length];
 * stream.readExact(body).await();
 * }
 *
 * <p>Answers to {@code tokio::io::AsyncRead} and {@code AsyncReadExt}.
 */
@CheckReturnValue
public interface AsyncRead {

    /**
     * Reads what is there, up to the room of the buffer.
     *
     * <p>As a {@link java.nio.channels.ReadableByteChannel} does it: bytes go from {@code dst}'s
     * position up to its limit, and the position advances. On Pending {@code dst} is untouched, the
     * waker is kept and {@code dst} is not.
     *
     * <p><b>Errors</b> {@link dev.kyoto.future.IoException}; {@link IllegalArgumentException} if
     * {@code dst} has no room (see {@link #requireRoom}), since an answer of 0 would say nothing.
     *
     * @param cx the waker to keep and the budget to honour
     * @param dst where the bytes go
     * @return how many bytes were read, at least 1, or -1 at the end of the input
     */
    Poll<Integer> pollRead(Context cx, ByteBuffer dst);

    /**
     * The check that an implementation of {@link #pollRead} begins with.
     *
     * @param dst the buffer to read into
     * @throws IllegalArgumentException if it has no room
     */
    static void requireRoom(ByteBuffer dst) {
        if (!dst.hasRemaining()) {
            throw new IllegalArgumentException(
                    "no room to read into: position and limit of the buffer are both %d (capacity %d); call clear() or compact() first"
                            .formatted(dst.limit(), dst.capacity()));
        }
    }

    /**
     * Reads what is there, at least one byte, up to the room of the buffer.
     *
     * <p><b>Cancellation</b> Safe: no byte is lost.
     *
     * <p><b>Errors</b> As {@link #pollRead}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var buffer = ByteBuffer.allocate(4096);
     * while (stream.read(buffer).await() != -1) {
     *     buffer.flip();
     *     digest.update(buffer);
     *     buffer.clear();
     * }
     * }
     *
     * @param dst where the bytes go; its position advances
     * @return how many bytes were read, or -1 at the end of the input
     */
    default Future<Integer> read(ByteBuffer dst) {
        return new Reads.Some(this, dst);
    }

    /**
     * Reads what is there, at least one byte, up to the length of the array.
     *
     * <p><b>Cancellation</b> Safe: no byte is lost.
     *
     * <p><b>Errors</b> As {@link #pollRead}.
     *
     * @param dst where the bytes go, from index 0
     * @return how many bytes were read, or -1 at the end of the input
     */
    default Future<Integer> read(byte[] dst) {
        return read(ByteBuffer.wrap(dst));
    }

    /**
     * Reads what is there, at least one byte, and appends it. The buffer grows if it has no room
     * left, and otherwise takes what it has room for.
     *
     * <p><b>Cancellation</b> Safe: no byte is lost.
     *
     * <p><b>Errors</b> As {@link #pollRead}; {@link IllegalStateException} if the buffer is full
     * and must not grow.
     *
     * <p>Answers to {@code AsyncReadExt::read_buf}.
     *
     * @param dst where the bytes are appended
     * @return how many bytes were read, or -1 at the end of the input
     */
    default Future<Integer> read(ByteBuf dst) {
        return new Reads.IntoBuf(this, dst);
    }

    /**
     * Reads until the buffer is full.
     *
     * <p><b>Cancellation</b> Safe if the call is made again with the same buffer: its position
     * tells how much has arrived.
     *
     * <p><b>Errors</b> {@code UNEXPECTED_EOF} if the input ends before that; the position tells how
     * much had arrived.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var header = ByteBuffer.allocate(12);
     * stream.readExact(header).await();
     * var frame = new Frame(header.flip().getInt(), header.getLong());
     * }
     *
     * @param dst the buffer to fill up to its limit; it may be full already
     * @return how many bytes were read
     */
    default Future<Integer> readExact(ByteBuffer dst) {
        return new Reads.Exact(this, dst);
    }

    /**
     * Reads until the array is full.
     *
     * <p><b>Cancellation</b> Bytes that had arrived are in the array, but how many is not known:
     * use {@link #readExact(ByteBuffer)} in a select.
     *
     * <p><b>Errors</b> {@code UNEXPECTED_EOF} if the input ends before that.
     *
     * @param dst the array to fill
     * @return how many bytes were read: its length
     */
    default Future<Integer> readExact(byte[] dst) {
        return readExact(ByteBuffer.wrap(dst));
    }

    /**
     * Reads a number of bytes into an array of its own.
     *
     * <p><b>Cancellation</b> Loses what had arrived: use {@link #readExact(ByteBuffer)} in a select.
     *
     * <p><b>Errors</b> {@code UNEXPECTED_EOF} if the input ends before that. A length that a peer
     * has declared costs no memory by itself, as the array grows while the bytes arrive; check it
     * against a limit all the same.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * byte[] message = stream.readBytes(stream.readUnsignedShort().await()).await();
     * }
     *
     * <p>Answers to {@code tokio_util::io::read_exact_arc}.
     *
     * @param length how many bytes, 0 or more
     * @return an array of that length
     */
    default Future<byte[]> readBytes(int length) {
        return new Reads.Array(this, length);
    }

    /**
     * Reads up to the end of the input.
     *
     * <p><b>Cancellation</b> Loses what had arrived: use {@link #readToEnd(ByteBuf)} in a select.
     *
     * <p><b>Errors</b> As {@link #pollRead}. The memory is as large as the input; give a limit for
     * input that is not trusted.
     *
     * @return all bytes
     */
    default Future<byte[]> readToEnd() {
        return new Reads.All<>(this, Integer.MAX_VALUE, ByteBuf::toByteArray);
    }

    /**
     * Reads up to the end of an input that must not be longer than a limit.
     *
     * <p><b>Cancellation</b> Loses what had arrived: use {@link #readToEnd(ByteBuf)} in a select.
     *
     * <p><b>Errors</b> {@code INVALID_DATA} once more bytes than that have arrived; they are lost.
     *
     * @param limit the most bytes to accept
     * @return all bytes
     */
    default Future<byte[]> readToEnd(int limit) {
        return new Reads.All<>(this, limit, ByteBuf::toByteArray);
    }

    /**
     * Reads up to the end of the input and appends it.
     *
     * <p><b>Cancellation</b> Safe: what had arrived is in the buffer.
     *
     * <p><b>Errors</b> As {@link #pollRead}; {@link IllegalStateException} if there is more than
     * the buffer's maximum capacity takes. What had arrived is in the buffer.
     *
     * @param dst where the bytes are appended
     * @return how many bytes this call appended
     */
    default Future<Long> readToEnd(ByteBuf dst) {
        return new Reads.ToEnd(this, dst);
    }

    /**
     * Reads UTF-8 text up to the end of the input.
     *
     * <p><b>Cancellation</b> Loses what had arrived.
     *
     * <p><b>Errors</b> {@code INVALID_DATA} if the bytes are not UTF-8; they are lost.
     *
     * @return the text
     */
    default Future<String> readToString() {
        return readToString(StandardCharsets.UTF_8);
    }

    /**
     * Reads text up to the end of the input.
     *
     * <p><b>Cancellation</b> Loses what had arrived.
     *
     * <p><b>Errors</b> {@code INVALID_DATA} if the bytes are no text in that encoding; they are
     * lost.
     *
     * @param charset the encoding
     * @return the text
     */
    default Future<String> readToString(Charset charset) {
        return new Reads.All<>(
                this, Integer.MAX_VALUE, all -> all.readString(all.readableBytes(), charset));
    }

    // ---- Numbers. One rule for all of them, stated at readInt(). ----

    /**
     * Reads a byte; see {@link #readInt()}.
     *
     * @return the byte
     */
    default Future<Byte> readByte() {
        return new Reads.Numeric<>(this, 1, ByteOrder.BIG_ENDIAN, bits -> (byte) bits);
    }

    /**
     * Reads a byte as a number from 0 to 255; see {@link #readInt()}.
     *
     * @return the number
     */
    default Future<Integer> readUnsignedByte() {
        return new Reads.Numeric<>(this, 1, ByteOrder.BIG_ENDIAN, bits -> (int) bits);
    }

    /**
     * Reads a big-endian 16-bit number; see {@link #readInt()}.
     *
     * @return the number
     */
    default Future<Short> readShort() {
        return readShort(ByteOrder.BIG_ENDIAN);
    }

    /**
     * Reads a 16-bit number; see {@link #readInt()}.
     *
     * @param order the byte order
     * @return the number
     */
    default Future<Short> readShort(ByteOrder order) {
        return new Reads.Numeric<>(this, 2, order, bits -> (short) bits);
    }

    /**
     * Reads a big-endian number from 0 to 65,535; see {@link #readInt()}.
     *
     * @return the number
     */
    default Future<Integer> readUnsignedShort() {
        return readUnsignedShort(ByteOrder.BIG_ENDIAN);
    }

    /**
     * Reads a number from 0 to 65,535; see {@link #readInt()}.
     *
     * @param order the byte order
     * @return the number
     */
    default Future<Integer> readUnsignedShort(ByteOrder order) {
        return new Reads.Numeric<>(this, 2, order, bits -> (int) bits);
    }

    /**
     * Reads a big-endian 32-bit number.
     *
     * <p><b>Cancellation</b> Loses the bytes of the number that had arrived, if it arrived in
     * parts: use {@link #readExact(ByteBuffer)} in a select. This and the next hold for all
     * numbers.
     *
     * <p><b>Errors</b> {@code UNEXPECTED_EOF} if the input ends before or within the number.
     *
     * @return the number
     */
    default Future<Integer> readInt() {
        return readInt(ByteOrder.BIG_ENDIAN);
    }

    /**
     * Reads a 32-bit number; see {@link #readInt()}.
     *
     * @param order the byte order
     * @return the number
     */
    default Future<Integer> readInt(ByteOrder order) {
        return new Reads.Numeric<>(this, 4, order, bits -> (int) bits);
    }

    /**
     * Reads a big-endian number from 0 to 2<sup>32</sup> - 1; see {@link #readInt()}.
     *
     * @return the number
     */
    default Future<Long> readUnsignedInt() {
        return readUnsignedInt(ByteOrder.BIG_ENDIAN);
    }

    /**
     * Reads a number from 0 to 2<sup>32</sup> - 1; see {@link #readInt()}.
     *
     * @param order the byte order
     * @return the number
     */
    default Future<Long> readUnsignedInt(ByteOrder order) {
        return new Reads.Numeric<>(this, 4, order, bits -> bits);
    }

    /**
     * Reads a big-endian 64-bit number; see {@link #readInt()}. {@link Long} has methods that take
     * it as unsigned.
     *
     * @return the number
     */
    default Future<Long> readLong() {
        return readLong(ByteOrder.BIG_ENDIAN);
    }

    /**
     * Reads a 64-bit number; see {@link #readInt()}.
     *
     * @param order the byte order
     * @return the number
     */
    default Future<Long> readLong(ByteOrder order) {
        return new Reads.Numeric<>(this, 8, order, bits -> bits);
    }

    /**
     * Reads a big-endian number from -2<sup>127</sup> to 2<sup>127</sup> - 1; see {@link
     * #readInt()}.
     *
     * @return the number
     */
    default Future<BigInteger> readInt128() {
        return readInt128(ByteOrder.BIG_ENDIAN);
    }

    /**
     * Reads a number from -2<sup>127</sup> to 2<sup>127</sup> - 1; see {@link #readInt()}.
     *
     * @param order the byte order
     * @return the number
     */
    default Future<BigInteger> readInt128(ByteOrder order) {
        return Futures.map(readBytes(16), bytes -> Bytes.toInteger(bytes, order, true));
    }

    /**
     * Reads a big-endian number from 0 to 2<sup>128</sup> - 1; see {@link #readInt()}.
     *
     * @return the number
     */
    default Future<BigInteger> readUnsignedInt128() {
        return readUnsignedInt128(ByteOrder.BIG_ENDIAN);
    }

    /**
     * Reads a number from 0 to 2<sup>128</sup> - 1; see {@link #readInt()}.
     *
     * @param order the byte order
     * @return the number
     */
    default Future<BigInteger> readUnsignedInt128(ByteOrder order) {
        return Futures.map(readBytes(16), bytes -> Bytes.toInteger(bytes, order, false));
    }

    /**
     * Reads a big-endian 32-bit floating-point number; see {@link #readInt()}.
     *
     * @return the number
     */
    default Future<Float> readFloat() {
        return readFloat(ByteOrder.BIG_ENDIAN);
    }

    /**
     * Reads a 32-bit floating-point number; see {@link #readInt()}.
     *
     * @param order the byte order
     * @return the number
     */
    default Future<Float> readFloat(ByteOrder order) {
        return new Reads.Numeric<>(this, 4, order, bits -> Float.intBitsToFloat((int) bits));
    }

    /**
     * Reads a big-endian 64-bit floating-point number; see {@link #readInt()}.
     *
     * @return the number
     */
    default Future<Double> readDouble() {
        return readDouble(ByteOrder.BIG_ENDIAN);
    }

    /**
     * Reads a 64-bit floating-point number; see {@link #readInt()}.
     *
     * @param order the byte order
     * @return the number
     */
    default Future<Double> readDouble(ByteOrder order) {
        return new Reads.Numeric<>(this, 8, order, Double::longBitsToDouble);
    }

    // ---- Adapters ----

    /**
     * A reader that ends after so many bytes of this one.
     *
     * @param limit the most bytes to read
     * @return a reader that reads from this one
     */
    default Take take(long limit) {
        return new Take(this, limit);
    }

    /**
     * A reader that goes on with another one after the end of this one.
     *
     * @param next what follows
     * @return a reader that reads from both
     */
    default Chain chain(AsyncRead next) {
        return new Chain(this, next);
    }

    /**
     * A reader with a buffer of 8 KiB over this one, for many small reads, lines and delimiters.
     *
     * @return a reader that reads ahead from this one
     */
    default BufReader buffered() {
        return new BufReader(this);
    }
}
