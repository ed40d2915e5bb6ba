package dev.kyoto.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class TcpConnectTest {
    private TestRuntime runtime;
    private TcpListener listener;

    @BeforeEach
    void listen() {
        runtime = new TestRuntime();
        listener = TcpListener.bind("127.0.0.1", 0).await();
    }

    @AfterEach
    void close() {
        listener.close();
        runtime.close();
    }

    /** An address where nobody listens. */
    private static InetSocketAddress freeAddress() throws IOException {
        try (var channel = ServerSocketChannel.open()) {
            channel.bind(new InetSocketAddress("127.0.0.1", 0));
            return (InetSocketAddress) channel.getLocalAddress();
        }
    }

    /** Loopback with a full queue: connecting there stays pending. */
    private static final class Deaf implements AutoCloseable {
        private final ServerSocketChannel channel = ServerSocketChannel.open();
        private final List<SocketChannel> queued = new ArrayList<>();

        Deaf() throws IOException {
            channel.bind(new InetSocketAddress("127.0.0.1", 0), 1);
            for (int i = 0; i < 8; i++) {
                var filler = SocketChannel.open();
                filler.configureBlocking(false);
                filler.connect(channel.getLocalAddress());
                queued.add(filler);
            }
        }

        InetSocketAddress address() throws IOException {
            return (InetSocketAddress) channel.getLocalAddress();
        }

        @Override
        public void close() throws IOException {
            for (var filler : queued) {
                filler.close();
            }
            channel.close();
        }
    }

    @Test
    void connectsByName() {
        try (var client =
                        TcpStream.connect("localhost", listener.localAddress().getPort()).await();
                var server = listener.accept().await()) {
            assertThat(server.peerAddress().getPort()).isEqualTo(client.localAddress().getPort());
        }
    }

    @Test
    void connectsToAnUnresolvedAddress() {
        var address =
                InetSocketAddress.createUnresolved("localhost", listener.localAddress().getPort());
        try (var client = TcpStream.connect(address).await()) {
            assertThat(client.peerAddress().isUnresolved()).isFalse();
        }
    }

    @Test
    void aRefusedConnectionSaysSo() throws IOException {
        var nobody = freeAddress();
        assertThatThrownBy(() -> TcpStream.connect(nobody).await())
                .isInstanceOfSatisfying(
                        IoException.class,
                        e -> {
                            assertThat(e.kind()).isEqualTo(IoException.Kind.CONNECTION_REFUSED);
                            assertThat(e).hasMessageContaining("connect to " + nobody);
                        });
        assertThat(runtime.io().registered()).isEqualTo(1);
    }

    @Test
    void eachAddressIsTriedInTurn() throws IOException {
        var nobody = freeAddress();
        var addresses = List.of(nobody, nobody, listener.localAddress());
        var connect = new TcpConnect(() -> cx -> Poll.ready(addresses), TcpOptions.NONE);
        try (var client = connect.await()) {
            assertThat(client.peerAddress()).isEqualTo(listener.localAddress());
        }
        var hopeless =
                new TcpConnect(() -> cx -> Poll.ready(List.of(nobody, nobody)), TcpOptions.NONE);
        assertThatThrownBy(hopeless::await)
                .isInstanceOf(IoException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    @Test
    void cancellingBeforeThePollCostsNothing() {
        var connect = new Hand<>(TcpStream.connect(listener.localAddress()));
        connect.cancel();
        assertThat(runtime.io().registered()).isEqualTo(1);
        assertThatThrownBy(connect::poll)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("connect()");
    }

    @Test
    void cancellingWhileItConnectsClosesTheSocket() throws IOException {
        try (var deaf = new Deaf()) {
            var connect = new Hand<>(TcpStream.connect(deaf.address()));
            connect.assertPending();
            connect.assertPending();
            assertThat(runtime.io().registered()).isEqualTo(2);
            connect.cancel();
            assertThat(runtime.io().registered()).isEqualTo(1);
            assertThatThrownBy(connect::poll).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void cancellingWhileItLooksUpCancelsTheLookUp() {
        var cancelled = new boolean[1];
        Future<List<InetSocketAddress>> never =
                new Future<>() {
                    @Override
                    public Poll<List<InetSocketAddress>> poll(Context cx) {
                        return Poll.pending();
                    }

                    @Override
                    public void cancel() {
                        cancelled[0] = true;
                    }
                };
        var connect = new Hand<>(new TcpConnect(() -> never, TcpOptions.NONE));
        connect.assertPending();
        connect.cancel();
        assertThat(cancelled[0]).isTrue();
    }

    @Test
    void shutdownEndsAConnect() throws IOException {
        try (var deaf = new Deaf()) {
            var connect = new Hand<>(TcpStream.connect(deaf.address()));
            connect.assertPending();
            runtime.shutdown();
            connect.awaitWake();
            assertThatThrownBy(connect::poll)
                    .isInstanceOfSatisfying(
                            IoException.class,
                            e -> assertThat(e.kind()).isEqualTo(IoException.Kind.RUNTIME_SHUTDOWN));
            assertThat(runtime.io().registered()).isEqualTo(1);
        }
    }

    @Test
    void aConnectWithoutBudgetWaitsForItsTurn() {
        var cx = Context.of(Waker.noop());
        while (cx.proceed()) {
            // Spends the budget.
        }
        var connect = TcpStream.connect(listener.localAddress());
        assertThat(connect.poll(cx).isPending()).isTrue();
        assertThat(runtime.io().registered()).isEqualTo(1);
        cx.startTurn();
        new Hand<>(connect).finish().close();
    }
}
