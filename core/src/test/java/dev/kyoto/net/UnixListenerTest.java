package dev.kyoto.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.Descriptors;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class UnixListenerTest {
    @TempDir private Path directory;
    private Path path;
    private TestRuntime runtime;
    private UnixListener listener;

    @BeforeEach
    void listen() {
        runtime = new TestRuntime();
        path = directory.resolve("s");
        listener = UnixListener.bind(path);
    }

    @AfterEach
    void close() {
        listener.close();
        runtime.close();
    }

    private UnixStream connect() {
        return UnixStream.connect(path).await();
    }

    private static void assertKind(IoException.Kind kind, Supplier<?> action) {
        assertThatThrownBy(action::get)
                .isInstanceOfSatisfying(
                        IoException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void aFileThatIsLeftIsReportedWithWhatToDo() throws IOException {
        assertKind(IoException.Kind.ADDRESS_IN_USE, () -> UnixListener.bind(path));
        listener.close();
        assertThat(path).as("closing leaves the file").exists();
        assertThatThrownBy(() -> UnixListener.bind(path))
                .isInstanceOfSatisfying(
                        IoException.class,
                        e -> assertThat(e.kind()).isEqualTo(IoException.Kind.ADDRESS_IN_USE))
                .hasMessageContaining("bind " + path)
                .hasMessageContaining("delete the socket file");
        Files.delete(path);
        listener = UnixListener.bind(path);
        connect().close();
        listener.accept().await().close();
    }

    @Test
    void aDirectoryThatIsMissingIsNotFound() {
        int before = runtime.io().registered();
        assertKind(
                IoException.Kind.NOT_FOUND,
                () -> UnixListener.bind(directory.resolve("none").resolve("s")));
        assertThat(runtime.io().registered()).isEqualTo(before);
    }

    @Test
    void afterShutdownNothingIsBoundAndNoFileIsLeft() {
        runtime.shutdown();
        var late = directory.resolve("late");
        assertKind(IoException.Kind.RUNTIME_SHUTDOWN, () -> UnixListener.bind(late));
        assertThat(late).doesNotExist();
    }

    @Test
    void aSocketChecksItsSettings() {
        assertThatThrownBy(() -> UnixSocket.stream().listen(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("bind(path)");
        var bound = UnixSocket.stream().bind(path);
        assertThatThrownBy(() -> bound.listen(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bound.bind(Path.of(""))).hasMessageContaining("empty path");
        assertThatThrownBy(() -> bound.option(StandardSocketOptions.SO_LINGER, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(bound.toString()).contains(path.toString());
    }

    @Test
    void aPendingAcceptIsWokenByAConnection() {
        var accept = new Hand<>(listener.accept());
        accept.assertPending();
        try (var client = connect()) {
            accept.awaitWake();
            try (var server = accept.finish()) {
                server.writeAll(new byte[1]).await();
                assertThat(client.readExact(new byte[1]).await()).isEqualTo(1);
            }
        }
    }

    @Test
    void aCancelledAcceptLosesNoConnection() {
        var early = new Hand<>(listener.accept());
        early.cancel();
        var accept = new Hand<>(listener.accept());
        accept.assertPending();
        try (var _ = connect()) {
            accept.awaitWake();
            accept.cancel();
            assertThatThrownBy(accept::poll).isInstanceOf(IllegalStateException.class);
            listener.accept().await().close();
        }
    }

    @Test
    void randomCancellationLosesNoConnection() {
        var random = new Random(5);
        var waiting = new ArrayList<Hand<UnixStream>>();
        int accepted = 0;
        int connected = 0;
        while (accepted < 300) {
            if (connected < 300 && random.nextInt(3) > 0) {
                connect().close();
                connected++;
            }
            if (random.nextBoolean()) {
                waiting.add(new Hand<>(listener.accept()));
            }
            for (var each = waiting.iterator(); each.hasNext(); ) {
                var accept = each.next();
                if (random.nextInt(4) == 0) {
                    accept.cancel();
                    each.remove();
                } else if (accept.poll() instanceof Poll.Ready<UnixStream>(var stream)) {
                    stream.close();
                    accepted++;
                    each.remove();
                }
            }
        }
        waiting.forEach(Hand::cancel);
        assertThat(listener.tryAccept()).isNull();
    }

    @Test
    void manyTasksAccept() {
        var accepts = new ArrayList<Hand<UnixStream>>();
        for (int i = 0; i < 5; i++) {
            var accept = new Hand<>(listener.accept());
            accept.assertPending();
            accepts.add(accept);
        }
        for (var accept : accepts) {
            var client = connect();
            accept.finish().close();
            client.close();
        }
    }

    @Test
    void tryAcceptDoesNotWait() {
        assertThat(listener.tryAccept()).isNull();
        try (var _ = connect();
                var server = listener.tryAccept()) {
            assertThat(server).as("a Unix connection is there when connect returns").isNotNull();
        }
    }

    @Test
    void closingWakesEveryAccept() {
        var one = new Hand<>(listener.accept());
        var two = new Hand<>(listener::pollAccept);
        one.assertPending();
        two.assertPending();
        listener.close();
        for (var accept : new Hand<?>[] {one, two}) {
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
    void aChannelGoesOutAndComesBack() throws IOException {
        var accept = new Hand<>(listener.accept());
        accept.assertPending();
        var channel = listener.intoChannel();
        assertThat(accept.wasWoken()).isTrue();
        assertKind(IoException.Kind.CLOSED, accept::poll);
        listener.close();
        assertThat(channel.isOpen()).isTrue();
        assertThat(channel.isRegistered()).isFalse();
        listener = UnixListener.of(channel);
        assertThat(listener.localAddress()).isEqualTo(UnixDomainSocketAddress.of(path));
        connect().close();
        listener.accept().await().close();
        try (var unbound = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            assertThatThrownBy(() -> UnixListener.of(unbound))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("bind()");
        }
        try (var tcp = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            assertThatThrownBy(() -> UnixListener.of(tcp))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("UnixDomainSocketAddress");
        }
    }

    @Test
    void listenerOptionsReachTheAcceptedSockets() {
        var wide = directory.resolve("wide");
        try (var wideListener = UnixSocket.stream().sendBufferSize(100_000).bind(wide).listen(5);
                var _ = UnixStream.connect(wide).await();
                var server = wideListener.accept().await()) {
            assertThat(server.option(StandardSocketOptions.SO_SNDBUF))
                    .isGreaterThanOrEqualTo(100_000);
            assertThat(wideListener.option(StandardSocketOptions.SO_RCVBUF)).isPositive();
        }
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
                "ulimit -n 80 && exec '%s' -cp '%s' %s '%s'"
                        .formatted(
                                java,
                                System.getProperty("java.class.path"),
                                DescriptorShortage.class.getName(),
                                directory.resolve("short"));
        var process = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(output).contains("short: TOO_MANY_OPEN_FILES").contains("accepted again");
    }
}
