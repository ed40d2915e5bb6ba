package dev.kyoto.examples.http;

import dev.kyoto.io.ByteBuf;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A body that comes in chunks, put together.
 *
 * <pre>
 *   SIZE  --"1a"-->  DATA  --bytes, CRLF-->  SIZE
 *   SIZE  --"0"-->  TRAILER  --fields, an empty line-->  ENDED
 * </pre>
 */
final class ChunkedBody {
    /** A chunk's size in hexadecimal; more digits are beyond any limit. */
    private static final int MOST_DIGITS = 7;

    private static final int LINE_END = 2;

    /** Longest line with a chunk's size and its extensions, which nobody uses. */
    private static final int LONGEST_LINE = 256;

    private enum State {
        SIZE,
        DATA,
        TRAILER,
        ENDED
    }

    private final Limits limits;
    private final ByteBuf body = ByteBuf.allocate();
    private State state = State.SIZE;
    private int missing;
    private int trailer;

    ChunkedBody(Limits limits) {
        this.limits = limits;
    }

    /** Takes what has arrived out of the buffer; the body, or null if it is not complete. */
    byte @Nullable [] take(ByteBuf src) {
        while (state != State.ENDED) {
            boolean goesOn =
                    switch (state) {
                        case SIZE -> takeSize(src);
                        case DATA -> takeData(src);
                        case TRAILER -> takeTrailer(src);
                        case ENDED -> true;
                    };
            if (!goesOn) {
                return null;
            }
        }
        return body.readBytes(body.readableBytes());
    }

    private boolean takeSize(ByteBuf src) {
        var line = HttpLines.take(src, LONGEST_LINE);
        if (line == null) {
            return false;
        }
        int extension = line.indexOf(';');
        var digits = extension < 0 ? line : line.substring(0, extension).stripTrailing();
        if (digits.isEmpty() || !digits.chars().allMatch(HexFormat::isHexDigit)) {
            throw HttpError.bad("a chunk begins with its size");
        }
        if (digits.length() > MOST_DIGITS) {
            throw tooLarge(limits);
        }
        missing = HexFormat.fromHexDigits(digits);
        if (missing > limits.body() - body.readableBytes()) {
            throw tooLarge(limits);
        }
        state = missing == 0 ? State.TRAILER : State.DATA;
        return true;
    }

    private boolean takeData(ByteBuf src) {
        int length = Math.min(missing, src.readableBytes());
        body.writeBytes(src.slice(0, length));
        src.skip(length);
        missing -= length;
        if (missing > 0 || src.readableBytes() < LINE_END) {
            return false;
        }
        if (src.readByte() != '\r' || src.readByte() != '\n') {
            throw HttpError.bad("a chunk ends after its size");
        }
        state = State.SIZE;
        return true;
    }

    private boolean takeTrailer(ByteBuf src) {
        var line = HttpLines.take(src, limits.head() - trailer);
        if (line == null) {
            return false;
        }
        trailer += line.length() + LINE_END;
        if (line.isEmpty()) {
            state = State.ENDED;
        }
        return true;
    }

    static HttpError tooLarge(Limits limits) {
        return new HttpError(
                Status.CONTENT_TOO_LARGE, "a body has at most " + limits.body() + " bytes");
    }
}
