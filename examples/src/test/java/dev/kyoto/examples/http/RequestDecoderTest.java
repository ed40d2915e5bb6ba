package dev.kyoto.examples.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.io.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDecoderTest {
    private static final Limits LIMITS =
            new Limits(200, 5, 1_000, Duration.ofSeconds(1), Duration.ofSeconds(1));

    private static final String PIPELINE =
            String.join(
                    "",
                    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                    "\r\nPOST /echo?x=y HTTP/1.1\r\nhost:a\r\nContent-Length: 4\r\n\r\n\r\n\r\n",
                    "PUT /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n",
                    "3;name=value\r\nabc\r\n0A\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n",
                    "HEAD /page/1 HTTP/1.0\r\n\r\n");

    private static final List<String> REQUESTS =
            List.of(
                    "GET / 1 ",
                    "POST /echo 1 \r\n\r\n",
                    "PUT /echo 1 abc0123456789",
                    "HEAD /page/1 0 ");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String show(Incoming incoming) {
        return incoming instanceof Request it
                ? "%s %s %d %s"
                        .formatted(
                                it.method(),
                                it.path(),
                                it.minor(),
                                new String(it.body(), StandardCharsets.ISO_8859_1))
                : "expects a word";
    }

    private static List<String> decodeAll(RequestDecoder decoder, ByteBuf buffer) {
        var requests = new ArrayList<String>();
        for (var it = decoder.decode(buffer); it != null; it = decoder.decode(buffer)) {
            requests.add(show(it));
        }
        return requests;
    }

    private static List<String> decode(String text) {
        return decodeAll(new RequestDecoder(LIMITS), ByteBuf.copyOf(bytes(text)));
    }

    @Test
    void aPipelineIsTakenApart() {
        assertThat(decode(PIPELINE)).isEqualTo(REQUESTS);
    }

    @Test
    void everySplitIntoTwoGivesTheSameRequests() {
        var input = bytes(PIPELINE);
        for (int cut = 0; cut <= input.length; cut++) {
            var decoder = new RequestDecoder(LIMITS);
            var buffer = ByteBuf.allocate();
            buffer.writeBytes(input, 0, cut);
            var requests = decodeAll(decoder, buffer);
            buffer.writeBytes(input, cut, input.length - cut);
            requests.addAll(decodeAll(decoder, buffer));
            assertThat(requests).as("cut at %s", cut).isEqualTo(REQUESTS);
        }
    }

    @Test
    void singleBytesGiveTheSameRequests() {
        var decoder = new RequestDecoder(LIMITS);
        var buffer = ByteBuf.allocate();
        var requests = new ArrayList<String>();
        for (byte b : bytes(PIPELINE)) {
            buffer.writeByte(b);
            requests.addAll(decodeAll(decoder, buffer));
        }
        assertThat(requests).isEqualTo(REQUESTS);
        assertThat(decoder.isWithin(buffer)).isFalse();
    }

    @Test
    void aClientThatWaitsForAWordGetsIt() {
        var decoder = new RequestDecoder(LIMITS);
        var head =
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n";
        var buffer = ByteBuf.copyOf(bytes(head));
        assertThat(decodeAll(decoder, buffer)).containsExactly("expects a word");
        buffer.writeBytes(bytes("hi"));
        assertThat(decodeAll(decoder, buffer)).containsExactly("POST / 1 hi");
        // One that does not wait needs none.
        assertThat(decode(head + "hi")).containsExactly("POST / 1 hi");
    }

    @Test
    void whatIsNotWholeAtTheEndIsGone() {
        var decoder = new RequestDecoder(LIMITS);
        var buffer = ByteBuf.copyOf(bytes("GET / HTTP/1.1\r\nHost: a\r\n"));
        assertThat(decoder.decodeEof(buffer)).isNull();
        assertThat(buffer.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /\r\nHost: a\r\n\r\n",
                "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
                "G@T / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\u0000b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\na\r\n",
            })
    void whatIsNoRequestIsRefused(String text) {
        refused(text, Status.BAD_REQUEST);
    }

    @ParameterizedTest
    @CsvSource({
        "501, Transfer-Encoding: gzip",
        "501, Transfer-Encoding: chunked; Transfer-Encoding: chunked",
        "413, Content-Length: 1001",
        "413, Content-Length: 99999999999999999999",
        "417, Expect: miracles",
        "431, A: 1; B: 2; C: 3; D: 4; E: 5",
    })
    void whatIsBeyondTheLimitsHasItsOwnStatus(int code, String fields) {
        var text = "GET / HTTP/1.1\r\nHost: a\r\n" + fields.replace("; ", "\r\n") + "\r\n\r\n";
        refused(text, status(code));
    }

    @Test
    void lengthsHaveLimits() {
        refused("GET /" + "x".repeat(200), Status.URI_TOO_LONG);
        refused("GET / HTTP/1.1\r\nA: " + "x".repeat(200), Status.HEADER_FIELDS_TOO_LARGE);
        refused(
                "GET / HTTP/1.1\r\nA: " + "x".repeat(200) + "\r\n\r\n",
                Status.HEADER_FIELDS_TOO_LARGE);
        refused("GET / HTTP/2.0\r\n\r\n", Status.VERSION_NOT_SUPPORTED);
        var chunked = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        refused(chunked + "3e9\r\n", Status.CONTENT_TOO_LARGE);
        refused(chunked + "fffffffffffff\r\n", Status.CONTENT_TOO_LARGE);
        refused(
                chunked + ("100\r\n" + "x".repeat(256) + "\r\n").repeat(4),
                Status.CONTENT_TOO_LARGE);
        refused(chunked + "1;" + "x".repeat(300), Status.BAD_REQUEST);
        refused(chunked + "0\r\n" + "A: b\r\n".repeat(50), Status.BAD_REQUEST);
    }

    private static Status status(int code) {
        for (var status : Status.values()) {
            if (status.code == code) {
                return status;
            }
        }
        throw new IllegalArgumentException("no status " + code);
    }

    private static void refused(String text, Status status) {
        assertThatThrownBy(() -> decode(text))
                .isInstanceOfSatisfying(
                        HttpError.class, e -> assertThat(e.response().status()).isEqualTo(status));
    }
}
