package dev.kyoto.examples.http;

import dev.kyoto.codec.Decoder;
import dev.kyoto.examples.http.HeadParser.Head;
import dev.kyoto.io.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Requests from bytes, with their bodies in full, within limits.
 *
 * <pre>
 *   HEAD     --the empty line, a body to come-->  LENGTH or CHUNKS, perhaps an Expectation
 *   HEAD     --the empty line, no body-->         HEAD, a Request
 *   LENGTH   --so many bytes-->                   HEAD, a Request
 *   CHUNKS   --the last chunk-->                  HEAD, a Request
 * </pre>
 *
 * <p>After an {@link HttpError} the decoder is of no further use.
 */
final class RequestDecoder implements Decoder<Incoming> {
    private static final byte[] NO_BODY = {};
    private static final int HEAD_END = 4;

    private final Limits limits;

    /** The head whose body is on its way; null in state HEAD. */
    private @Nullable Head head;

    /** The length that was announced; looked at in state LENGTH. */
    private int length;

    /** The body in state CHUNKS, else null. */
    private @Nullable ChunkedBody chunks;

    /** Bytes at the front of the buffer that are known not to hold the end of the head. */
    private int searched;

    RequestDecoder(Limits limits) {
        this.limits = limits;
    }

    @Override
    public @Nullable Incoming decode(ByteBuf src) {
        if (head == null) {
            var next = takeHead(src);
            if (next == null) {
                return null;
            }
            begin(next);
            head = next;
            if (expectsAWord(next) && src.isEmpty()) {
                return new Incoming.Expectation();
            }
        }
        var body = takeBody(src);
        if (body == null) {
            return null;
        }
        var whole = head;
        head = null;
        chunks = null;
        return new Request(whole, body);
    }

    /** A client that leaves in the middle of a request is simply gone. */
    @Override
    public @Nullable Incoming decodeEof(ByteBuf src) {
        var request = decode(src);
        if (request == null) {
            src.clear();
        }
        return request;
    }

    /** Whether a part of a request has come. */
    boolean isWithin(ByteBuf src) {
        return head != null || !src.isEmpty();
    }

    private @Nullable Head takeHead(ByteBuf src) {
        // Some clients send an empty line after a body.
        while (searched == 0 && src.readableBytes() >= 2 && startsWithLineEnd(src)) {
            src.skip(2);
        }
        int end = endOfHead(src);
        if (end > limits.head() || (end < 0 && src.readableBytes() > limits.head())) {
            boolean lineEnded = src.indexOf((byte) '\n', 0, limits.head()) >= 0;
            throw new HttpError(
                    lineEnded ? Status.HEADER_FIELDS_TOO_LARGE : Status.URI_TOO_LONG,
                    "a head has at most " + limits.head() + " bytes");
        }
        if (end < 0) {
            searched = Math.max(0, src.readableBytes() - (HEAD_END - 1));
            return null;
        }
        searched = 0;
        var text = src.readString(end, StandardCharsets.ISO_8859_1);
        src.skip(HEAD_END);
        return HeadParser.parse(text, limits);
    }

    private static boolean startsWithLineEnd(ByteBuf src) {
        return src.byteAt(0) == '\r' && src.byteAt(1) == '\n';
    }

    /** Where the empty line begins that ends the head, or -1. */
    private int endOfHead(ByteBuf src) {
        int length = src.readableBytes();
        for (int at = searched; at + HEAD_END <= length; at++) {
            at = src.indexOf((byte) '\r', at);
            if (at < 0 || at + HEAD_END > length) {
                return -1;
            }
            if (src.intAt(at) == 0x0D0A0D0A) {
                return at;
            }
        }
        return -1;
    }

    /** Finds out how long the body is. */
    private void begin(Head next) {
        var lengths = next.headers().all("Content-Length");
        var codings = next.headers().all("Transfer-Encoding");
        length = 0;
        if (!codings.isEmpty()) {
            if (!lengths.isEmpty() || next.minor() == 0) {
                throw HttpError.bad("a body comes in chunks or with a length, not both");
            }
            if (codings.size() > 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
                throw new HttpError(
                        Status.NOT_IMPLEMENTED, "the one known Transfer-Encoding is chunked");
            }
            chunks = new ChunkedBody(limits);
        } else if (!lengths.isEmpty()) {
            var first = lengths.getFirst();
            if (lengths.size() > 1 || !first.matches("[0-9]+")) {
                throw HttpError.bad("Content-Length is one number");
            }
            if (first.length() > 9 || Integer.parseInt(first) > limits.body()) {
                throw ChunkedBody.tooLarge(limits);
            }
            length = Integer.parseInt(first);
        }
        var expectation = next.headers().first("Expect");
        if (expectation != null && !expectation.equalsIgnoreCase("100-continue")) {
            throw new HttpError(
                    Status.EXPECTATION_FAILED, "the one known expectation is 100-continue");
        }
    }

    private boolean expectsAWord(Head next) {
        return next.minor() > 0
                && (length > 0 || chunks != null)
                && next.headers().first("Expect") != null;
    }

    private byte @Nullable [] takeBody(ByteBuf src) {
        if (chunks != null) {
            return chunks.take(src);
        }
        if (src.readableBytes() < length) {
            return null;
        }
        return length == 0 ? NO_BODY : src.readBytes(length);
    }
}
