package dev.kyoto.suite;

import static dev.kyoto.Kyoto.join;
import static dev.kyoto.Kyoto.spawn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.IoException;
import dev.kyoto.net.Listener;
import dev.kyoto.net.SocketStream;
import dev.kyoto.net.TcpListener;
import dev.kyoto.net.TcpStream;
import dev.kyoto.net.UnixListener;
import dev.kyoto.net.UnixStream;
import dev.kyoto.runtime.JoinException;
import dev.kyoto.runtime.JoinHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unix sockets in direct style, on every flavour, and a server that does not care which it has. */
final class UnixTest extends FlavorSuite {
    @TempDir private Path directory;

    UnixTest(Flavor flavor) {
        super(flavor);
    }

    private static void echo(SocketStream stream) {
        try (stream) {
            var buffer = ByteBuffer.allocate(1024);
            while (stream.read(buffer.clear()).await() != -1) {
                stream.writeAll(buffer.flip()).await();
            }
        }
    }

    private static void echoTo(Listener<? extends SocketStream> listener) {
        var incoming = listener.incoming();
        for (var it = incoming.next().await(); it != null; it = incoming.next().await()) {
            var stream = it;
            spawn(() -> echo(stream)).detach();
        }
    }

    private static int converse(SocketStream stream, int rounds) {
        try (stream) {
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
    void oneServerServesBothFamilies() {
        var path = directory.resolve("s");
        run(
                () -> {
                    var unix = UnixListener.bind(path);
                    var tcp = TcpListener.bind("127.0.0.1", 0).await();
                    var servers = new ArrayList<JoinHandle<?>>();
                    servers.add(spawn(() -> echoTo(unix)));
                    servers.add(spawn(() -> echoTo(tcp)));
                    var clients = new ArrayList<JoinHandle<Integer>>();
                    for (int i = 0; i < 10; i++) {
                        clients.add(spawn(() -> converse(UnixStream.connect(path).await(), 50)));
                        clients.add(
                                spawn(
                                        () ->
                                                converse(
                                                        TcpStream.connect(tcp.localAddress())
                                                                .await(),
                                                        50)));
                    }
                    for (var client : clients) {
                        assertThat(client.await()).isEqualTo(49 * 50 / 2);
                    }
                    unix.close();
                    tcp.close();
                    for (var server : servers) {
                        server.await();
                    }
                });
    }

    @Test
    void aPairTalksWithinATask() {
        run(
                () -> {
                    var pair = UnixStream.pair();
                    try (var left = pair.left();
                            var right = pair.right()) {
                        var both = join(left.writeInt(7), right.readInt()).await();
                        assertThat(both.second()).isEqualTo(7);
                    }
                });
    }

    @Test
    void ownedHalvesServeTwoTasks() {
        run(
                () -> {
                    var pair = UnixStream.pair();
                    var halves = pair.left().intoSplit();
                    var writing =
                            spawn(
                                    () -> {
                                        try (var writer = halves.writer()) {
                                            writer.writeAll("to the other task".getBytes(UTF_8))
                                                    .await();
                                        }
                                    });
                    var echoing = spawn(() -> echo(pair.right()));
                    try (var reader = halves.reader()) {
                        assertThat(reader.readToString().await()).isEqualTo("to the other task");
                    }
                    writing.await();
                    echoing.await();
                });
    }

    @Test
    void anAbortedAcceptLoopClosesItsListener() {
        var path = directory.resolve("s");
        run(
                () -> {
                    for (int i = 0; i < 10; i++) {
                        var listener = UnixListener.bind(path);
                        var loop =
                                spawn(
                                        () -> {
                                            try (listener) {
                                                echoTo(listener);
                                            }
                                        });
                        assertThat(converse(UnixStream.connect(path).await(), 3)).isEqualTo(3);
                        loop.abort();
                        assertThat(failureOf(loop)).isInstanceOf(JoinException.class);
                        assertThat(failureOf(UnixStream.connect(path)))
                                .isInstanceOf(IoException.class);
                        Files.delete(path);
                    }
                });
    }

    /** A program that connects to the path, sends its input, and prints what comes back. */
    private static ProcessBuilder stranger(Path path) throws IOException {
        var python =
                "import socket,sys;s=socket.socket(socket.AF_UNIX);s.connect(sys.argv[1]);"
                        + "s.sendall(sys.stdin.buffer.read());s.shutdown(socket.SHUT_WR);"
                        + "print(s.makefile().read(),end='')";
        var candidates =
                new String[][] {
                    {"socat", "-t30", "-", "UNIX-CONNECT:" + path},
                    {"nc", "-N", "-U", path.toString()},
                    {"python3", "-c", python, path.toString()},
                };
        for (var command : candidates) {
            for (var directory : System.getenv("PATH").split(":")) {
                if (Files.isExecutable(Path.of(directory, command[0]))) {
                    return new ProcessBuilder(command).redirectErrorStream(true);
                }
            }
        }
        Assumptions.abort("neither socat nor nc nor python3 is there");
        throw new AssertionError();
    }

    @Test
    void aStrangerIsEchoed() throws Exception {
        var path = directory.resolve("s");
        var process = stranger(path);
        var text = "0123456789".repeat(10_000);
        var listener = new UnixListener[1];
        run(() -> listener[0] = UnixListener.bind(path));
        var file = Files.writeString(directory.resolve("in"), text);
        var client = process.redirectInput(file.toFile()).start();
        var answer = new FutureTask<>(() -> client.getInputStream().readAllBytes());
        Thread.ofVirtual().start(answer);
        run(
                () -> {
                    try (var its = listener[0]) {
                        echo(its.accept().await());
                    }
                });
        assertThat(new String(answer.get(), UTF_8)).isEqualTo(text);
        assertThat(client.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
}
