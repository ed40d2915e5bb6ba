package dev.kyoto.examples.http;

import dev.kyoto.io.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines that end with CRLF, one at a time. */
final class HttpLines {
    private HttpLines() {}

    /**
     * Takes a line out of the buffer.
     *
     * @param src what has arrived
     * @param most how many bytes it may have
     * @return the line without its end, or null if it is not complete
     */
    static @Nullable String take(ByteBuf src, int most) {
        int end = src.indexOf((byte) '\n');
        if (end > most + 1 || (end < 0 && src.readableBytes() > most + 1)) {
            throw HttpError.bad("a line is too long");
        }
        if (end < 0) {
            return null;
        }
        if (end == 0 || src.byteAt(end - 1) != '\r') {
            throw HttpError.bad("a line ends with CRLF");
        }
        var line = src.readString(end - 1, StandardCharsets.ISO_8859_1);
        src.skip(2);
        return line;
    }
}
