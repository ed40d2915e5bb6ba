package dev.kyoto.bench.contest.io;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.kyoto.io.ByteBuf;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A small Redis: PING, SET, GET and CONFIG GET, over one map for all connections. */
final class RedisAnswers implements Answers {
    private static final byte[] PONG = "+PONG\r\n".getBytes(US_ASCII);
    private static final byte[] OK = "+OK\r\n".getBytes(US_ASCII);
    private static final byte[] ABSENT = "$-1\r\n".getBytes(US_ASCII);
    private static final byte[] NOTHING = "*0\r\n".getBytes(US_ASCII);
    private static final byte[] UNKNOWN =
            "-ERR unknown command or wrong number of arguments\r\n".getBytes(US_ASCII);
    private static final byte[] LINE_END = "\r\n".getBytes(US_ASCII);

    private final RespRequests requests;
    private final Map<Key, byte[]> entries;

    RedisAnswers(ByteBuf in, Map<Key, byte[]> entries) {
        this.requests = new RespRequests(in);
        this.entries = entries;
    }

    @Override
    public void answer(ByteBuf out) {
        while (requests.next()) {
            int count = requests.count();
            if (count == 2 && requests.is(0, "GET")) {
                answerValue(entries.get(new Key(requests.take(1))), out);
            } else if (count == 3 && requests.is(0, "SET")) {
                entries.put(new Key(requests.take(1)), requests.take(2));
                out.writeBytes(OK);
            } else if (count == 1 && requests.is(0, "PING")) {
                out.writeBytes(PONG);
            } else if (count == 3 && requests.is(0, "CONFIG") && requests.is(1, "GET")) {
                out.writeBytes(NOTHING);
            } else {
                out.writeBytes(UNKNOWN);
            }
        }
    }

    private static void answerValue(byte @Nullable [] value, ByteBuf out) {
        if (value == null) {
            out.writeBytes(ABSENT);
            return;
        }
        out.writeByte('$');
        out.writeDecimal(value.length);
        out.writeBytes(LINE_END);
        out.writeBytes(value);
        out.writeBytes(LINE_END);
    }

    /** A key, equal to those of the same bytes. Nobody writes to the array. */
    @SuppressWarnings("ArrayRecordComponent")
    record Key(byte[] bytes) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key(var others) && Arrays.equals(bytes, others);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }
}
