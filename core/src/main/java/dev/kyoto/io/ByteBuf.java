package dev.kyoto.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * A growable buffer of bytes, written at its end and read at its start.
 *
 * <pre>
 *   0 ......... readerIndex ......... writerIndex ......... capacity ......... maxCapacity
 *     consumed               readable              writable            may still grow
 * </pre>
 *
 * <p>Methods named {@code read…} and {@link #skip} consume, {@code write…} append, and {@code …At}
 * look at an <em>offset counted from the reader index</em> without consuming. Room for a write is
 * made by moving the readable bytes to the front where that is cheap, and by doubling otherwise, so
 * that a write costs amortized constant time. Numbers are big-endian unless a {@link ByteOrder} is
 * given.
 *
 * <p>{@link #slice}, {@link #readableBuffer} and {@link #writableBuffer} are views of the same
 * memory; they are valid until the next call that writes, makes room or clears.
 *
 * <p>The memory is one heap array, allocated when it is first needed. Not thread-safe.
 *
 * <p><b>Errors</b> Reading past the writer index is an {@link IndexOutOfBoundsException}; writing
 * past the maximum capacity is an {@link IllegalStateException} and changes nothing.
 *
 * <p>Answers to {@code bytes::BytesMut} as the codecs of {@code tokio-util} use it.
 */
public final class ByteBuf extends ByteMemory {
    private static final int DEFAULT_CAPACITY = 256;

    /** The JDK's own bound for arrays: some VMs need a few words of header. */
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private static final VarHandle SHORTS = view(short[].class);
    private static final VarHandle INTS = view(int[].class);
    private static final VarHandle LONGS = view(long[].class);

    private ByteBuf(int initialCapacity, int maxCapacity) {
        super(initialCapacity, maxCapacity);
    }

    private static VarHandle view(Class<?> arrayType) {
        return MethodHandles.byteArrayViewVarHandle(arrayType, ByteOrder.BIG_ENDIAN);
    }

    /**
     * An empty buffer of a small initial capacity that may grow as far as arrays go.
     *
     * @return a new buffer
     */
    public static ByteBuf allocate() {
        return new ByteBuf(DEFAULT_CAPACITY, LARGEST_ARRAY);
    }

    /**
     * An empty buffer that may grow as far as arrays go.
     *
     * @param initialCapacity the bytes it takes before it first grows
     * @return a new buffer
     */
    public static ByteBuf allocate(int initialCapacity) {
        return new ByteBuf(initialCapacity, LARGEST_ARRAY);
    }

    /**
     * An empty buffer with a hard limit.
     *
     * @param initialCapacity the bytes it takes before it first grows
     * @param maxCapacity the most unread bytes that it ever holds
     * @return a new buffer
     */
    public static ByteBuf allocate(int initialCapacity, int maxCapacity) {
        return new ByteBuf(initialCapacity, Math.min(maxCapacity, LARGEST_ARRAY));
    }

    /**
     * A buffer that starts with a copy of these bytes.
     *
     * @param content the bytes to be read from it
     * @return a new buffer
     */
    public static ByteBuf copyOf(byte[] content) {
        var buf = allocate(content.length);
        buf.writeBytes(content);
        return buf;
    }

    /**
     * A buffer that starts with this text in UTF-8.
     *
     * @param content the text to be read from it
     * @return a new buffer
     */
    public static ByteBuf copyOf(String content) {
        return copyOf(content.getBytes(StandardCharsets.UTF_8));
    }

    // ---- Look without consuming; offsets count from the reader index ----

    /**
     * The byte at an offset.
     *
     * @param offset from the reader index
     * @return the byte
     */
    public byte byteAt(int offset) {
        return bytes[indexFor(offset, 1)];
    }

    /**
     * The big-endian 16-bit number at an offset.
     *
     * @param offset from the reader index
     * @return the number
     */
    public short shortAt(int offset) {
        return (short) SHORTS.get(bytes, indexFor(offset, 2));
    }

    /**
     * The 16-bit number at an offset.
     *
     * @param offset from the reader index
     * @param order the byte order
     * @return the number
     */
    public short shortAt(int offset, ByteOrder order) {
        short value = shortAt(offset);
        return isBig(order) ? value : Short.reverseBytes(value);
    }

    /**
     * The big-endian 32-bit number at an offset.
     *
     * @param offset from the reader index
     * @return the number
     */
    public int intAt(int offset) {
        return (int) INTS.get(bytes, indexFor(offset, 4));
    }

    /**
     * The 32-bit number at an offset.
     *
     * @param offset from the reader index
     * @param order the byte order
     * @return the number
     */
    public int intAt(int offset, ByteOrder order) {
        int value = intAt(offset);
        return isBig(order) ? value : Integer.reverseBytes(value);
    }

    /**
     * The big-endian 64-bit number at an offset.
     *
     * @param offset from the reader index
     * @return the number
     */
    public long longAt(int offset) {
        return (long) LONGS.get(bytes, indexFor(offset, 8));
    }

    /**
     * The 64-bit number at an offset.
     *
     * @param offset from the reader index
     * @param order the byte order
     * @return the number
     */
    public long longAt(int offset, ByteOrder order) {
        long value = longAt(offset);
        return isBig(order) ? value : Long.reverseBytes(value);
    }

    /**
     * Where a byte first occurs.
     *
     * @param wanted the byte
     * @return its offset from the reader index, or -1
     */
    public int indexOf(byte wanted) {
        return indexOf(wanted, 0, writer - reader);
    }

    /**
     * Where a byte first occurs at or after an offset.
     *
     * @param wanted the byte
     * @param from the offset to begin at
     * @return its offset from the reader index, or -1
     */
    public int indexOf(byte wanted, int from) {
        return indexOf(wanted, from, writer - reader);
    }

    /**
     * Where a byte first occurs between two offsets.
     *
     * @param wanted the byte
     * @param from the offset to begin at
     * @param to the offset to end before
     * @return its offset from the reader index, or -1
     */
    public int indexOf(byte wanted, int from, int to) {
        int start = indexFor(from, to - from);
        int found = Bytes.indexOf(bytes, start, reader + to, wanted);
        return found < 0 ? -1 : found - reader;
    }

    // ---- Consume ----

    /**
     * Consumes bytes unseen.
     *
     * @param length how many
     */
    public void skip(int length) {
        reader = indexFor(0, length) + length;
    }

    /**
     * Consumes a byte.
     *
     * @return the byte
     */
    public byte readByte() {
        byte value = byteAt(0);
        reader++;
        return value;
    }

    /**
     * Consumes a big-endian 16-bit number.
     *
     * @return the number
     */
    public short readShort() {
        return readShort(ByteOrder.BIG_ENDIAN);
    }

    /**
     * Consumes a 16-bit number.
     *
     * @param order the byte order
     * @return the number
     */
    public short readShort(ByteOrder order) {
        short value = shortAt(0, order);
        reader += 2;
        return value;
    }

    /**
     * Consumes a big-endian 32-bit number.
     *
     * @return the number
     */
    public int readInt() {
        return readInt(ByteOrder.BIG_ENDIAN);
    }

    /**
     * Consumes a 32-bit number.
     *
     * @param order the byte order
     * @return the number
     */
    public int readInt(ByteOrder order) {
        int value = intAt(0, order);
        reader += 4;
        return value;
    }

    /**
     * Consumes a big-endian 64-bit number.
     *
     * @return the number
     */
    public long readLong() {
        return readLong(ByteOrder.BIG_ENDIAN);
    }

    /**
     * Consumes a 64-bit number.
     *
     * @param order the byte order
     * @return the number
     */
    public long readLong(ByteOrder order) {
        long value = longAt(0, order);
        reader += 8;
        return value;
    }

    /**
     * Consumes bytes into an array.
     *
     * @param length how many
     * @return a new array
     */
    public byte[] readBytes(int length) {
        int from = indexFor(0, length);
        reader = from + length;
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    /**
     * Consumes as many bytes as fill the array.
     *
     * @param into the array to fill
     */
    public void readBytes(byte[] into) {
        int from = indexFor(0, into.length);
        System.arraycopy(bytes, from, into, 0, into.length);
        reader = from + into.length;
    }

    /**
     * Consumes as many bytes as fit, or as there are.
     *
     * @param into where to put them; its position advances
     * @return how many bytes were moved
     */
    public int readBytes(ByteBuffer into) {
        int length = Math.min(into.remaining(), writer - reader);
        into.put(bytes, reader, length);
        reader += length;
        return length;
    }

    /**
     * Consumes text.
     *
     * @param length how many bytes
     * @param charset their encoding
     * @return the text
     * @throws dev.kyoto.future.IoException of kind {@code INVALID_DATA} if the bytes are no text in
     *     that encoding; they are consumed all the same
     */
    public String readString(int length, Charset charset) {
        int from = indexFor(0, length);
        reader = from + length;
        return Bytes.decode(bytes, from, length, charset);
    }

    // ---- Append ----

    /**
     * Appends a byte.
     *
     * @param value its low 8 bits count
     */
    public void writeByte(int value) {
        reserve(1);
        bytes[writer++] = (byte) value;
    }

    /**
     * Appends a big-endian 16-bit number.
     *
     * @param value its low 16 bits count
     */
    public void writeShort(int value) {
        reserve(2);
        SHORTS.set(bytes, writer, (short) value);
        writer += 2;
    }

    /**
     * Appends a 16-bit number.
     *
     * @param value its low 16 bits count
     * @param order the byte order
     */
    public void writeShort(int value, ByteOrder order) {
        writeShort(isBig(order) ? value : Short.reverseBytes((short) value));
    }

    /**
     * Appends a big-endian 32-bit number.
     *
     * @param value the number
     */
    public void writeInt(int value) {
        reserve(4);
        INTS.set(bytes, writer, value);
        writer += 4;
    }

    /**
     * Appends a 32-bit number.
     *
     * @param value the number
     * @param order the byte order
     */
    public void writeInt(int value, ByteOrder order) {
        writeInt(isBig(order) ? value : Integer.reverseBytes(value));
    }

    /**
     * Appends a big-endian 64-bit number.
     *
     * @param value the number
     */
    public void writeLong(long value) {
        reserve(8);
        LONGS.set(bytes, writer, value);
        writer += 8;
    }

    /**
     * Appends a 64-bit number.
     *
     * @param value the number
     * @param order the byte order
     */
    public void writeLong(long value, ByteOrder order) {
        writeLong(isBig(order) ? value : Long.reverseBytes(value));
    }

    /**
     * Appends bytes.
     *
     * @param from all of them are copied
     */
    public void writeBytes(byte[] from) {
        writeBytes(from, 0, from.length);
    }

    /**
     * Appends a part of an array.
     *
     * @param from the array
     * @param offset the first byte to copy
     * @param length how many bytes
     */
    public void writeBytes(byte[] from, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, from.length);
        reserve(length);
        System.arraycopy(from, offset, bytes, writer, length);
        writer += length;
    }

    /**
     * Appends what remains in a buffer.
     *
     * @param from its position advances to its limit
     */
    public void writeBytes(ByteBuffer from) {
        int length = from.remaining();
        reserve(length);
        from.get(bytes, writer, length);
        writer += length;
    }

    /**
     * Appends what is readable in another buffer, and consumes it there.
     *
     * @param from another buffer than this one
     */
    public void writeBytes(ByteBuf from) {
        if (from == this) {
            throw new IllegalArgumentException("a buffer cannot be appended to itself");
        }
        writeBytes(from.bytes, from.reader, from.readableBytes());
        from.reader = from.writer;
    }

    /**
     * Appends text in UTF-8.
     *
     * @param text the text
     */
    public void writeString(String text) {
        writeString(text, StandardCharsets.UTF_8);
    }

    /**
     * Appends text.
     *
     * @param text the text
     * @param charset the encoding
     */
    public void writeString(String text, Charset charset) {
        writeBytes(text.getBytes(charset));
    }

    /**
     * Appends a number in decimal digits, as text protocols need it, without an allocation.
     *
     * @param value the number
     */
    public void writeDecimal(long value) {
        int length = Bytes.decimalLength(value);
        reserve(length);
        Bytes.putDecimal(bytes, writer + length, value);
        writer += length;
    }

    private static boolean isBig(ByteOrder order) {
        return order == ByteOrder.BIG_ENDIAN;
    }
}
