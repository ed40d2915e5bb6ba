package dev.kyoto.bench.contest.io;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ServersTest {

    static Stream<Arguments> contenders() {
        return Stream.of(
                Arguments.of("kyoto", (Server.Starter) KyotoServer::start),
                Arguments.of("jdk", (Server.Starter) JdkServer::start));
    }

    private static Server start(Server.Starter starter, String program, int upstream)
            throws IOException {
        return Objects.requireNonNull(starter.start(program, upstream));
    }

    private static Socket connect(Server server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    /** Sends all, ends the output, and reads until the other side does. */
    private static String exchange(Server server, String requests) throws IOException {
        try (var socket = connect(server)) {
            socket.getOutputStream().write(requests.getBytes(US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contenders")
    void serversAnswer(String name, Server.Starter starter) throws IOException {
        try (var ping = start(starter, "ping", 0);
                var redis = start(starter, "redis", 0);
                var http = start(starter, "http", 0)) {
            assertThat(exchange(ping, "PING\r\n*1\r\n$4\r\nPING\r\n"))
                    .isEqualTo("+PONG\r\n+PONG\r\n");
            assertThat(exchange(redis, "SET k v\r\n")).isEqualTo("+OK\r\n");
            assertThat(exchange(redis, "GET k\r\n")).isEqualTo("$1\r\nv\r\n");
            assertThat(exchange(http, "GET / HTTP/1.1\r\n\r\n")).endsWith("\r\n\r\nHello, World!");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contenders")
    void manyRequestsTakeManyReadsAndWrites(String name, Server.Starter starter) throws Exception {
        int requests = 200_000;
        try (var server = start(starter, "ping", 0);
                var socket = connect(server)) {
            var sent =
                    CompletableFuture.runAsync(
                            () -> send(socket, "PING\r\n".repeat(requests).getBytes(US_ASCII)));
            assertThat(socket.getInputStream().readAllBytes())
                    .isEqualTo("+PONG\r\n".repeat(requests).getBytes(US_ASCII));
            sent.get();
        }
    }

    private static void send(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contenders")
    void whatIsNoRequestEndsItsConnectionAlone(String name, Server.Starter starter)
            throws IOException {
        try (var server = start(starter, "ping", 0);
                var other = connect(server)) {
            assertThat(exchange(server, "*nonsense\r\n")).isEmpty();
            other.getOutputStream().write("PING\r\n".getBytes(US_ASCII));
            assertThat(other.getInputStream().readNBytes(7))
                    .isEqualTo("+PONG\r\n".getBytes(US_ASCII));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contenders")
    void proxiesHandBytesAndEndsOn(String name, Server.Starter starter) throws Exception {
        try (var upstream = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var proxy = start(starter, "proxy", upstream.getLocalPort())) {
            var served =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try (var socket = upstream.accept()) {
                                    // All of the request, up to its end, before the answer.
                                    var request = socket.getInputStream().readAllBytes();
                                    socket.getOutputStream().write(request);
                                    socket.getOutputStream().write(request);
                                    return request.length;
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
            var request = "0123456789".repeat(10_000);
            assertThat(exchange(proxy, request)).isEqualTo(request + request);
            assertThat(served.get()).isEqualTo(request.length());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contenders")
    void otherProgramsAreAbsent(String name, Server.Starter starter) throws IOException {
        assertThat(starter.start("fly", 0)).isNull();
    }
}
