package dev.kyoto.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class IncomingTest {
    @TempDir private Path directory;
    private TestRuntime runtime;
    private UnixListener listener;

    @BeforeEach
    void listen() {
        runtime = new TestRuntime();
        listener = UnixListener.bind(directory.resolve("s"));
    }

    @AfterEach
    void close() {
        listener.close();
        runtime.close();
    }

    private UnixStream connect() {
        return UnixStream.connect(directory.resolve("s")).await();
    }

    @Test
    void connectionsComeUntilTheListenerIsClosed() {
        var incoming = listener.incoming();
        for (int i = 0; i < 3; i++) {
            connect().close();
            incoming.next().await().close();
        }
        var next = new Hand<>(incoming.next());
        next.assertPending();
        listener.close();
        assertThat(next.finish()).isNull();
        assertThat(incoming.next().await()).isNull();
    }

    @Test
    void tcpConnectionsComeAsWell() {
        try (var tcp = TcpListener.bind("127.0.0.1", 0).await();
                var client = TcpStream.connect(tcp.localAddress()).await();
                var server = tcp.incoming().next().await()) {
            assertThat(server.peerAddress()).isEqualTo(client.localAddress());
        }
    }

    @Test
    void severalStreamsShareAListener() {
        var one = new Hand<>(listener.incoming().next());
        var two = new Hand<>(listener.incoming().next());
        one.assertPending();
        two.assertPending();
        var clients = List.of(connect(), connect());
        one.awaitWake();
        one.finish().close();
        two.finish().close();
        clients.forEach(UnixStream::close);
    }

    @Test
    void aCancelledNextLosesNoConnection() {
        var incoming = listener.incoming();
        var next = new Hand<>(incoming.next());
        next.assertPending();
        next.cancel();
        connect().close();
        incoming.next().await().close();
    }

    @Test
    void aCancelledStreamLeavesTheListener() {
        var incoming = listener.incoming();
        new Hand<>(incoming.next()).assertPending();
        incoming.cancel();
        incoming.cancel();
        assertThat(incoming.next().await()).isNull();
        connect().close();
        listener.accept().await().close();
    }

    @Test
    void shutdownIsAFailureAndNotAnEnd() {
        var next = new Hand<>(listener.incoming().next());
        next.assertPending();
        runtime.shutdown();
        assertThatThrownBy(next::finish)
                .isInstanceOfSatisfying(
                        IoException.class,
                        e -> assertThat(e.kind()).isEqualTo(IoException.Kind.RUNTIME_SHUTDOWN));
    }

    /** A listener of somebody else's: answers what it is told to. */
    private static final class Scripted implements Listener<String> {
        private final ArrayDeque<Object> script = new ArrayDeque<>();

        @Override
        public Poll<String> pollAccept(Context cx) {
            return switch (script.remove()) {
                case IoException e -> throw e;
                case String connection -> Poll.ready(connection);
                default -> Poll.pending();
            };
        }

        @Override
        public SocketAddress localAddress() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    @Test
    void aStrangersListenerNeedsNoMoreThanItsPoll() {
        var scripted = new Scripted();
        var shortage = new IoException(IoException.Kind.TOO_MANY_OPEN_FILES, "for the test");
        scripted.script.addAll(List.of(0, "one", shortage, "two"));
        var accept = new Hand<>(scripted.accept());
        accept.assertPending();
        assertThat(accept.finish()).isEqualTo("one");
        assertThatThrownBy(accept::poll)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("accept()");
        var incoming = scripted.incoming();
        assertThatThrownBy(() -> incoming.next().await()).isSameAs(shortage);
        assertThat(incoming.next().await()).as("a failure is no end").isEqualTo("two");
    }
}
