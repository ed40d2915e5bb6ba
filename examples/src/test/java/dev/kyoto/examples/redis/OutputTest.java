package dev.kyoto.examples.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.io.ByteBuf;
import dev.kyoto.test.TestTask;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutputTest {
    private static final Reply MESSAGE = Reply.bulk("0123456789");
    private static final int ENCODED = "$10\r\n0123456789\r\n".length();

    private final Output output = new Output(2 * ENCODED);

    @Test
    void answersAndMessagesAreTakenInOrder() {
        output.reply(Reply.OK);
        output.push(MESSAGE);
        output.reply(Reply.ONE);
        var expected = "+OK\r\n$10\r\n0123456789\r\n:1\r\n";
        assertThat(output.size()).isEqualTo(expected.length());
        var taken = output.take(ByteBuf.allocate());
        assertThat(taken.readString(expected.length(), StandardCharsets.US_ASCII))
                .isEqualTo(expected);
        assertThat(output.size()).isZero();
    }

    @Test
    void messagesBeyondTheLimitOverflowAndKeepNoMemory() {
        output.push(MESSAGE);
        output.push(MESSAGE);
        assertThat(output.isOverflown()).isFalse();
        output.push(MESSAGE);
        assertThat(output.isOverflown()).isTrue();
        assertThat(output.size()).isZero();
        output.push(MESSAGE);
        assertThat(output.size()).isZero();
        // Both a connection that waits and one that sends come to know.
        TestTask.of(output.message()).assertReady();
        TestTask.of(output.overflow()).assertReady();
    }

    @Test
    void whatIsTakenInTimeDoesNotCount() {
        for (int i = 0; i < 10; i++) {
            output.push(MESSAGE);
            output.push(MESSAGE);
            output.take(ByteBuf.allocate());
        }
        assertThat(output.isOverflown()).isFalse();
    }
}
