package dev.kyoto.codec;

import dev.kyoto.io.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Lines of UTF-8 text: read up to "\n" or "\r\n", written with "\n".
 *
 * <p>The last line need not be ended. A line that is longer than the maximum is an error, and the
 * rest of it is skipped; whoever goes on after the error gets the next line. Without a maximum a
 * peer that never ends its line fills the memory.
 *
 * <p><b>Errors</b> {@code INVALID_DATA} for a line that is too long, or is not UTF-8; either is
 * skipped.
 *
 * <p>Answers to {@code tokio_util::codec::LinesCodec}.
 */
public final class LinesCodec implements Decoder<String>, Encoder<String> {
    private static final byte NEWLINE = '\n';

    private final SegmentScanner scanner;

    /** Lines of any length. */
    public LinesCodec() {
        this(Integer.MAX_VALUE);
    }

    /**
     * Lines up to a length.
     *
     * @param maxLength the most bytes of a line that is read, its "\n" not counted
     */
    public LinesCodec(int maxLength) {
        this.scanner =
                new SegmentScanner(
                        (src, from, to) -> src.indexOf(NEWLINE, from, to), maxLength, "a line");
    }

    /**
     * The most bytes of a line that is read.
     *
     * @return bytes; {@link Integer#MAX_VALUE} if there is no maximum
     */
    public int maxLength() {
        return scanner.maxLength();
    }

    @Override
    public @Nullable String decode(ByteBuf src) {
        int length = scanner.nextLength(src);
        if (length < 0) {
            return null;
        }
        int text = length > 0 && src.byteAt(length - 1) == '\r' ? length - 1 : length;
        try {
            return src.readString(text, StandardCharsets.UTF_8);
        } finally {
            src.skip(length + 1 - text);
        }
    }

    @Override
    public @Nullable String decodeEof(ByteBuf src) {
        var line = decode(src);
        if (line != null || src.isEmpty()) {
            return line;
        }
        scanner.reset();
        int length = src.readableBytes();
        if (length == 1 && src.byteAt(0) == '\r') {
            src.skip(1);
            return null;
        }
        return src.readString(length, StandardCharsets.UTF_8);
    }

    @Override
    public void encode(String line, ByteBuf dst) {
        dst.writeString(line);
        dst.writeByte(NEWLINE);
    }
}
