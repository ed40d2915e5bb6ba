package dev.kyoto.io;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The futures of {@link AsyncBufRead}, and the search for delimiters that they share. */
final class BufReads {
    static final byte NEWLINE = '\n';

    private BufReads() {}

    /** Reads by copying out of the reader's buffer. */
    static Poll<Integer> pollRead(Context cx, AsyncBufRead reader, ByteBuffer dst) {
        AsyncRead.requireRoom(dst);
        var polled = reader.pollFillBuf(cx);
        if (polled.isPending()) {
            return Poll.pending();
        }
        var shown = polled.value();
        if (shown == null) {
            return Poll.ready(-1);
        }
        int length = Math.min(shown.remaining(), dst.remaining());
        dst.put(shown.limit(shown.position() + length));
        reader.consume(length);
        return Poll.ready(length);
    }

    /** How a search for a delimiter went on in one poll. */
    enum Found {
        PENDING,
        DELIMITER,
        END
    }

    /**
     * Appends up to and including the delimiter. What {@code dst} holds already belongs to the same
     * segment and counts towards its length.
     */
    static Found pollUntil(
            Context cx, AsyncBufRead reader, byte delimiter, ByteBuf dst, int maxLength) {
        while (true) {
            var polled = reader.pollFillBuf(cx);
            if (polled.isPending()) {
                return Found.PENDING;
            }
            var shown = polled.value();
            if (shown == null) {
                return Found.END;
            }
            int before = Bytes.indexOf(shown, delimiter);
            int content = before < 0 ? shown.remaining() : before;
            if (content > maxLength - dst.readableBytes()) {
                reader.consume(content);
                throw tooLong(delimiter, maxLength);
            }
            int length = before < 0 ? content : content + 1;
            dst.writeBytes(shown.limit(shown.position() + length));
            reader.consume(length);
            if (before >= 0) {
                return Found.DELIMITER;
            }
        }
    }

    private static IoException tooLong(byte delimiter, int maxLength) {
        return new IoException(
                IoException.Kind.INVALID_DATA,
                delimiter == NEWLINE
                        ? "a line is longer than the maximum of %d bytes; raise the maximum, or end the connection"
                                .formatted(maxLength)
                        : "no byte 0x%02x within the maximum of %d bytes; raise the maximum, or end the connection"
                                .formatted(delimiter, maxLength));
    }

    static void requireMaximum(int maxLength) {
        if (maxLength < 0) {
            throw new IllegalArgumentException(
                    "the maximum length of %d bytes is negative".formatted(maxLength));
        }
    }

    /** Empties the buffer of a line, as text without its end. */
    static String takeLine(ByteBuf line, Found found, Charset charset) {
        int length = line.readableBytes();
        if (found == Found.DELIMITER) {
            length--;
            if (length > 0 && line.byteAt(length - 1) == '\r') {
                length--;
            }
        }
        try {
            return line.readString(length, charset);
        } finally {
            line.clear();
        }
    }

    /** Shows the buffer. */
    static final class Fill extends OneShotFuture<@Nullable ByteBuffer> {
        private final AsyncBufRead reader;

        Fill(AsyncBufRead reader) {
            this.reader = reader;
        }

        @Override
        protected Poll<@Nullable ByteBuffer> step(Context cx) {
            return reader.pollFillBuf(cx);
        }
    }

    /** Reads to a delimiter, into an array of its own. */
    static final class Until extends OneShotFuture<byte @Nullable []> {
        private final AsyncBufRead reader;
        private final byte delimiter;
        private final int maxLength;
        private final ByteBuf segment = ByteBuf.allocate();

        Until(AsyncBufRead reader, byte delimiter, int maxLength) {
            requireMaximum(maxLength);
            this.reader = reader;
            this.delimiter = delimiter;
            this.maxLength = maxLength;
        }

        @Override
        protected Poll<byte @Nullable []> step(Context cx) {
            return switch (pollUntil(cx, reader, delimiter, segment, maxLength)) {
                case PENDING -> Poll.pending();
                case DELIMITER -> Poll.ready(segment.toByteArray());
                case END -> Poll.ready(segment.isEmpty() ? null : segment.toByteArray());
            };
        }
    }

    /** Reads to a delimiter, into a buffer of the caller's. */
    static final class UntilInto extends OneShotFuture<Integer> {
        private final AsyncBufRead reader;
        private final byte delimiter;
        private final ByteBuf dst;
        private int start = -1;

        UntilInto(AsyncBufRead reader, byte delimiter, ByteBuf dst) {
            this.reader = reader;
            this.delimiter = delimiter;
            this.dst = dst;
        }

        @Override
        protected Poll<Integer> step(Context cx) {
            if (start < 0) {
                start = dst.readableBytes();
            }
            var found = pollUntil(cx, reader, delimiter, dst, Integer.MAX_VALUE);
            int length = dst.readableBytes() - start;
            return switch (found) {
                case PENDING -> Poll.pending();
                case DELIMITER -> Poll.ready(length);
                case END -> Poll.ready(length == 0 ? -1 : length);
            };
        }
    }

    /** Reads one line. */
    static final class Line extends OneShotFuture<@Nullable String> {
        private final AsyncBufRead reader;
        private final int maxLength;
        private final ByteBuf line = ByteBuf.allocate();

        Line(AsyncBufRead reader, int maxLength) {
            requireMaximum(maxLength);
            this.reader = reader;
            this.maxLength = maxLength;
        }

        @Override
        protected Poll<@Nullable String> step(Context cx) {
            var found = pollUntil(cx, reader, NEWLINE, line, maxLength);
            if (found == Found.PENDING) {
                return Poll.pending();
            }
            return Poll.ready(
                    found == Found.END && line.isEmpty()
                            ? null
                            : takeLine(line, found, StandardCharsets.UTF_8));
        }
    }
}
