package dev.kyoto.examples.redis;

import dev.kyoto.codec.Decoder;
import dev.kyoto.io.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests from bytes: arrays of byte strings, as programs send them, and plain lines, as people
 * type them.
 *
 * <p>The decoder remembers how far it came. Each word is taken out of the buffer as soon as it is
 * complete, and a line that is not complete is searched from where the last search ended, so a
 * request costs its length however it arrives. Lengths that a client only announces allocate
 * nothing.
 *
 * <pre>
 *   IDLE  --"*n"-->  WORD_LENGTH  --"$n"-->  WORD  --bytes-->  WORD_LENGTH
 *   WORD  --last word-->  IDLE, one request
 *   IDLE  --a line-->  IDLE, one request or none
 * </pre>
 *
 * <p>After a {@link ProtocolError} there is no telling where the next request begins, so the
 * decoder is of no further use.
 */
final class RequestDecoder implements Decoder<Request> {
    /** Longest word: 512 MB. */
    static final int MAX_BULK = 512 << 20;

    /** Most words of one request. */
    static final int MAX_WORDS = 1 << 20;

    /** Longest line, be it a typed command or a length. */
    static final int MAX_LINE = 64 << 10;

    /** Longest request, all words together: 1 GB. */
    private static final long MAX_REQUEST = 1L << 30;

    /** The line end after a word. */
    private static final int LINE_END = 2;

    /** The word's length has not been read yet. */
    private static final int UNKNOWN = -1;

    /** Words still to come of the array at hand; 0 between requests. */
    private int missingWords;

    /** Length of the word at hand, or {@link #UNKNOWN}. */
    private int wordLength = UNKNOWN;

    private List<byte[]> words = new ArrayList<>();
    private long requestLength;

    /** Bytes at the front of the buffer that are known not to hold the end of their line. */
    private int searched;

    @Override
    public @Nullable Request decode(ByteBuf src) {
        while (true) {
            if (missingWords > 0) {
                if (!takeWord(src)) {
                    return null;
                }
                if (missingWords == 0) {
                    return finish();
                }
            } else if (src.isEmpty()) {
                return null;
            } else if (src.byteAt(0) == '*') {
                if (!takeArrayHeader(src)) {
                    return null;
                }
            } else {
                var line = takeLine(src, '\n', 0, "too big inline request");
                if (line == null) {
                    return null;
                }
                var typed = InlineWords.split(line);
                if (!typed.isEmpty()) {
                    return new Request(typed);
                }
            }
        }
    }

    /** A client that leaves in the middle of a request is simply gone. */
    @Override
    public @Nullable Request decodeEof(ByteBuf src) {
        var request = decode(src);
        if (request == null) {
            src.clear();
        }
        return request;
    }

    private boolean takeArrayHeader(ByteBuf src) {
        var line = takeLine(src, '\r', 1, "too big mbulk count string");
        if (line == null) {
            return false;
        }
        long count =
                Integers.parse(line, 1, line.length)
                        .orElseThrow(() -> new ProtocolError("invalid multibulk length"));
        if (count > MAX_WORDS) {
            throw new ProtocolError("invalid multibulk length");
        }
        // An empty or negative array asks for nothing, and nothing is what it gets.
        missingWords = (int) Math.max(count, 0);
        return true;
    }

    private boolean takeWord(ByteBuf src) {
        if (wordLength == UNKNOWN && !takeWordLength(src)) {
            return false;
        }
        if (src.readableBytes() < wordLength + LINE_END) {
            return false;
        }
        words.add(src.readBytes(wordLength));
        src.skip(LINE_END);
        wordLength = UNKNOWN;
        missingWords--;
        return true;
    }

    private boolean takeWordLength(ByteBuf src) {
        var line = takeLine(src, '\r', 1, "too big bulk count string");
        if (line == null) {
            return false;
        }
        if (line.length == 0 || line[0] != '$') {
            char found = line.length == 0 ? '\r' : (char) (line[0] & 0xff);
            throw new ProtocolError("expected '$', got '" + found + "'");
        }
        long length =
                Integers.parse(line, 1, line.length)
                        .orElseThrow(() -> new ProtocolError("invalid bulk length"));
        if (length < 0 || length > MAX_BULK) {
            throw new ProtocolError("invalid bulk length");
        }
        requestLength += length;
        if (requestLength > MAX_REQUEST) {
            throw new ProtocolError("too big request");
        }
        wordLength = (int) length;
        return true;
    }

    /**
     * Takes a line out of the buffer, without its end.
     *
     * @param end the byte that ends the line
     * @param after how many bytes follow that and belong to the line end
     * @param complaint what to say if the line is too long
     * @return null as long as the line is not complete
     */
    private byte @Nullable [] takeLine(ByteBuf src, char end, int after, String complaint) {
        int length = src.indexOf((byte) end, searched);
        if (length < 0) {
            searched = src.readableBytes();
            if (searched > MAX_LINE) {
                throw new ProtocolError(complaint);
            }
            return null;
        }
        if (length + 1 + after > src.readableBytes()) {
            searched = length;
            return null;
        }
        searched = 0;
        var line = src.readBytes(length);
        src.skip(1 + after);
        return line;
    }

    private Request finish() {
        var request = new Request(words);
        words = new ArrayList<>();
        requestLength = 0;
        return request;
    }
}
