package dev.kyoto.bench.contest.io;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.kyoto.io.ByteBuf;

/** Greets every client of HTTP/1.1. A request ends with an empty line and has no body. */
final class HelloAnswers implements Answers {
    private static final byte[] HELLO =
            """
            HTTP/1.1 200 OK\r
            Server: hello\r
            Content-Type: text/plain\r
            Content-Length: 13\r
            \r
            Hello, World!"""
                    .getBytes(US_ASCII);

    private final ByteBuf in;

    // Of the request at the front: where the line starts that has not arrived as a whole, and how
    // much of it is known to have no end.
    private int line;
    private int looked;

    HelloAnswers(ByteBuf in) {
        this.in = in;
    }

    @Override
    public void answer(ByteBuf out) {
        while (true) {
            int end = in.indexOf((byte) '\n', looked);
            if (end < 0) {
                break;
            }
            boolean empty = end == line || (end == line + 1 && in.byteAt(line) == '\r');
            if (!empty) {
                line = end + 1;
            } else if (line == 0) {
                throw new MalformedRequest("a request starts with an empty line");
            } else {
                in.skip(end + 1);
                line = 0;
                out.writeBytes(HELLO);
            }
            looked = line;
        }
        looked = in.readableBytes();
        if (looked == 0) {
            // The whole buffer is free for the next read.
            in.clear();
        }
    }
}
