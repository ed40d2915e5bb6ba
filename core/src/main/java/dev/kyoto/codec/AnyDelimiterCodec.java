package dev.kyoto.codec;

import dev.kyoto.io.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Chunks of bytes that any of several bytes ends; written with a sequence of one's choice after
 * each.
 *
 * <p>The last chunk need not be ended. A chunk that is longer than the maximum is an error, and the
 * rest of it is skipped; whoever goes on after the error gets the next chunk.
 *
 * <p><b>Errors</b> {@code INVALID_DATA} for a chunk that is too long.
 *
 * <p>Answers to {@code tokio_util::codec::AnyDelimiterCodec}.
 */
public final class AnyDelimiterCodec implements Decoder<byte[]>, Encoder<byte[]> {
    private final SegmentScanner scanner;
    private final byte[] separator;

    /**
     * Chunks of any length.
     *
     * @param delimiters each of these bytes ends a chunk that is read
     * @param separator is written after each chunk
     */
    public AnyDelimiterCodec(byte[] delimiters, byte[] separator) {
        this(delimiters, separator, Integer.MAX_VALUE);
    }

    /**
     * Chunks up to a length.
     *
     * @param delimiters each of these bytes ends a chunk that is read
     * @param separator is written after each chunk
     * @param maxLength the most bytes of a chunk that is read, its delimiter not counted
     */
    public AnyDelimiterCodec(byte[] delimiters, byte[] separator, int maxLength) {
        var ends = new boolean[256];
        for (byte delimiter : delimiters) {
            ends[delimiter & 0xFF] = true;
        }
        this.scanner =
                new SegmentScanner(
                        (src, from, to) -> find(src, from, to, ends), maxLength, "a chunk");
        this.separator = separator.clone();
    }

    private static int find(ByteBuf src, int from, int to, boolean[] ends) {
        for (int i = from; i < to; i++) {
            if (ends[src.byteAt(i) & 0xFF]) {
                return i;
            }
        }
        return -1;
    }

    /**
     * The most bytes of a chunk that is read.
     *
     * @return bytes; {@link Integer#MAX_VALUE} if there is no maximum
     */
    public int maxLength() {
        return scanner.maxLength();
    }

    @Override
    public byte @Nullable [] decode(ByteBuf src) {
        int length = scanner.nextLength(src);
        if (length < 0) {
            return null;
        }
        var chunk = src.readBytes(length);
        src.skip(1);
        return chunk;
    }

    @Override
    public byte @Nullable [] decodeEof(ByteBuf src) {
        var chunk = decode(src);
        if (chunk != null || src.isEmpty()) {
            return chunk;
        }
        scanner.reset();
        return src.readBytes(src.readableBytes());
    }

    @Override
    public void encode(byte[] chunk, ByteBuf dst) {
        dst.writeBytes(chunk);
        dst.writeBytes(separator);
    }
}
