package dev.kyoto.suite;

import static dev.kyoto.Kyoto.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.IoException;
import dev.kyoto.net.TcpListener;
import dev.kyoto.net.TcpStream;
import dev.kyoto.runtime.JoinException;
import dev.kyoto.runtime.JoinHandle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Sockets in direct style, on every flavour. */
final class TcpTest extends FlavorSuite {

    TcpTest(Flavor flavor) {
        super(flavor);
    }

    private static void echo(TcpStream stream) {
        try (stream) {
            var buffer = ByteBuffer.allocate(1024);
            while (stream.read(buffer.clear()).await() != -1) {
                stream.writeAll(buffer.flip()).await();
            }
        }
    }

    private static void echoTo(TcpListener listener, int connections) {
        for (int i = 0; i < connections; i++) {
            var stream = listener.accept().await();
            spawn(() -> echo(stream)).detach();
        }
    }

    private static int converse(InetSocketAddress address, int rounds) {
        try (var stream = TcpStream.connect(address).await()) {
            stream.noDelay(true);
            int sum = 0;
            for (int i = 0; i < rounds; i++) {
                stream.writeInt(i).await();
                sum += stream.readInt().await();
            }
            stream.shutdown().await();
            assertThat(stream.read(ByteBuffer.allocate(1)).await()).isEqualTo(-1);
            return sum;
        }
    }

    @Test
    void manyClientsTalkToAnEchoServer() {
        run(
                () -> {
                    try (var listener = TcpListener.bind("127.0.0.1", 0).await()) {
                        var server = spawn(() -> echoTo(listener, 20));
                        var clients = new ArrayList<JoinHandle<Integer>>();
                        for (int i = 0; i < 20; i++) {
                            clients.add(spawn(() -> converse(listener.localAddress(), 50)));
                        }
                        for (var client : clients) {
                            assertThat(client.await()).isEqualTo(49 * 50 / 2);
                        }
                        server.await();
                    }
                });
    }

    @Test
    void anAbortedAcceptLoopFreesItsPort() {
        run(
                () -> {
                    InetSocketAddress address = null;
                    for (int i = 0; i < 20; i++) {
                        var wanted =
                                address == null ? new InetSocketAddress("127.0.0.1", 0) : address;
                        var listener = TcpListener.bind(wanted).await();
                        address = listener.localAddress();
                        var loop =
                                spawn(
                                        () -> {
                                            try (listener) {
                                                echoTo(listener, Integer.MAX_VALUE);
                                            }
                                        });
                        assertThat(converse(address, 3)).isEqualTo(3);
                        loop.abort();
                        assertThat(failureOf(loop)).isInstanceOf(JoinException.class);
                    }
                });
    }

    @Test
    void aPlainSocketTalksToATask() throws IOException {
        var address = new InetSocketAddress[1];
        var listener =
                run(
                        () -> {
                            var bound = TcpListener.bind("localhost", 0).await();
                            address[0] = bound.localAddress();
                            return bound;
                        });
        var client = new Socket();
        client.connect(address[0]);
        client.getOutputStream().write(7);
        client.shutdownOutput();
        run(
                () -> {
                    try (listener) {
                        echo(listener.accept().await());
                    }
                });
        assertThat(client.getInputStream().readAllBytes()).containsExactly(7);
        client.close();
    }

    @Test
    void shutdownRunsTheCleanupOfWhoWaitsForASocket() {
        try (var ending = newRuntime()) {
            var open =
                    ending.blockOn(
                            () -> {
                                var listener = TcpListener.bind("127.0.0.1", 0).await();
                                spawn(
                                                () -> {
                                                    try (listener) {
                                                        echoTo(listener, 2);
                                                    }
                                                })
                                        .detach();
                                // So the loop has begun, and waits for its second connection.
                                assertThat(converse(listener.localAddress(), 1)).isZero();
                                return listener;
                            });
            ending.shutdown(Duration.ofSeconds(10));
            assertThat(ending.metrics().numIoRegistrations()).isZero();
            assertThatThrownBy(open::tryAccept)
                    .isInstanceOfSatisfying(
                            IoException.class,
                            e -> assertThat(e.kind()).isEqualTo(IoException.Kind.CLOSED));
        }
    }
}
