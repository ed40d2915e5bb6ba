package dev.kyoto.codec;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.IoException;
import dev.kyoto.io.AsyncRead;
import dev.kyoto.io.AsyncWrite;
import dev.kyoto.io.ByteBuf;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Frames with their length in front.
 *
 * <pre>
 *   | head: lengthFieldOffset bytes | length field | … | payload: length + lengthAdjustment bytes |
 *   | numSkip bytes are dropped                        | the frame: the payload, and what of the
 *                                                        head was not dropped
 * </pre>
 *
 * <p>By default the length is a big-endian number of 4 bytes that counts the payload alone, the
 * frame is the payload, and a length above 8 MiB is refused. A length by itself costs no memory:
 * the buffer grows only as the bytes arrive.
 *
 * <p><b>Errors</b> Reading: {@code INVALID_DATA} for a length above the maximum, or that the
 * adjustment makes impossible; {@code UNEXPECTED_EOF} if the input ends within a frame. Writing:
 * {@link IllegalArgumentException} for a frame that is too long.
 *
 * <p><b>Example</b> A length of 2 bytes that counts itself too:
 *
 * {@snippet :
 * var framed = LengthDelimitedCodec.builder()
 *         .lengthFieldLength(2)
 *         .lengthAdjustment(-2)
 *         .newFramed(socket);
 * framed.send("hello".getBytes(UTF_8)).await();
 * }
 *
 * <p>Answers to {@code tokio_util::codec::LengthDelimitedCodec}.
 */
public final class LengthDelimitedCodec implements Decoder<byte[]>, Encoder<byte[]> {
    /** No array is larger, so no frame can be. */
    private static final int LARGEST_FRAME = Integer.MAX_VALUE - 8;

    private final int fieldOffset;
    private final int fieldLength;
    private final int adjustment;
    private final int skip;
    private final ByteOrder order;
    private int maxFrameLength;

    /** The length of the frame whose head was taken off, or -1 if a head comes next. */
    private int expected = -1;

    /** A codec with the defaults. */
    public LengthDelimitedCodec() {
        this(new Builder());
    }

    private LengthDelimitedCodec(Builder builder) {
        long head = (long) builder.fieldOffset + builder.fieldLength;
        if (head > LARGEST_FRAME) {
            throw new IllegalArgumentException(
                    "a length field of %d bytes at offset %d ends beyond what a buffer can hold"
                            .formatted(builder.fieldLength, builder.fieldOffset));
        }
        this.fieldOffset = builder.fieldOffset;
        this.fieldLength = builder.fieldLength;
        this.adjustment = builder.adjustment;
        this.skip = builder.skip < 0 ? (int) head : builder.skip;
        this.order = builder.order;
        this.maxFrameLength = builder.maxFrameLength;
    }

    /**
     * Starts from the defaults.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The largest length that is accepted.
     *
     * @return bytes
     */
    public int maxFrameLength() {
        return maxFrameLength;
    }

    /**
     * Sets the largest length that is accepted, from the next head on.
     *
     * @param bytes at least 0
     */
    public void setMaxFrameLength(int bytes) {
        maxFrameLength = requireNotNegative("maximum frame length", bytes);
    }

    @Override
    public byte @Nullable [] decode(ByteBuf src) {
        if (expected < 0) {
            if (src.readableBytes() < Math.max(fieldOffset + fieldLength, skip)) {
                return null;
            }
            expected = payloadLength(readField(src));
            src.skip(skip);
        }
        if (src.readableBytes() < expected) {
            return null;
        }
        var frame = src.readBytes(expected);
        expected = -1;
        return frame;
    }

    @Override
    public byte @Nullable [] decodeEof(ByteBuf src) {
        var frame = decode(src);
        if (frame == null && (expected >= 0 || !src.isEmpty())) {
            throw new IoException(
                    IoException.Kind.UNEXPECTED_EOF,
                    expected >= 0
                            ? "the input ended after %d of a frame's %d bytes"
                                    .formatted(src.readableBytes(), expected)
                            : "the input ended within the head of a frame, of which %d bytes had arrived"
                                    .formatted(src.readableBytes()));
        }
        return frame;
    }

    private long readField(ByteBuf src) {
        long value = 0;
        for (int i = 0; i < fieldLength; i++) {
            int at = order == ByteOrder.BIG_ENDIAN ? i : fieldLength - 1 - i;
            value = (value << 8) | (src.byteAt(fieldOffset + at) & 0xFF);
        }
        return value;
    }

    /** Checks what the peer claims; the maximum is for the length as it was sent. */
    private int payloadLength(long field) {
        if (Long.compareUnsigned(field, maxFrameLength) > 0) {
            throw new IoException(
                    IoException.Kind.INVALID_DATA,
                    "a frame claims %s bytes, more than the maximum of %d; raise maxFrameLength, or check the byte order and the length field"
                            .formatted(Long.toUnsignedString(field), maxFrameLength));
        }
        long length = field + adjustment;
        if (length < 0 || length > LARGEST_FRAME) {
            throw new IoException(
                    IoException.Kind.INVALID_DATA,
                    "a frame claims %d bytes, which the adjustment by %d makes %d"
                            .formatted(field, adjustment, length));
        }
        if (skip + length < fieldOffset + fieldLength) {
            // The next frame would begin in this head, and an empty one at the same place forever.
            throw new IoException(
                    IoException.Kind.INVALID_DATA,
                    "a frame claims %d bytes, so it would end within its own head; check lengthAdjustment and numSkip"
                            .formatted(field));
        }
        return (int) length;
    }

    @Override
    public void encode(byte[] frame, ByteBuf dst) {
        if (frame.length > maxFrameLength) {
            throw new IllegalArgumentException(
                    "the frame has %d bytes, more than the maximum of %d; raise maxFrameLength, or send it in parts"
                            .formatted(frame.length, maxFrameLength));
        }
        long field = (long) frame.length - adjustment;
        if (field < 0 || (fieldLength < Long.BYTES && field >>> (8 * fieldLength) != 0)) {
            throw new IllegalArgumentException(
                    "a frame of %d bytes has the length %d after adjustment, which a field of %d bytes cannot hold"
                            .formatted(frame.length, field, fieldLength));
        }
        for (int i = 0; i < fieldLength; i++) {
            int at = order == ByteOrder.BIG_ENDIAN ? fieldLength - 1 - i : i;
            dst.writeByte((int) (field >>> (8 * at)));
        }
        dst.writeBytes(frame);
    }

    private static int requireNotNegative(String what, int value) {
        if (value < 0) {
            throw new IllegalArgumentException("the %s of %d is negative".formatted(what, value));
        }
        return value;
    }

    /**
     * Describes the head of the frames.
     *
     * <p>Answers to {@code tokio_util::codec::length_delimited::Builder}.
     */
    @CheckReturnValue
    public static final class Builder {
        private int fieldOffset;
        private int fieldLength = 4;
        private int adjustment;
        private int skip = -1;
        private ByteOrder order = ByteOrder.BIG_ENDIAN;
        private int maxFrameLength = 8 * 1024 * 1024;

        private Builder() {}

        /**
         * Where the length field begins; 0 by default. What lies before it is read only: a frame
         * that is written has no such bytes.
         *
         * @param bytes from the start of the head
         * @return this builder
         */
        @CanIgnoreReturnValue
        public Builder lengthFieldOffset(int bytes) {
            fieldOffset = requireNotNegative("length field offset", bytes);
            return this;
        }

        /**
         * How long the length field is; 4 by default.
         *
         * @param bytes from 1 to 8
         * @return this builder
         */
        @CanIgnoreReturnValue
        public Builder lengthFieldLength(int bytes) {
            if (bytes < 1 || bytes > 8) {
                throw new IllegalArgumentException(
                        "a length field of %d bytes: 1 to 8 are possible".formatted(bytes));
            }
            fieldLength = bytes;
            return this;
        }

        /**
         * What to add to the length that is read to get that of the payload; 0 by default. Negative
         * if the length counts the head as well.
         *
         * @param bytes what to add
         * @return this builder
         */
        @CanIgnoreReturnValue
        public Builder lengthAdjustment(int bytes) {
            adjustment = bytes;
            return this;
        }

        /**
         * How many bytes of the head are not part of the frame; by default all up to the end of the
         * length field.
         *
         * @param bytes from the start of the head
         * @return this builder
         */
        @CanIgnoreReturnValue
        public Builder numSkip(int bytes) {
            skip = requireNotNegative("number of bytes to skip", bytes);
            return this;
        }

        /**
         * The byte order of the length field; big-endian by default.
         *
         * @param order big- or little-endian
         * @return this builder
         */
        @CanIgnoreReturnValue
        public Builder byteOrder(ByteOrder order) {
            this.order = order;
            return this;
        }

        /**
         * The largest length that is accepted; 8 MiB by default.
         *
         * @param bytes at least 0
         * @return this builder
         */
        @CanIgnoreReturnValue
        public Builder maxFrameLength(int bytes) {
            maxFrameLength = requireNotNegative("maximum frame length", bytes);
            return this;
        }

        /**
         * Makes a codec.
         *
         * @return a new codec; each connection needs its own
         */
        public LengthDelimitedCodec newCodec() {
            return new LengthDelimitedCodec(this);
        }

        /**
         * Makes a codec and puts it over a reader.
         *
         * @param reader where the bytes come from
         * @return frames to be read
         */
        public FramedRead<byte[]> newRead(AsyncRead reader) {
            return new FramedRead<>(reader, newCodec());
        }

        /**
         * Makes a codec and puts it over a writer.
         *
         * @param writer where the bytes go
         * @return frames to be written
         */
        public FramedWrite<byte[]> newWrite(AsyncWrite writer) {
            return new FramedWrite<>(writer, newCodec());
        }

        /**
         * Makes a codec and puts it over a stream.
         *
         * @param stream where the bytes come from and go
         * @param <S> its type
         * @return frames to be read and written
         */
        public <S extends AsyncRead & AsyncWrite> Framed<byte[], byte[]> newFramed(S stream) {
            return Framed.of(stream, newCodec());
        }
    }
}
