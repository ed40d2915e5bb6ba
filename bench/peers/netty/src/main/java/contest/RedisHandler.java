package contest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.ConcurrentMap;

/** The few commands of Redis that its benchmark asks for, on one shared map. */
final class RedisHandler extends RespHandler {
    private static final byte[] OK = "+OK\r\n".getBytes(US_ASCII);
    private static final byte[] PONG = "+PONG\r\n".getBytes(US_ASCII);
    private static final byte[] NOTHING = "$-1\r\n".getBytes(US_ASCII);
    private static final byte[] NO_SETTINGS = "*0\r\n".getBytes(US_ASCII);
    private static final byte[] UNKNOWN = "-ERR unknown command or arguments\r\n".getBytes(US_ASCII);

    private final ConcurrentMap<Key, byte[]> store;

    RedisHandler(ConcurrentMap<Key, byte[]> store) {
        this.store = store;
    }

    @Override
    void answer(Words words, ByteBuf input, ByteBuf output) {
        int count = words.count();
        if (count == 3 && words.is(0, input, "set")) {
            store.put(new Key(words.copy(1, input)), words.copy(2, input));
            output.writeBytes(OK);
        } else if (count == 2 && words.is(0, input, "get")) {
            byte[] value = store.get(new Key(words.copy(1, input)));
            if (value == null) {
                output.writeBytes(NOTHING);
            } else {
                bulk(value.length, output).writeBytes(value).writeByte('\r').writeByte('\n');
            }
        } else if (count == 1 && words.is(0, input, "ping")) {
            output.writeBytes(PONG);
        } else if (count == 2 && words.is(0, input, "ping")) {
            bulk(words.length(1), output)
                    .writeBytes(input, words.start(1), words.length(1))
                    .writeByte('\r')
                    .writeByte('\n');
        } else if (count >= 3 && words.is(0, input, "config") && words.is(1, input, "get")) {
            output.writeBytes(NO_SETTINGS);
        } else {
            output.writeBytes(UNKNOWN);
        }
    }

    /** Writes what comes before a bulk string of so many bytes. */
    private static ByteBuf bulk(int length, ByteBuf output) {
        output.writeByte('$');
        decimal(length, output);
        return output.writeByte('\r').writeByte('\n');
    }

    private static void decimal(int number, ByteBuf output) {
        if (number >= 10) {
            decimal(number / 10, output);
        }
        output.writeByte('0' + number % 10);
    }
}
