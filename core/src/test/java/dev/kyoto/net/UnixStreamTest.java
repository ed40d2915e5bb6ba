package dev.kyoto.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.IoException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnixStreamTest extends SocketStreamSuite<UnixStream> {
    @TempDir private Path directory;

    @Override
    protected UnixListener listen() {
        return UnixListener.bind(directory.resolve("s"));
    }

    @Override
    protected UnixStream connect() {
        return UnixStream.connect(directory.resolve("s")).await();
    }

    @Override
    protected UnixStream adopt(SocketChannel channel) {
        return UnixStream.of(channel);
    }

    @Test
    void oneEndHasAPathAndTheOtherHasNone() {
        var path = UnixDomainSocketAddress.of(directory.resolve("s"));
        assertThat(client.peerAddress()).isEqualTo(path);
        assertThat(server.localAddress()).isEqualTo(path);
        assertThat(client.localAddress().getPath()).hasToString("");
        assertThat(server.peerAddress().getPath()).hasToString("");
        assertThat(client).hasToString("UnixStream(connection with " + path + ")");
        assertThat(server)
                .hasToString("UnixStream(connection of " + path + " with an unnamed peer)");
    }

    @Test
    void theClientCanHaveAPathToo() {
        var mine = directory.resolve("mine");
        try (var named = UnixSocket.stream().bind(mine).connect(directory.resolve("s")).await();
                var accepted = listener.accept().await()) {
            assertThat(named.localAddress().getPath()).isEqualTo(mine);
            assertThat(accepted.peerAddress().getPath()).isEqualTo(mine);
        }
        assertThat(mine).as("closing leaves the file").exists();
        assertKind(
                IoException.Kind.ADDRESS_IN_USE,
                () -> UnixSocket.stream().bind(mine).connect(directory.resolve("s")).await());
        assertThat(mine).as("who has not made it does not delete it").exists();
    }

    @Test
    void aConnectThatFailsLeavesNoFile() {
        var mine = directory.resolve("mine");
        assertKind(
                IoException.Kind.NOT_FOUND,
                () -> UnixSocket.stream().bind(mine).connect(directory.resolve("none")).await());
        assertThat(mine).doesNotExist();
    }

    @Test
    void aMissingSocketIsNotFound() {
        var missing = directory.resolve("none");
        assertKind(IoException.Kind.NOT_FOUND, () -> UnixStream.connect(missing).await());
        assertThatThrownBy(() -> UnixStream.connect(missing).await())
                .hasMessageContaining("connect to " + missing);
    }

    @Test
    void aSocketThatNobodyListensAtRefuses() {
        listener.close();
        assertKind(IoException.Kind.CONNECTION_REFUSED, this::connect);
    }

    @Test
    void aPathThatIsTooLongSaysSo() {
        var deep = directory.resolve("x".repeat(150));
        assertThatThrownBy(() -> UnixStream.connect(deep).await())
                .isInstanceOf(IoException.class)
                .hasMessageContaining("too long");
    }

    @Test
    void connectingDoesNothingBeforeItIsPolled() {
        int before = runtime.io().registered();
        var connect = new Hand<>(UnixStream.connect(directory.resolve("s")));
        connect.cancel();
        assertThat(runtime.io().registered()).isEqualTo(before);
        assertThatThrownBy(connect::poll)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("connect()");
    }

    @Test
    void aConnectWaitsForRoomInTheQueue() throws IOException {
        var path = directory.resolve("narrow");
        try (var narrow = UnixSocket.stream().bind(path).listen(1);
                var fillers = new Fillers(path)) {
            var cancelled = new Hand<>(UnixStream.connect(path));
            cancelled.assertPending();
            var mine = directory.resolve("mine");
            var waiting = new Hand<>(UnixSocket.stream().bind(mine).connect(path));
            waiting.assertPending();
            assertThat(mine).as("nothing is held while it waits").doesNotExist();
            cancelled.cancel();
            for (int i = 0; i < fillers.count(); i++) {
                narrow.accept().await().close();
            }
            try (var stream = waiting.finish();
                    var accepted = narrow.accept().await()) {
                stream.writeAll(bytes("in")).await();
                assertThat(accepted.readExact(new byte[2]).await()).isEqualTo(2);
                assertThat(accepted.peerAddress().getPath()).isEqualTo(mine);
            }
        }
    }

    @Test
    void shutdownEndsAWaitForRoom() throws IOException {
        var path = directory.resolve("narrow");
        try (var _ = UnixSocket.stream().bind(path).listen(1);
                var _ = new Fillers(path)) {
            var waiting = new Hand<>(UnixStream.connect(path));
            waiting.assertPending();
            runtime.shutdown();
            assertKind(IoException.Kind.RUNTIME_SHUTDOWN, waiting::finish);
        }
    }

    /** Connections that nobody accepts, as many as the listener's queue takes. */
    private static final class Fillers implements AutoCloseable {
        private final ArrayList<SocketChannel> channels = new ArrayList<>();

        Fillers(Path path) throws IOException {
            while (true) {
                var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                channel.configureBlocking(false);
                try {
                    channel.connect(UnixDomainSocketAddress.of(path));
                    channels.add(channel);
                } catch (IOException e) {
                    channel.close();
                    return;
                }
            }
        }

        int count() {
            return channels.size();
        }

        @Override
        public void close() throws IOException {
            for (var channel : channels) {
                channel.close();
            }
        }
    }

    @Test
    void aPeerThatLeavesBytesUnreadResets() {
        client.writeAll(bytes("unread")).await();
        server.close();
        runtime.io().releaseClosed();
        assertKind(
                IoException.Kind.CONNECTION_RESET,
                () -> client.read(ByteBuffer.allocate(1)).await());
    }

    @Test
    void writingToAPeerThatIsGoneFails() {
        server.close();
        runtime.io().releaseClosed();
        assertKind(IoException.Kind.BROKEN_PIPE, () -> client.write(bytes("x")).await());
    }

    @Test
    void aPairIsConnected() throws IOException {
        var temporary = Path.of(System.getProperty("java.io.tmpdir"));
        var pair = UnixStream.pair();
        try (var left = pair.left();
                var right = pair.right()) {
            left.writeAll(bytes("over")).await();
            assertThat(right.readExact(new byte[4]).await()).isEqualTo(4);
            right.writeAll(bytes("back")).await();
            right.shutdown().await();
            assertThat(left.readToString().await()).isEqualTo("back");
            var file = left.peerAddress().getPath();
            assertThat(file).startsWithRaw(temporary).doesNotExist();
            assertThat(file.getParent()).doesNotExist();
        }
    }

    @Test
    void aPairNeedsAnOpenRuntimeAndLeavesNothing() {
        runtime.shutdown();
        assertKind(IoException.Kind.RUNTIME_SHUTDOWN, UnixStream::pair);
    }

    @Test
    void theCredentialsOfThePeerAreThoseOfThisUser() throws IOException {
        var channel = client.intoChannel();
        Assumptions.assumeTrue(
                channel.supportedOptions().stream().anyMatch(it -> it.name().equals("SO_PEERCRED")),
                "the platform has SO_PEERCRED");
        var back = UnixStream.of(channel);
        var me = Files.getOwner(Files.createFile(directory.resolve("mine")));
        assertThat(back.peerCredentials().user()).isEqualTo(me);
        assertThat(server.peerCredentials()).isEqualTo(back.peerCredentials());
        back.close();
        assertKind(IoException.Kind.CLOSED, back::peerCredentials);
    }

    @Test
    void withoutTheModuleThatKnowsThemCredentialsAreRefused() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process =
                new ProcessBuilder(
                                java,
                                "--limit-modules",
                                "java.base,java.management",
                                "-cp",
                                System.getProperty("java.class.path"),
                                WithoutJdkNet.class.getName())
                        .redirectErrorStream(true)
                        .start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(output)
                .contains("SO_PEERCRED needs the module jdk.net")
                .contains("TCP_QUICKACK needs the module jdk.net")
                .contains("the rest works");
    }

    @Test
    void aMebibyteIsEchoedThroughTinyBuffers() {
        try (var narrow =
                        UnixSocket.stream()
                                .sendBufferSize(4096)
                                .bind(directory.resolve("tiny"))
                                .listen(16);
                var near =
                        UnixSocket.stream()
                                .sendBufferSize(4096)
                                .receiveBufferSize(4096)
                                .connect(directory.resolve("tiny"))
                                .await();
                var far = narrow.accept().await()) {
            echoMebibyte(near, far);
        }
    }

    @Test
    void splitHalvesWorkAtTheSameTime() {
        var halves = client.split();
        var read = new Hand<>(halves.reader().read(ByteBuffer.allocate(4)));
        read.assertPending();
        assertThat(halves.writer().ready(Interest.WRITABLE).await().isWritable()).isTrue();
        assertThat(halves.writer().tryWriteVectored(bytes("pi"), bytes("ng"))).isEqualTo(4);
        server.readExact(ByteBuffer.allocate(4)).await();
        server.writeAll(bytes("pong")).await();
        read.awaitWake();
        assertThat(read.finish()).isEqualTo(4);
        assertThat(halves.reader().tryReadVectored(ByteBuffer.allocate(1))).isZero();
        assertThat(halves.reader().peerAddress()).isEqualTo(client.peerAddress());
        assertThat(halves.writer().localAddress()).isEqualTo(client.localAddress());
    }

    @Test
    void theLastOwnedHalfClosesTheSocket() {
        int before = runtime.io().registered();
        var halves = client.intoSplit();
        halves.writer().close();
        assertThat(server.read(ByteBuffer.allocate(1)).await()).isEqualTo(-1);
        server.writeAll(bytes("y")).await();
        assertThat(halves.reader().ready(Interest.READABLE).await().isReadable()).isTrue();
        assertThat(halves.reader().read(ByteBuffer.allocate(1)).await()).isEqualTo(1);
        assertThat(runtime.io().registered()).isEqualTo(before);
        halves.reader().close();
        halves.reader().close();
        assertThat(runtime.io().registered()).isEqualTo(before - 1);
        assertKind(IoException.Kind.CLOSED, () -> halves.reader().tryRead(ByteBuffer.allocate(1)));
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
            assertThat(other.readExact(new byte[5]).await()).isEqualTo(5);
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
    void optionsAreSetAndRead() {
        client.option(StandardSocketOptions.SO_SNDBUF, 65_536);
        assertThat(client.option(StandardSocketOptions.SO_SNDBUF)).isGreaterThanOrEqualTo(65_536);
        assertThatThrownBy(() -> client.option(StandardSocketOptions.TCP_NODELAY))
                .isInstanceOf(UnsupportedOperationException.class);
        var socket = UnixSocket.stream().sendBufferSize(8192);
        assertThat(socket.option(StandardSocketOptions.SO_SNDBUF)).isEqualTo(8192);
        assertThat(socket.option(StandardSocketOptions.SO_RCVBUF)).isNull();
    }

    @Test
    void aChannelOfAnotherFamilyIsRefused() throws IOException {
        try (var tcp = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
                var channel = SocketChannel.open(tcp.getLocalAddress())) {
            assertThatThrownBy(() -> UnixStream.of(channel))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("TcpStream.of");
        }
        try (var unconnected = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            assertKind(IoException.Kind.NOT_CONNECTED, () -> UnixStream.of(unconnected));
        }
    }
}
