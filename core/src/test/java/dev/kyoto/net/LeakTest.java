package dev.kyoto.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class LeakTest {
    private final Logger logger = Logger.getLogger("dev.kyoto.leaks");
    private final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord record) {
                    messages.add(record.getMessage());
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };
    private TestRuntime runtime;

    @BeforeEach
    void start() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        runtime = new TestRuntime();
    }

    @AfterEach
    void stop() {
        runtime.close();
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    /** Collects garbage until a leak that names the port is reported. */
    private String awaitReport(int port) throws InterruptedException {
        return awaitReport(":" + port);
    }

    private String awaitReport(String part) throws InterruptedException {
        while (true) {
            System.gc();
            var message = messages.poll(20, TimeUnit.MILLISECONDS);
            if (message != null && message.contains(part)) {
                return message;
            }
        }
    }

    private void forgetConnection(TcpListener listener) {
        assertThat(TcpStream.connect(listener.localAddress()).await().noDelay()).isFalse();
    }

    private void forgetHalves(TcpListener listener) {
        var stream = TcpStream.connect(listener.localAddress()).await();
        assertThat(stream.intoSplit().writer().peerAddress()).isNotNull();
    }

    @Test
    void aForgottenStreamIsClosedAndReported() throws InterruptedException {
        try (var listener = TcpListener.bind("127.0.0.1", 0).await()) {
            forgetConnection(listener);
            try (var server = listener.accept().await()) {
                var read = new Hand<>(server.read(ByteBuffer.allocate(1)));
                read.assertPending();
                assertThat(awaitReport(listener.localAddress().getPort()))
                        .contains("without being closed");
                assertThat(read.finish()).isEqualTo(-1);
            }
        }
    }

    @Test
    void forgottenHalvesAreClosedAndReported() throws InterruptedException {
        try (var listener = TcpListener.bind("127.0.0.1", 0).await()) {
            forgetHalves(listener);
            try (var server = listener.accept().await()) {
                assertThat(awaitReport(listener.localAddress().getPort())).contains("half of");
                assertThat(awaitReport(listener.localAddress().getPort())).contains("half of");
                assertThat(server.read(ByteBuffer.allocate(1)).await()).isEqualTo(-1);
            }
        }
    }

    private static UnixStream forgetOneOf(UnixStream.Pair pair) {
        return pair.left();
    }

    private static void forgetListener(Path path) {
        assertThat(UnixListener.bind(path).tryAccept()).isNull();
    }

    @Test
    void forgottenUnixSocketsAreClosedAndReported(@TempDir Path directory)
            throws InterruptedException {
        try (var left = forgetOneOf(UnixStream.pair())) {
            assertThat(awaitReport("connection of " + left.peerAddress().getPath()))
                    .contains("without being closed");
            assertThat(left.read(ByteBuffer.allocate(1)).await()).isEqualTo(-1);
        }
        forgetListener(directory.resolve("s"));
        assertThat(awaitReport("UnixListener on " + directory.resolve("s")))
                .contains("without being closed");
    }

    @Test
    void whatBecameAChannelIsNotReported() throws Exception {
        var pair = UnixStream.pair();
        try (var left = forgetOneOf(pair).intoChannel()) {
            pair = null;
            var name = left.getRemoteAddress().toString();
            // The right end is reported; by then the left one would have been.
            assertThat(awaitReport("connection of " + name)).contains("without being closed");
            assertThat(left.isOpen()).isTrue();
            assertThat(messages).noneMatch(message -> message.contains("with " + name));
        }
    }

    @Test
    void whatIsClosedIsNotReported() throws InterruptedException {
        try (var listener = TcpListener.bind("127.0.0.1", 0).await()) {
            int port = listener.localAddress().getPort();
            TcpStream.connect(listener.localAddress()).await().close();
            listener.accept().await().close();
            // A leak made later is reported; by then the closed streams would have been.
            forgetConnection(listener);
            listener.accept().await().close();
            assertThat(awaitReport(port)).contains("without being closed");
            System.gc();
            assertThat(messages).noneMatch(message -> message.contains(":" + port));
        }
    }

    @Test
    void aStreamThatATaskWaitsInIsNotLost() throws InterruptedException {
        try (var listener = TcpListener.bind("127.0.0.1", 0).await();
                var client = TcpStream.connect(listener.localAddress()).await()) {
            runtime.spawn(echoOnce(listener.accept().await()));
            for (int i = 0; i < 5; i++) {
                System.gc();
                assertThat(messages.poll(10, TimeUnit.MILLISECONDS)).isNull();
            }
            client.writeAll(new byte[1]).await();
            assertThat(client.read(ByteBuffer.allocate(1)).await()).isEqualTo(1);
            assertThat(client.read(ByteBuffer.allocate(1)).await()).isEqualTo(-1);
        }
    }

    private static dev.kyoto.future.Future<Void> echoOnce(TcpStream stream) {
        var buffer = ByteBuffer.allocate(1);
        return cx -> {
            if (stream.pollRead(cx, buffer).isPending()) {
                return dev.kyoto.future.Poll.pending();
            }
            var written = stream.pollWrite(cx, buffer.flip());
            stream.close();
            assertThat(written.isReady()).isTrue();
            return dev.kyoto.future.Poll.ready(null);
        };
    }
}
