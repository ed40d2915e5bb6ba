package dev.kyoto.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.IoException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

final class TcpStreamTest extends SocketStreamSuite<TcpStream> {

    @Override
    protected TcpListener listen() {
        return TcpListener.bind("127.0.0.1", 0).await();
    }

    @Override
    protected TcpStream connect() {
        return TcpStream.connect(listener.localAddress()).await();
    }

    @Override
    protected TcpStream adopt(SocketChannel channel) {
        return TcpStream.of(channel);
    }

    @Test
    void theLingerTimeIsRead() {
        assertThat(client.linger()).isNull();
        client.zeroLinger();
        assertThat(client.linger()).isEqualTo(Duration.ZERO);
    }

    @Test
    void quickAcknowledgementsAreSwitchedWhereThereAreAny() throws IOException {
        try (var plain = SocketChannel.open()) {
            Assumptions.assumeTrue(
                    plain.supportedOptions().stream()
                            .anyMatch(it -> it.name().equals("TCP_QUICKACK")),
                    "the platform has TCP_QUICKACK");
        }
        client.quickAck(false);
        assertThat(client.quickAck()).isFalse();
        client.quickAck(true);
        assertThat(client.quickAck()).isTrue();
    }

    @Test
    void aChannelOfAnotherFamilyIsRefused() throws IOException {
        var pair = UnixStream.pair();
        try (var _ = pair.left();
                var channel = pair.right().intoChannel()) {
            assertThatThrownBy(() -> TcpStream.of(channel))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("UnixStream.of");
        }
    }

    @Test
    void bothEndsKnowTheirAddresses() {
        assertThat(client.peerAddress()).isEqualTo(listener.localAddress());
        assertThat(server.peerAddress()).isEqualTo(client.localAddress());
        assertThat(server.localAddress()).isEqualTo(listener.localAddress());
    }

    @Test
    void anAbortedConnectionIsReset() {
        var read = new Hand<>(server.read(ByteBuffer.allocate(1)));
        read.assertPending();
        client.zeroLinger();
        client.close();
        read.awaitWake();
        assertKind(IoException.Kind.CONNECTION_RESET, read::finish);
    }

    @Test
    void writingToAPeerThatIsGoneFails() {
        client.zeroLinger();
        client.close();
        assertThatThrownBy(
                        () -> {
                            while (true) {
                                server.writeAll(bytes("anybody there?")).await();
                            }
                        })
                .isInstanceOfSatisfying(
                        IoException.class,
                        e ->
                                assertThat(e.kind())
                                        .isIn(
                                                IoException.Kind.BROKEN_PIPE,
                                                IoException.Kind.CONNECTION_RESET));
    }

    @Test
    void optionsAreSetAndRead() {
        assertThat(client.noDelay()).isFalse();
        client.noDelay(true);
        assertThat(client.noDelay()).isTrue();
        client.option(StandardSocketOptions.SO_KEEPALIVE, true);
        assertThat(client.option(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
        assertThatThrownBy(() -> client.option(StandardSocketOptions.SO_LINGER, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 s");
    }

    @Test
    void splitHalvesWorkAtTheSameTime() {
        var halves = client.split();
        var read = new Hand<>(halves.reader().read(ByteBuffer.allocate(4)));
        read.assertPending();
        halves.writer().writeAll(bytes("ping")).await();
        server.readExact(ByteBuffer.allocate(4)).await();
        server.writeAll(bytes("pong")).await();
        read.awaitWake();
        assertThat(read.finish()).isEqualTo(4);
        assertThat(halves.reader().peerAddress()).isEqualTo(client.peerAddress());
    }

    @Test
    void theLastOwnedHalfClosesTheSocket() {
        int before = runtime.io().registered();
        var halves = client.intoSplit();
        assertThatThrownBy(() -> client.tryWrite(bytes("x")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("intoSplit");
        halves.writer().close();
        assertThat(server.read(ByteBuffer.allocate(1)).await()).isEqualTo(-1);
        server.writeAll(bytes("y")).await();
        assertThat(halves.reader().read(ByteBuffer.allocate(1)).await()).isEqualTo(1);
        assertThat(runtime.io().registered()).isEqualTo(before);
        halves.reader().close();
        halves.reader().close();
        assertThat(runtime.io().registered()).isEqualTo(before - 1);
        assertKind(IoException.Kind.CLOSED, () -> halves.reader().tryRead(ByteBuffer.allocate(1)));
    }

    @Test
    void closingAnOwnedHalfWakesItsWaiter() {
        var halves = client.intoSplit();
        var read = new Hand<>(halves.reader().read(ByteBuffer.allocate(1)));
        read.assertPending();
        halves.reader().close();
        assertThat(read.wasWoken()).isTrue();
        assertKind(IoException.Kind.CLOSED, read::poll);
        halves.writer().forget();
    }

    @Test
    void halvesReunite() {
        var halves = client.intoSplit();
        var others = server.intoSplit();
        assertThatThrownBy(() -> halves.reader().reunite(others.writer()))
                .isInstanceOf(IllegalArgumentException.class);
        try (var whole = halves.writer().reunite(halves.reader());
                var other = others.reader().reunite(others.writer())) {
            whole.writeAll(bytes("again")).await();
            var dst = ByteBuffer.allocate(5);
            other.readExact(dst).await();
            assertThat(text(dst)).isEqualTo("again");
            halves.writer().close();
            assertThat(whole.tryWrite(bytes("z"))).isEqualTo(1);
        }
    }

    @Test
    void aForgottenWriterDoesNotEndTheOutput() {
        var halves = client.intoSplit();
        halves.writer().forget();
        var read = new Hand<>(server.read(ByteBuffer.allocate(1)));
        read.assertPending();
        halves.reader().close();
        assertThat(read.finish()).isEqualTo(-1);
    }

    @Test
    void aChannelBecomesAStream() throws Exception {
        var channel = SocketChannel.open(listener.localAddress());
        try (var adopted = TcpStream.of(channel);
                var peer = listener.accept().await()) {
            adopted.writeAll(bytes("hi")).await();
            assertThat(peer.readExact(new byte[2]).await()).isEqualTo(2);
        }
        try (var unconnected = SocketChannel.open()) {
            assertKind(IoException.Kind.NOT_CONNECTED, () -> TcpStream.of(unconnected));
        }
    }

    @Test
    void onlyIpAddressesConnect() {
        assertThatThrownBy(() -> TcpStream.connect(UnixDomainSocketAddress.of("/tmp/x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("InetSocketAddress");
        assertThatThrownBy(() -> TcpStream.connect("localhost", 70_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("70000");
    }

    @Test
    void aMebibyteIsEchoedThroughTinyBuffers() {
        try (var narrow =
                        TcpSocket.v4()
                                .bind(new InetSocketAddress("127.0.0.1", 0))
                                .receiveBufferSize(4096)
                                .listen(16)
                                .await();
                var near =
                        TcpSocket.v4()
                                .sendBufferSize(4096)
                                .receiveBufferSize(4096)
                                .connect(narrow.localAddress())
                                .await();
                var far = narrow.accept().await()) {
            echoMebibyte(near, far);
        }
    }

    @Test
    void aStreamWithoutARuntimeSaysWhatToDo() throws Exception {
        var failure = new Throwable[1];
        var outside =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        TcpStream.connect(
                                                        InetAddress.getLoopbackAddress()
                                                                .getHostAddress(),
                                                        1)
                                                .await();
                                    } catch (Throwable e) {
                                        failure[0] = e;
                                    }
                                });
        outside.join();
        assertThat(failure[0])
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("runtime");
    }
}
