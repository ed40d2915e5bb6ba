package dev.kyoto.examples.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.kyoto.io.ByteBuf;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDecoderTest {
    private static final String PIPELINE =
            String.join(
                    "",
                    "*1\r\n$4\r\nPING\r\n",
                    "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$4\r\n\r\n$1\r\n",
                    "*0\r\n*-1\r\n",
                    "*2\r\n$3\r\nGET\r\n$0\r\n\r\n",
                    "\r\n  \nset \"a b\" 'c d'\r\nPING\n",
                    "*1\r\n$1\r\nx\r\n");

    private static final List<String> REQUESTS =
            List.of("PING", "SET|k|\r\n$1", "GET|", "set|a b|c d", "PING", "x");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String show(Request request) {
        return String.join(
                "|",
                request.words().stream()
                        .map(word -> new String(word, StandardCharsets.ISO_8859_1))
                        .toList());
    }

    private static List<String> decodeAll(RequestDecoder decoder, ByteBuf buffer) {
        var requests = new ArrayList<String>();
        for (var r = decoder.decode(buffer); r != null; r = decoder.decode(buffer)) {
            requests.add(show(r));
        }
        return requests;
    }

    private static List<String> decode(String text) {
        return decodeAll(new RequestDecoder(), ByteBuf.copyOf(bytes(text)));
    }

    @Test
    void aPipelineIsTakenApart() {
        assertThat(decode(PIPELINE)).isEqualTo(REQUESTS);
    }

    @Test
    void everySplitIntoTwoGivesTheSameRequests() {
        var input = bytes(PIPELINE);
        for (int cut = 0; cut <= input.length; cut++) {
            var decoder = new RequestDecoder();
            var buffer = ByteBuf.allocate();
            buffer.writeBytes(input, 0, cut);
            var requests = decodeAll(decoder, buffer);
            buffer.writeBytes(input, cut, input.length - cut);
            requests.addAll(decodeAll(decoder, buffer));
            assertThat(requests).as("cut at %s", cut).isEqualTo(REQUESTS);
            assertThat(buffer.isEmpty()).isTrue();
        }
    }

    @Test
    void singleBytesGiveTheSameRequests() {
        var decoder = new RequestDecoder();
        var buffer = ByteBuf.allocate();
        var requests = new ArrayList<String>();
        for (byte b : bytes(PIPELINE)) {
            buffer.writeByte(b);
            requests.addAll(decodeAll(decoder, buffer));
        }
        assertThat(requests).isEqualTo(REQUESTS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*\\r\\n|invalid multibulk length",
                "*x\\r\\n|invalid multibulk length",
                "*+1\\r\\n|invalid multibulk length",
                "*01\\r\\n|invalid multibulk length",
                "* 1\\r\\n|invalid multibulk length",
                "*1048577\\r\\n|invalid multibulk length",
                "*99999999999999999999\\r\\n|invalid multibulk length",
                "*1\\r\\nxabc\\r\\n|expected '$', got 'x'",
                "*1\\r\\n*1\\r\\n|expected '$', got '*'",
                "*1\\r\\n$-1\\r\\n|invalid bulk length",
                "*1\\r\\n$\\r\\n|invalid bulk length",
                "*1\\r\\n$536870913\\r\\n|invalid bulk length",
                "*1\\r\\n$9223372036854775807\\r\\n|invalid bulk length",
                "*2\\r\\n$1\\r\\na\\r\\n$x\\r\\n|invalid bulk length",
                "set \"a\\r\\n|unbalanced quotes in request",
                "set 'a\\r\\n|unbalanced quotes in request",
                "set \"a\"b\\r\\n|unbalanced quotes in request",
                "set 'a'b\\r\\n|unbalanced quotes in request",
            })
    void whatIsMalformedIsToldSo(String input, String complaint) {
        var raw = input.replace("\\r", "\r").replace("\\n", "\n");
        assertThatThrownBy(() -> decode(raw))
                .isInstanceOf(ProtocolError.class)
                .hasMessage("Protocol error: " + complaint);
    }

    @Test
    void requestsBeforeAMalformedOneAreStillGiven() {
        var decoder = new RequestDecoder();
        var buffer = ByteBuf.copyOf("PING\r\n*1\r\nfoo\r\n");
        assertThat(show(decoder.decode(buffer))).isEqualTo("PING");
        assertThatThrownBy(() -> decoder.decode(buffer)).isInstanceOf(ProtocolError.class);
    }

    @ParameterizedTest
    @CsvSource({
        "x,too big inline request",
        "*,too big mbulk count string",
        "'*1\r\n$',too big bulk count string"
    })
    void aLineWithoutEndIsCutOff(String start, String complaint) {
        var decoder = new RequestDecoder();
        var buffer = ByteBuf.copyOf(start);
        assertThat(decoder.decode(buffer)).isNull();
        buffer.writeBytes(new byte[RequestDecoder.MAX_LINE - 1]);
        assertThat(decoder.decode(buffer)).isNull();
        buffer.writeBytes(new byte[1]);
        assertThatThrownBy(() -> decoder.decode(buffer))
                .isInstanceOf(ProtocolError.class)
                .hasMessage("Protocol error: " + complaint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*1048576\r\n", "*3\r\n$536870912\r\nabc", "*1048576\r\n$536870912\r\n"})
    void whatIsOnlyAnnouncedTakesNoMemory(String input) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var decoder = new RequestDecoder();
        var buffer = ByteBuf.copyOf(input);
        decoder.decode(ByteBuf.copyOf("PING\r\n"));

        long before = threads.getCurrentThreadAllocatedBytes();
        assertThat(decoder.decode(buffer)).isNull();
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000_000);
    }

    @Test
    void aRequestOfManyWordsIsNotReadTwice() {
        int words = 100_000;
        var text = new StringBuilder("*" + words + "\r\n");
        text.append("$3\r\nabc\r\n".repeat(words));
        var input = bytes(text.toString());
        var decoder = new RequestDecoder();
        var buffer = ByteBuf.allocate();
        Request request = null;
        for (int i = 0; i < input.length; i += 100) {
            assertThat(request).isNull();
            buffer.writeBytes(input, i, Math.min(100, input.length - i));
            request = decoder.decode(buffer);
            assertThat(buffer.readableBytes()).as("words are taken as they come").isLessThan(16);
        }
        assertThat(request).isNotNull();
        assertThat(request.words())
                .hasSize(words)
                .allMatch(word -> Arrays.equals(word, bytes("abc")));
    }

    @Test
    void quotesAndEscapesOfTypedLines() {
        assertThat(decode("a \"\\x41\\n\\\"\\q\" 'it\\'s' b\"c\" \"\\xzz\"\n"))
                .as("a quote may begin within a word but must end it")
                .containsExactly("a|A\n\"q|it's|bc|xzz");
    }

    @Test
    void atTheEndAHalfRequestIsDropped() {
        var decoder = new RequestDecoder();
        var buffer = ByteBuf.copyOf("*2\r\n$3\r\nGE");
        assertThat(decoder.decode(buffer)).isNull();
        assertThat(decoder.decodeEof(buffer)).isNull();
        assertThat(buffer.isEmpty()).isTrue();
    }
}
