package dev.kyoto.bench.contest.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.io.ByteBuf;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {

    private static String bulk(String... words) {
        var text = new StringBuilder("*" + words.length + "\r\n");
        for (var word : words) {
            text.append("$%d\r\n%s\r\n".formatted(word.length(), word));
        }
        return text.toString();
    }

    static Stream<Arguments> conversations() {
        var hello =
                "HTTP/1.1 200 OK\r\nServer: hello\r\nContent-Type: text/plain\r\n"
                        + "Content-Length: 13\r\n\r\nHello, World!";
        var large = "v\r\n\u00ff".repeat(10_000);
        return Stream.of(
                Arguments.of(
                        "ping", bulk("PING") + "PING\r\n" + bulk("PING"), "+PONG\r\n".repeat(3)),
                Arguments.of("ping", "\r\n*0\r\nPING\n", "+PONG\r\n"),
                Arguments.of(
                        "redis",
                        bulk("ping")
                                + bulk("SET", "k", "a\r\nb")
                                + bulk("gEt", "k")
                                + "GET  k \r\n",
                        "+PONG\r\n+OK\r\n$4\r\na\r\nb\r\n$4\r\na\r\nb\r\n"),
                Arguments.of(
                        "redis",
                        bulk("GET", "none") + bulk("SET", "k", "") + bulk("GET", "k"),
                        "$-1\r\n+OK\r\n$0\r\n\r\n"),
                Arguments.of(
                        "redis",
                        bulk("SET", "k\u00e9y", large) + bulk("GET", "k\u00e9y"),
                        "+OK\r\n$40000\r\n" + large + "\r\n"),
                Arguments.of(
                        "redis",
                        bulk("CONFIG", "GET", "save") + bulk("FLY") + bulk("GET") + bulk("PING"),
                        "*0\r\n"
                                + "-ERR unknown command or wrong number of arguments\r\n".repeat(2)
                                + "+PONG\r\n"),
                Arguments.of(
                        "http",
                        "GET / HTTP/1.1\r\nHost: here\r\n\r\nGET /a HTTP/1.1\nHost: here\n\n",
                        hello.repeat(2)));
    }

    private static Function<ByteBuf, Answers> program(String name) {
        return Objects.requireNonNull(Answers.of(name));
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void answersWhereverTheRequestsAreSplit(String program, String requests, String expected) {
        var bytes = requests.getBytes(ISO_8859_1);
        int step = Math.max(1, bytes.length / 1_000);
        for (int split = 0; split <= bytes.length; split += step) {
            var in = ByteBuf.allocate(16);
            var out = ByteBuf.allocate();
            var answers = program(program).apply(in);
            in.writeBytes(bytes, 0, split);
            answers.answer(out);
            in.writeBytes(bytes, split, bytes.length - split);
            answers.answer(out);

            assertThat(out.readString(out.readableBytes(), ISO_8859_1))
                    .as("split at %d", split)
                    .isEqualTo(expected);
            assertThat(in.isEmpty()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void answersByteByByte(String program, String requests, String expected) {
        var in = ByteBuf.allocate(16);
        var out = ByteBuf.allocate();
        var answers = program(program).apply(in);
        var bytes = requests.getBytes(ISO_8859_1);
        // A large value is looked at from its start with each byte, which takes its time.
        int single = Math.min(bytes.length, 100);
        for (int i = 0; i < single; i++) {
            in.writeByte(bytes[i]);
            answers.answer(out);
        }
        in.writeBytes(bytes, single, bytes.length - single);
        answers.answer(out);

        assertThat(out.readString(out.readableBytes(), ISO_8859_1)).isEqualTo(expected);
    }

    @Test
    void answersEachRequestAsSoonAsItIsThere() {
        var in = ByteBuf.allocate();
        var out = ByteBuf.allocate();
        var answers = program("ping").apply(in);
        in.writeString(bulk("PING") + "*1\r\n$4\r\nPIN");

        answers.answer(out);

        assertThat(out.readString(out.readableBytes(), ISO_8859_1)).isEqualTo("+PONG\r\n");
        assertThat(in.readableBytes()).isEqualTo("*1\r\n$4\r\nPIN".length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*x\r\n",
                "*\r\n",
                "*1\rx",
                "*1\r\n+OK\r\n",
                "*1\r\n$2\r\nabcd",
                "*1\r\n$99999999999\r\n"
            })
    void refusesWhatIsNoRequest(String requests) {
        var in = ByteBuf.copyOf(requests);
        var answers = program("redis").apply(in);

        assertThatThrownBy(() -> answers.answer(ByteBuf.allocate()))
                .isInstanceOf(MalformedRequest.class);
    }

    @Test
    void refusesAnEmptyRequestOfHttp() {
        var answers = program("http").apply(ByteBuf.copyOf("\r\n"));

        assertThatThrownBy(() -> answers.answer(ByteBuf.allocate()))
                .isInstanceOf(MalformedRequest.class);
    }

    @Test
    void connectionsShareTheMapOfTheirServerAlone() {
        var server = program("redis");
        var first = ByteBuf.copyOf(bulk("SET", "k", "v"));
        var second = ByteBuf.copyOf(bulk("GET", "k"));
        var other = ByteBuf.copyOf(bulk("GET", "k"));
        var out = ByteBuf.allocate();

        server.apply(first).answer(out);
        server.apply(second).answer(out);
        program("redis").apply(other).answer(out);

        assertThat(out.readString(out.readableBytes(), ISO_8859_1))
                .isEqualTo("+OK\r\n$1\r\nv\r\n$-1\r\n");
    }

    @Test
    void knowsNoOtherProgram() {
        assertThat(Answers.of("proxy")).isNull();
    }
}
