package contest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/** Answers every request with {@code PONG}. */
final class PingHandler extends RespHandler {
    private static final byte[] PONG = "+PONG\r\n".getBytes(US_ASCII);

    @Override
    void answer(Words words, ByteBuf input, ByteBuf output) {
        output.writeBytes(PONG);
    }
}
