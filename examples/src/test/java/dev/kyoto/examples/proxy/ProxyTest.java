package dev.kyoto.examples.proxy;

import static dev.kyoto.Kyoto.async;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.examples.program.TestService;
import dev.kyoto.examples.program.UsageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProxyTest {
    private ServerSocket target;

    @BeforeEach
    void listen() throws IOException {
        target = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        target.close();
    }

    private TestService proxy(Duration connectTimeout) {
        var relay = new Relay(new Target("127.0.0.1", target.getLocalPort()), connectTimeout);
        return new TestService(stop -> it -> async(() -> relay.serve(it)));
    }

    private TestService proxy() {
        return proxy(Duration.ofSeconds(10));
    }

    @Test
    void bytesPassBothWaysAtOnce() throws Exception {
        var up = new byte[3_000_000];
        var down = new byte[3_000_000];
        new Random(1).nextBytes(up);
        new Random(2).nextBytes(down);
        try (var proxy = proxy();
                var client = proxy.connect();
                var server = target.accept()) {
            var sent = new FutureTask<>(() -> client.send(up).endOutput());
            var answered =
                    new FutureTask<Void>(
                            () -> {
                                server.getOutputStream().write(down);
                                server.shutdownOutput();
                                return null;
                            });
            var received = new FutureTask<>(() -> server.getInputStream().readAllBytes());
            Thread.ofVirtual().start(sent);
            Thread.ofVirtual().start(answered);
            Thread.ofVirtual().start(received);
            assertThat(client.readToEnd().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(down);
            assertThat(received.get()).isEqualTo(up);
            sent.get();
            answered.get();
        }
    }

    @Test
    void theEndOfOneWayLeavesTheOtherOpen() throws Exception {
        try (var proxy = proxy();
                var client = proxy.connect();
                var server = target.accept()) {
            client.send("question").endOutput();
            assertThat(server.getInputStream().readAllBytes()).asString().isEqualTo("question");
            server.getOutputStream().write("answer".getBytes(StandardCharsets.UTF_8));
            client.expect("answer");
            server.shutdownOutput();
            client.expectEnd();
        }
    }

    @Test
    void aTargetThatIsNotThereResetsTheClient() throws Exception {
        target.close();
        try (var proxy = proxy();
                var client = proxy.connect()) {
            client.expectReset();
        }
    }

    @Test
    void aTargetThatDoesNotAnswerResetsTheClient() throws Exception {
        // Linux answers no more connections once nobody accepts those that wait.
        var waiting = new ArrayList<SocketChannel>();
        var address = new InetSocketAddress("127.0.0.1", target.getLocalPort());
        try (var proxy = proxy(Duration.ofMillis(100))) {
            for (int i = 0; i < 10; i++) {
                var channel = SocketChannel.open();
                channel.configureBlocking(false);
                var _ = channel.connect(address);
                waiting.add(channel);
            }
            try (var client = proxy.connect()) {
                client.expectReset();
            }
        } finally {
            for (var channel : waiting) {
                channel.close();
            }
        }
    }

    @Test
    void aResetOfTheTargetIsNoOrderlyEnd() throws Exception {
        try (var proxy = proxy();
                var client = proxy.connect();
                var server = target.accept()) {
            client.send("question");
            assertThat(server.getInputStream().read()).isEqualTo('q');
            reset(server);
            client.expectReset();
        }
    }

    @Test
    void aResetOfTheClientIsNoOrderlyEnd() throws Exception {
        try (var proxy = proxy();
                var client = proxy.connect();
                var server = target.accept()) {
            client.send("q");
            assertThat(server.getInputStream().read()).isEqualTo('q');
            client.reset();
            assertThatThrownBy(() -> server.getInputStream().read())
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void atTheEndWhatIsUnderWayGoesOn() throws Exception {
        try (var proxy = proxy();
                var client = proxy.connect();
                var server = target.accept()) {
            client.send("question");
            assertThat(server.getInputStream().readNBytes(8)).asString().isEqualTo("question");
            proxy.requestStop();
            proxy.awaitEndOfAccepting();
            server.getOutputStream().write("answer".getBytes(StandardCharsets.UTF_8));
            client.expect("answer").endOutput();
            server.shutdownOutput();
            client.expectEnd();
        }
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Test
    void targetsAreNamedByHostAndPort() {
        assertThat(Target.parse("example.org:80")).isEqualTo(new Target("example.org", 80));
        assertThat(Target.parse("[::1]:80")).isEqualTo(new Target("::1", 80));
        for (var wrong : new String[] {"", "80", ":80", "::1", "host:", "host:0", "host:x"}) {
            assertThatThrownBy(() -> Target.parse(wrong)).isInstanceOf(UsageException.class);
        }
        assertThatThrownBy(() -> Proxy.prepare("--port", "0"))
                .isInstanceOf(UsageException.class)
                .hasMessage("--to is needed");
    }
}
