package dev.kyoto.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.Kyoto;
import dev.kyoto.fs.AsyncFile;
import dev.kyoto.future.IoException;
import dev.kyoto.io.SeekFrom;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is sent to a socket, by channel and by {@link AsyncFile#sendTo}. */
class FileTransferTest {
    /** More than the buffers of two sockets take. */
    private static final int LARGE = 20_000_000;

    @TempDir Path directory;
    private Path path;
    private byte[] content;
    private TestRuntime runtime;
    private TcpStream client;
    private TcpStream server;

    @BeforeEach
    void start() throws IOException {
        runtime = new TestRuntime();
        path = directory.resolve("file");
        content = new byte[LARGE];
        new Random(3).nextBytes(content);
        Files.write(path, content);
        try (var listener = TcpListener.bind("127.0.0.1", 0).await()) {
            client = TcpStream.connect(listener.localAddress()).await();
            server = listener.accept().await();
        }
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
        runtime.close();
    }

    @Test
    void aWholeFileArrivesThoughTheSocketIsFullMostOfTheTime() {
        try (var file = AsyncFile.open(path).await()) {
            var received = new byte[LARGE];
            var both = Kyoto.join(file.sendTo(client), server.readExact(received)).await();
            assertThat(both.first()).isEqualTo(LARGE);
            assertThat(received).isEqualTo(content);
            assertThat(file.position().await()).isEqualTo(LARGE);
        }
    }

    @Test
    void aFileIsSentFromItsPosition() {
        try (var file = AsyncFile.open(path).await()) {
            file.seek(SeekFrom.end(-100)).await();
            assertThat(file.sendTo(client).await()).isEqualTo(100);
            assertThat(file.sendTo(client).await()).isZero();
        }
        client.shutdown().await();
        assertThat(server.readToEnd().await())
                .isEqualTo(Arrays.copyOfRange(content, LARGE - 100, LARGE));
    }

    @Test
    void aPartOfAChannelIsSentAndItsPositionStays() throws IOException {
        try (var channel = FileChannel.open(path)) {
            channel.position(5);
            assertThat(client.transferFrom(channel, 10, 90).await()).isEqualTo(90);
            assertThat(client.transferFrom(channel, LARGE - 3, 90).await()).isEqualTo(3);
            assertThat(client.transferFrom(channel, LARGE + 3, 90).await()).isZero();
            assertThat(client.transferFrom(channel, 0, 0).await()).isZero();
            assertThat(channel.position()).isEqualTo(5);
            assertThatThrownBy(() -> client.transferFrom(channel, -1, 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        client.shutdown().await();
        var received = server.readToEnd().await();
        assertThat(Arrays.copyOf(received, 90)).isEqualTo(Arrays.copyOfRange(content, 10, 100));
        assertThat(received).hasSize(93);
    }

    @Test
    void aPeerThatClosesEndsIt() {
        try (var file = AsyncFile.open(path).await()) {
            var sending = new Hand<>(file.sendTo(client));
            sending.assertPending();
            server.zeroLinger();
            server.close();
            assertThatThrownBy(sending::finish)
                    .isInstanceOfSatisfying(
                            IoException.class,
                            e ->
                                    assertThat(e.kind())
                                            .isIn(
                                                    IoException.Kind.BROKEN_PIPE,
                                                    IoException.Kind.CONNECTION_RESET));
            assertThat(file.position().await()).isZero();
        }
    }

    @Test
    void afterACancellationWhatArrivesIsAStartOfTheFile() {
        try (var file = AsyncFile.open(path).await()) {
            var sending = new Hand<>(file.sendTo(client));
            sending.assertPending();
            sending.awaitWake();
            sending.poll();
            sending.cancel();
            assertThat(file.position().await()).isZero();
        }
        client.close();
        byte[] received;
        try {
            received = server.readToEnd().await();
        } catch (IoException e) {
            return; // the close came first, with data still under way
        }
        assertThat(received).isEqualTo(Arrays.copyOf(content, received.length));
    }

    @Test
    void anOutputThatWasShutDownTakesNothing() {
        client.shutdown().await();
        try (var file = AsyncFile.open(path).await()) {
            assertThatThrownBy(() -> file.sendTo(client).await())
                    .isInstanceOfSatisfying(
                            IoException.class,
                            e -> assertThat(e.kind()).isEqualTo(IoException.Kind.BROKEN_PIPE));
        }
    }
}
