package dev.kyoto.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.driver.Descriptors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(60)
final class TcpListenerTest {
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

    private TcpStream connect() {
        return TcpStream.connect(listener.localAddress()).await();
    }

    private static void assertKind(IoException.Kind kind, Supplier<?> action) {
        assertThatThrownBy(action::get)
                .isInstanceOfSatisfying(
                        IoException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void bindingDoesNothingBeforeItIsPolled() {
        int before = runtime.io().registered();
        var bind = TcpListener.bind(listener.localAddress());
        bind.cancel();
        assertThat(runtime.io().registered()).isEqualTo(before);
        assertThatThrownBy(() -> bind.poll(Context.of(Waker.noop())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("bind()");
    }

    @Test
    void anAddressInUseIsReported() {
        assertKind(
                IoException.Kind.ADDRESS_IN_USE,
                () -> TcpListener.bind(listener.localAddress()).await());
        assertThatThrownBy(() -> TcpListener.bind(listener.localAddress()).await())
                .hasMessageContaining("bind /127.0.0.1:" + listener.localAddress().getPort());
    }

    @Test
    void aPendingAcceptIsWokenByAConnection() {
        var accept = new Hand<>(listener.accept());
        accept.assertPending();
        try (var client = connect()) {
            accept.awaitWake();
            try (var server = accept.finish()) {
                assertThat(server.peerAddress()).isEqualTo(client.localAddress());
            }
        }
    }

    @Test
    void aCancelledAcceptLosesNoConnection() {
        var early = new Hand<>(listener.accept());
        early.cancel();
        var accept = new Hand<>(listener.accept());
        accept.assertPending();
        try (var client = connect()) {
            accept.awaitWake();
            accept.cancel();
            accept.cancel();
            assertThatThrownBy(accept::poll).isInstanceOf(IllegalStateException.class);
            try (var server = listener.accept().await()) {
                assertThat(server.peerAddress()).isEqualTo(client.localAddress());
            }
        }
    }

    @Test
    void manyTasksAccept() {
        var accepts = new ArrayList<Hand<TcpStream>>();
        for (int i = 0; i < 5; i++) {
            var accept = new Hand<>(listener.accept());
            accept.assertPending();
            accepts.add(accept);
        }
        for (var accept : accepts) {
            var client = connect();
            var server = accept.finish();
            client.close();
            server.close();
        }
    }

    @Test
    void acceptByPollServesOneTask() {
        var accept = new Hand<>(listener::pollAccept);
        accept.assertPending();
        try (var client = connect()) {
            accept.awaitWake();
            try (var server = accept.finish()) {
                assertThat(server.peerAddress()).isEqualTo(client.localAddress());
            }
        }
    }

    @Test
    void tryAcceptDoesNotWait() {
        assertThat(listener.tryAccept()).isNull();
        try (var client = connect()) {
            TcpStream server;
            while ((server = listener.tryAccept()) == null) {
                assertThat(Thread.interrupted()).as("out of time").isFalse();
            }
            server.close();
            assertThat(client.peerAddress()).isEqualTo(listener.localAddress());
        }
    }

    @Test
    void closingWakesEveryAccept() {
        var one = new Hand<>(listener.accept());
        var two = new Hand<>(listener.accept());
        var three = new Hand<>(listener::pollAccept);
        one.assertPending();
        two.assertPending();
        three.assertPending();
        listener.close();
        for (var accept : new Hand<?>[] {one, two, three}) {
            assertThat(accept.wasWoken()).isTrue();
            assertKind(IoException.Kind.CLOSED, accept::poll);
        }
        assertThat(listener.toString()).contains("closed");
    }

    @Test
    void shutdownWakesAnAccept() {
        var accept = new Hand<>(listener.accept());
        accept.assertPending();
        runtime.shutdown();
        accept.awaitWake();
        assertKind(IoException.Kind.RUNTIME_SHUTDOWN, accept::poll);
    }

    @Test
    void thePortIsFreeWhenCloseReturns() throws IOException {
        var address = listener.localAddress();
        for (int i = 0; i < 100; i++) {
            var accept = new Hand<>(listener.accept());
            accept.assertPending();
            listener.close();
            // A plain socket of the JDK, which waits for nothing of the driver's.
            try (var plain = ServerSocketChannel.open()) {
                plain.bind(address);
            }
            listener = TcpListener.bind(address).await();
        }
    }

    @Test
    void aBoundChannelBecomesAListener() throws IOException {
        var channel =
                ServerSocketChannel.open()
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        try (var adopted = TcpListener.of(channel);
                var client = TcpStream.connect(adopted.localAddress()).await();
                var server = adopted.accept().await()) {
            assertThat(server.localAddress()).isEqualTo(client.peerAddress());
        }
        try (var unbound = ServerSocketChannel.open()) {
            assertThatThrownBy(() -> TcpListener.of(unbound))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("bind()");
        }
    }

    @Test
    void aChannelGoesOutAndComesBack() throws IOException {
        var accept = new Hand<>(listener.accept());
        accept.assertPending();
        var address = listener.localAddress();
        var channel = listener.intoChannel();
        assertThat(accept.wasWoken()).isTrue();
        assertKind(IoException.Kind.CLOSED, accept::poll);
        assertKind(IoException.Kind.CLOSED, listener::intoChannel);
        listener.close();
        assertThat(channel.isOpen()).isTrue();
        assertThat(channel.isRegistered()).isFalse();
        listener = TcpListener.of(channel);
        assertThat(listener.localAddress()).isEqualTo(address);
        connect().close();
        listener.accept().await().close();
    }

    @Test
    void aSocketKnowsItsSettings() {
        var socket = TcpSocket.v4().trafficClass(0x10).zeroLinger();
        assertThat(socket.option(StandardSocketOptions.IP_TOS)).isEqualTo(0x10);
        assertThat(socket.option(StandardSocketOptions.SO_LINGER)).isZero();
        assertThat(socket.option(StandardSocketOptions.SO_KEEPALIVE)).isNull();
        assertThat(
                        socket.keepAlive(true)
                                .keepAlive(false)
                                .option(StandardSocketOptions.SO_KEEPALIVE))
                .isFalse();
        assertThat(socket.localAddress()).isNull();
        var any = new InetSocketAddress("127.0.0.1", 0);
        assertThat(socket.bind(any).localAddress()).isEqualTo(any);
        assertThatThrownBy(() -> socket.trafficClass(256)).hasMessageContaining("256");
        try (var client = socket.connect(listener.localAddress()).await();
                var _ = listener.accept().await()) {
            assertThat(client.option(StandardSocketOptions.IP_TOS)).isEqualTo(0x10);
            assertThat(client.linger()).isZero();
        }
    }

    @Test
    void listenerOptionsReachTheAcceptedSockets() {
        try (var eager =
                        TcpSocket.v4()
                                .bind(new InetSocketAddress("127.0.0.1", 0))
                                .reuseAddress(true)
                                .reusePort(true)
                                .receiveBufferSize(8192)
                                .noDelay(true)
                                .keepAlive(true)
                                .listen(5)
                                .await();
                var client =
                        TcpSocket.v4()
                                .bind(new InetSocketAddress("127.0.0.1", 0))
                                .noDelay(true)
                                .connect(eager.localAddress())
                                .await();
                var server = eager.accept().await()) {
            assertThat(eager.option(StandardSocketOptions.SO_REUSEPORT)).isTrue();
            assertThat(server.noDelay()).isTrue();
            assertThat(server.option(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
            assertThat(client.noDelay()).isTrue();
        }
    }

    @Test
    void aSocketChecksItsSettings() {
        assertThatThrownBy(() -> TcpSocket.v4().listen(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("bind(address)");
        var bound = TcpSocket.v4().bind(new InetSocketAddress("127.0.0.1", 0));
        assertThatThrownBy(() -> bound.listen(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bound.bind(InetSocketAddress.createUnresolved("localhost", 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bound.bind(new InetSocketAddress("::1", 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("v6()");
        assertThatThrownBy(() -> bound.connect(new InetSocketAddress("::1", 9)).await())
                .isInstanceOf(IoException.class)
                .hasMessageContaining("family");
        assertThatThrownBy(() -> bound.option(StandardSocketOptions.SO_LINGER, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void twoThousandConnectionsLeaveNoDescriptor() {
        connectOnce();
        runtime.io().releaseClosed();
        long before = Descriptors.open();
        int registered = runtime.io().registered();
        for (int i = 0; i < 2_000; i++) {
            connectOnce();
        }
        runtime.io().releaseClosed();
        assertThat(runtime.io().registered()).isEqualTo(registered);
        assertThat(Descriptors.open()).isLessThanOrEqualTo(before);
    }

    private void connectOnce() {
        try (var client = connect();
                var server = listener.accept().await()) {
            client.zeroLinger(); // no TIME_WAIT: there are not that many ports
            var read = new Hand<>(server.read(ByteBuffer.allocate(1)));
            read.assertPending();
            client.writeAll(new byte[1]).await();
            assertThat(read.finish()).isEqualTo(1);
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aShortageOfDescriptorsIsReportedAndOvercome() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command =
                "ulimit -n 80 && exec '%s' -cp '%s' %s"
                        .formatted(
                                java,
                                System.getProperty("java.class.path"),
                                DescriptorShortage.class.getName());
        var process = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(output).contains("short: TOO_MANY_OPEN_FILES").contains("accepted again");
    }
}
