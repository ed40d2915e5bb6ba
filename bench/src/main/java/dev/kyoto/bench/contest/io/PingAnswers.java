package dev.kyoto.bench.contest.io;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.kyoto.io.ByteBuf;

/** Answers every request of a Redis client as if it were a PING. */
final class PingAnswers implements Answers {
    private static final byte[] PONG = "+PONG\r\n".getBytes(US_ASCII);

    private final RespRequests requests;

    PingAnswers(ByteBuf in) {
        requests = new RespRequests(in);
    }

    @Override
    public void answer(ByteBuf out) {
        while (requests.next()) {
            out.writeBytes(PONG);
        }
    }
}
