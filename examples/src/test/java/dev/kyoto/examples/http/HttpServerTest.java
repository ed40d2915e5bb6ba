package dev.kyoto.examples.http;

import static dev.kyoto.Kyoto.async;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.examples.SocketClient;
import dev.kyoto.examples.program.TestService;
import dev.kyoto.examples.program.UsageException;
import dev.kyoto.future.Futures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server from outside, over real sockets. */
@Timeout(60)
class HttpServerTest {
    private static TestService start(Handler handler, Limits limits) {
        return new TestService(
                stop -> it -> async(() -> Connection.serve(it, handler, limits, stop)));
    }

    private static TestService start() {
        return start(new Site(100), Limits.DEFAULT);
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    /** Reads an answer with a length: its status line, its fields, its body. */
    private static List<String> answer(SocketClient client, boolean hasBody) throws IOException {
        var lines = new ArrayList<String>();
        int length = 0;
        for (var line = client.readLine(); !line.equals("\r"); line = client.readLine()) {
            lines.add(line.stripTrailing());
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring(16).strip());
            }
        }
        if (hasBody) {
            lines.add(client.read(length));
        }
        return lines;
    }

    private static List<String> answer(SocketClient client) throws IOException {
        return answer(client, true);
    }

    @Test
    void aConnectionServesManyRequests() throws Exception {
        try (var server = start();
                var client = server.connect()) {
            for (int i = 0; i < 3; i++) {
                client.send(get("/page/7"));
                assertThat(answer(client))
                        .startsWith("HTTP/1.1 200 OK")
                        .contains("Content-Type: text/html; charset=utf-8")
                        .doesNotContain("Connection: close")
                        .last()
                        .asString()
                        .contains("href=\"/page/14\"", "href=\"/page/15\"", "href=\"/page/3\"");
            }
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(answer(client)).contains("Connection: close");
            client.expectEnd();
        }
    }

    @Test
    void aPipelineIsAnsweredInOrder() throws Exception {
        try (var server = start();
                var client = server.connect()) {
            var requests = new StringBuilder();
            for (int i = 0; i < 2_000; i++) {
                requests.append("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n");
                requests.append("%04d".formatted(i));
            }
            client.send(requests.toString());
            for (int i = 0; i < 2_000; i++) {
                assertThat(answer(client)).endsWith("%04d".formatted(i));
            }
        }
    }

    @Test
    void headHasTheFieldsOfGetAndNoBody() throws Exception {
        try (var server = start();
                var client = server.connect()) {
            client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + get("/"));
            var head = answer(client, false);
            var get = answer(client);
            assertThat(get.subList(2, get.size() - 1)).isEqualTo(head.subList(2, head.size()));
        }
    }

    @Test
    void chunksComeInAndGoOut() throws Exception {
        try (var server = start();
                var client = server.connect()) {
            client.send("PUT /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.send("5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n");
            assertThat(answer(client)).endsWith("hello!");
            client.send(get("/stream/2"));
            assertThat(answer(client, false)).contains("Transfer-Encoding: chunked");
            client.expect("7\r\nline 1\n\r\n7\r\nline 2\n\r\n0\r\n\r\n");
            // HTTP/1.0 knows no chunks, and ends the connection if nothing else is said.
            client.send("GET /stream/2 HTTP/1.0\r\n\r\n");
            assertThat(client.readToEnd()).endsWith("\r\n\r\nline 1\nline 2\n");
        }
    }

    @Test
    void aClientOfOldMayStay() throws Exception {
        try (var server = start();
                var client = server.connect()) {
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            answer(client);
            client.send("GET / HTTP/1.0\r\n\r\n");
            answer(client);
            client.expectEnd();
        }
    }

    @Test
    void whatIsNotThereIsSaidAndTheConnectionStays() throws Exception {
        try (var server = start();
                var client = server.connect()) {
            client.send(get("/page/101") + get("/nothing") + get("/echo"));
            assertThat(answer(client)).startsWith("HTTP/1.1 404 Not Found");
            assertThat(answer(client)).startsWith("HTTP/1.1 404 Not Found");
            assertThat(answer(client))
                    .startsWith("HTTP/1.1 405 Method Not Allowed")
                    .contains("Allow: POST, PUT");
            client.send("DELETE / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(answer(client)).contains("Allow: GET, HEAD");
        }
    }

    @Test
    void nonsenseIsAnsweredOnceAndEndsTheConnection() throws Exception {
        try (var server = start();
                var client = server.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n\r\n").endOutput();
            assertThat(answer(client)).startsWith("HTTP/1.1 200 OK");
            assertThat(answer(client))
                    .startsWith("HTTP/1.1 400 Bad Request")
                    .contains("Connection: close");
            client.expectEnd();
        }
    }

    @Test
    void aClientStillSendingCanReadWhyItIsRefused() throws Exception {
        try (var server = start();
                var client = server.connect()) {
            client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n");
            client.send("x".repeat(2_000_000)).endOutput();
            assertThat(answer(client)).startsWith("HTTP/1.1 413 Content Too Large");
            client.expectEnd();
        }
    }

    @Test
    void aClientThatWaitsForAWordGetsIt() throws Exception {
        try (var server = start();
                var client = server.connect()) {
            client.send("PUT /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n");
            client.send("Content-Length: 2\r\n\r\n").expect("HTTP/1.1 100 Continue\r\n\r\n");
            client.send("hi");
            assertThat(answer(client)).endsWith("hi");
        }
    }

    @Test
    void aHeadThatNeverEndsIsCutOff() throws Exception {
        var limits = new Limits(1_000, 10, 1_000, Duration.ofMillis(200), Duration.ofSeconds(10));
        try (var server = start(new Site(1), limits);
                var large = server.connect();
                var slow = server.connect();
                var idle = server.connect()) {
            large.send("GET / HTTP/1.1\r\nX: " + "x".repeat(1_000)).endOutput();
            assertThat(large.readToEnd()).startsWith("HTTP/1.1 431 ");
            slow.send("GET / HTTP/1.1\r\n");
            assertThat(answer(slow)).startsWith("HTTP/1.1 408 Request Timeout");
            slow.endOutput().expectEnd();
            idle.expectEnd();
        }
    }

    @Test
    void aClientThatTakesNoAnswersIsDropped() throws Exception {
        var limits = new Limits(1_000, 10, 1_000, Duration.ofSeconds(10), Duration.ofMillis(200));
        try (var server = start(new Site(1), limits);
                var client = server.connect()) {
            var requests = get("/stream/100000").repeat(100);
            // The server reads no further while it cannot send, so this blocks, and then fails.
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    client.send(requests);
                                }
                            })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aFaultOfTheSiteIsAnsweredAsOne() throws Exception {
        Handler faulty = request -> Futures.failed(new IllegalStateException("oh"));
        try (var server = start(faulty, Limits.DEFAULT);
                var client = server.connect()) {
            client.send(get("/")).send(get("/"));
            assertThat(answer(client)).startsWith("HTTP/1.1 500 Internal Server Error");
            assertThat(answer(client)).startsWith("HTTP/1.1 500 Internal Server Error");
        }
    }

    @Test
    void atTheEndAnAnswerUnderWayIsSentWhole() throws Exception {
        try (var server = start();
                var client = server.connect();
                var idle = server.connect()) {
            idle.send(get("/"));
            answer(idle);
            client.send(get("/stream/500000")).expect("HTTP/1.1 200 OK\r\n");
            server.requestStop();
            server.awaitEndOfAccepting();
            idle.expectEnd();
            client.endOutput();
            assertThat(client.readToEnd()).endsWith("line 500000\n\r\n0\r\n\r\n");
        }
    }

    @Test
    void theDateIsThatOfTheProtocol() throws Exception {
        try (var server = start();
                var client = server.connect()) {
            client.send(get("/"));
            assertThat(answer(client).get(1))
                    .matches("Date: \\w{3}, \\d{1,2} \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
        }
    }

    @Test
    void anEchoHasTheTypeOfItsRequest() throws Exception {
        try (var server = start();
                var client = server.connect()) {
            var body = "\u00ff\u0000\r\n";
            client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: a/b\r\n");
            client.send("Content-Length: 4\r\n\r\n");
            client.send(body.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(answer(client)).contains("Content-Type: a/b").endsWith(body);
        }
    }

    @Test
    void argumentsAreChecked() {
        assertThatThrownBy(() -> HttpServer.prepare("--pages", "0"))
                .isInstanceOf(UsageException.class);
        assertThat(HttpServer.prepare("--port", "0")).isNotNull();
    }
}
