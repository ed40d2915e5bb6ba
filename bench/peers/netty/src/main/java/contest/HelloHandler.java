package contest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/** One answer to every request of HTTP/1.1. A request ends with its first empty line. */
final class HelloHandler extends AnswerHandler {
    private static final byte[] HELLO =
            """
            HTTP/1.1 200 OK\r
            Server: hello\r
            Content-Type: text/plain\r
            Content-Length: 13\r
            \r
            Hello, World!"""
                    .getBytes(US_ASCII);

    @Override
    boolean answer(ByteBuf input, ByteBuf output) {
        int line = input.readerIndex();
        int arrived = input.writerIndex();
        for (int end; (end = input.indexOf(line, arrived, (byte) '\n')) >= 0; line = end + 1) {
            if (end == line || end == line + 1 && input.getByte(line) == '\r') {
                output.writeBytes(HELLO);
                input.readerIndex(end + 1);
            }
        }
        return true;
    }
}
