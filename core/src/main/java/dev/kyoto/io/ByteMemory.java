package dev.kyoto.io;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a {@link ByteBuf}: an array with a reader and a writer index, which moves its bytes
 * to the front or grows when there is no room. What is in the bytes is {@code ByteBuf}'s affair.
 */
abstract sealed class ByteMemory permits ByteBuf {
    private static final byte[] NOTHING = {};

    private final int initialCapacity;
    private final int maxCapacity;

    // 0 <= reader <= writer <= bytes.length <= maxCapacity, at all times.
    byte[] bytes = NOTHING;
    int reader;
    int writer;

    // Views of `bytes`, made when first asked for and again after each growth. There are two, so
    // that a pending read and a pending write do not move each other's position.
    private @Nullable ByteBuffer readView;
    private @Nullable ByteBuffer writeView;

    ByteMemory(int initialCapacity, int maxCapacity) {
        if (initialCapacity < 0 || maxCapacity < initialCapacity) {
            throw new IllegalArgumentException(
                    "initial capacity %d and maximum capacity %d: 0 <= initial <= maximum is needed"
                            .formatted(initialCapacity, maxCapacity));
        }
        this.initialCapacity = initialCapacity;
        this.maxCapacity = maxCapacity;
    }

    /**
     * How many bytes can be read.
     *
     * @return the bytes between reader and writer index
     */
    public final int readableBytes() {
        return writer - reader;
    }

    /**
     * Whether there is nothing to read.
     *
     * @return true if no byte is readable
     */
    public final boolean isEmpty() {
        return writer == reader;
    }

    /**
     * How many bytes can be written without moving or growing.
     *
     * @return the bytes between writer index and capacity
     */
    public final int writableBytes() {
        return bytes.length - writer;
    }

    /**
     * The size of the memory that is held now.
     *
     * @return bytes; 0 before the first write
     */
    public final int capacity() {
        return bytes.length;
    }

    /**
     * The most unread bytes that this buffer ever holds.
     *
     * @return bytes
     */
    public final int maxCapacity() {
        return maxCapacity;
    }

    /**
     * Where the next byte is read; moving and growing change it.
     *
     * @return an index into the memory
     */
    public final int readerIndex() {
        return reader;
    }

    /**
     * Where the next byte is written; moving and growing change it.
     *
     * @return an index into the memory
     */
    public final int writerIndex() {
        return writer;
    }

    /** Forgets the readable bytes and keeps the memory. */
    public final void clear() {
        reader = 0;
        writer = 0;
    }

    /**
     * Forgets readable bytes from the end.
     *
     * @param length how many readable bytes stay; without effect if there are not more
     */
    public final void truncate(int length) {
        if (length < 0) {
            throw new IllegalArgumentException("length " + length + " is negative");
        }
        if (length < writer - reader) {
            writer = reader + length;
        }
    }

    /**
     * Makes room, so that the next writes of that many bytes neither move nor grow.
     *
     * @param length how many bytes are to be written
     * @throws IllegalStateException if they would exceed the maximum capacity
     */
    public final void reserve(int length) {
        if (length > bytes.length - writer) {
            makeRoom(length);
        } else if (length < 0) {
            throw new IllegalArgumentException("length " + length + " is negative");
        }
    }

    /**
     * Gives memory back: an empty buffer that has grown beyond the given capacity lets go of its
     * memory. For connections that become idle after a large message.
     *
     * @param capacity the size up to which the memory is kept
     */
    public final void trim(int capacity) {
        if (reader == writer && bytes.length > capacity) {
            adopt(NOTHING, 0);
        }
    }

    private void makeRoom(int length) {
        int readable = writer - reader;
        if (length > maxCapacity - readable) {
            throw new IllegalStateException(
                    "no room for %d bytes: %d are unread and the maximum capacity is %d; read first, or allocate a larger maximum"
                            .formatted(length, readable, maxCapacity));
        }
        int needed = readable + length;
        // Moving costs `readable`; it is paid for by the `reader` bytes read since the last move.
        if (needed <= bytes.length && (reader >= readable || bytes.length == maxCapacity)) {
            System.arraycopy(bytes, reader, bytes, 0, readable);
            reader = 0;
            writer = readable;
            return;
        }
        long doubled = Math.max(2L * bytes.length, initialCapacity);
        int capacity = (int) Math.min(Math.max(doubled, needed), maxCapacity);
        var grown = new byte[capacity];
        System.arraycopy(bytes, reader, grown, 0, readable);
        adopt(grown, readable);
    }

    private void adopt(byte[] memory, int readable) {
        bytes = memory;
        reader = 0;
        writer = readable;
        readView = null;
        writeView = null;
    }

    /** Turns an offset into an index of `bytes`, after a check that the bytes are readable. */
    final int indexFor(int offset, int length) {
        if (offset < 0 || length < 0 || length > writer - reader - offset) {
            throw new IndexOutOfBoundsException(
                    "%d bytes at offset %d were asked for, but %d are readable; look at readableBytes() first"
                            .formatted(length, offset, writer - reader));
        }
        return reader + offset;
    }

    /**
     * A read-only view of readable bytes, without a copy; valid until the next write.
     *
     * @param offset from the reader index
     * @param length how many bytes
     * @return a new view whose position is 0 and whose limit is the length
     */
    public final ByteBuffer slice(int offset, int length) {
        return ByteBuffer.wrap(bytes, indexFor(offset, length), length).slice().asReadOnlyBuffer();
    }

    /**
     * The readable bytes as a {@link ByteBuffer}, without a copy and mostly without an allocation:
     * what a writer is given. Moving its position consumes nothing; call {@link ByteBuf#skip}
     * afterwards.
     *
     * @return the one reading view of this buffer; the next call resets it
     */
    public final ByteBuffer readableBuffer() {
        var view = readView;
        if (view == null) {
            view = ByteBuffer.wrap(bytes);
            readView = view;
        }
        return view.limit(writer).position(reader);
    }

    /**
     * Room to write into as a {@link ByteBuffer}, mostly without an allocation: what a reader is
     * given. Call {@link #written} afterwards with the number of bytes that were put.
     *
     * @param room the least room it must have
     * @return the one writing view of this buffer, all writable bytes long; the next call resets it
     * @throws IllegalStateException if that much room would exceed the maximum capacity
     */
    public final ByteBuffer writableBuffer(int room) {
        reserve(room);
        var view = writeView;
        if (view == null) {
            view = ByteBuffer.wrap(bytes);
            writeView = view;
        }
        // An array is never larger than the maximum, so all of it may be used.
        return view.limit(bytes.length).position(writer);
    }

    /**
     * Takes over bytes that were put into {@link #writableBuffer}.
     *
     * @param length how many bytes were put
     */
    public final void written(int length) {
        if (length < 0 || length > bytes.length - writer) {
            throw new IndexOutOfBoundsException(
                    "%d bytes cannot have been written into room for %d"
                            .formatted(length, bytes.length - writer));
        }
        writer += length;
    }

    /** The readable bytes as an array; they stay readable. */
    byte[] toByteArray() {
        return Arrays.copyOfRange(bytes, reader, writer);
    }

    @Override
    public final String toString() {
        return "ByteBuf(readable %d, writable %d, capacity %d)"
                .formatted(readableBytes(), writableBytes(), capacity());
    }
}
