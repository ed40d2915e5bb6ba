package dev.kyoto.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.kyoto.future.Futures;
import dev.kyoto.io.Cursor;
import dev.kyoto.io.Io;
import dev.kyoto.runtime.AsyncRuntime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readers as bodies of the JDK's HTTP client, both ways. */
@Timeout(60)
class HttpBodyTest {

    @Test
    void aBodyIsSentFromAReaderAndReceivedAsOne() throws IOException {
        var bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        var body = exchange.getRequestBody().readAllBytes();
                        exchange.sendResponseHeaders(200, body.length);
                        exchange.getResponseBody().write(body);
                    }
                });
        server.start();
        try (var runtime = AsyncRuntime.create();
                var client = HttpClient.newHttpClient()) {
            var uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            var echoed =
                    runtime.blockOn(
                            () -> {
                                var body =
                                        BodyPublishers.fromPublisher(
                                                Bridge.publisher(Cursor.of(bytes)));
                                var request = HttpRequest.newBuilder(uri).POST(body).build();
                                var sent = client.sendAsync(request, BodyHandlers.ofPublisher());
                                var response = Futures.fromStage(sent).await();
                                var file = new Cursor();
                                try (var reader = Bridge.readerOfLists(response.body())) {
                                    long copied = Io.copyBuf(reader, file).await();
                                    assertThat(copied).isEqualTo(bytes.length);
                                }
                                return file.toByteArray();
                            });
            assertThat(echoed).isEqualTo(bytes);
        } finally {
            server.stop(0);
        }
    }
}
