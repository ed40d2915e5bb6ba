package dev.kyoto.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Datagrams to and from programs that know nothing of Kyoto. */
@Timeout(60)
final class UdpStrangerTest {

    private static void assumeProgram(String name) {
        var found =
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(dir -> Files.isExecutable(Path.of(dir, name)));
        assumeTrue(found, "the program '" + name + "' is not installed");
    }

    @Test
    void netcatTalksToASocket() throws IOException, InterruptedException {
        assumeProgram("nc");
        try (var runtime = new TestRuntime();
                var socket = UdpSocket.bind("127.0.0.1", 0).await()) {
            assertThat(runtime.io().registered()).isEqualTo(1);
            var port = Integer.toString(socket.localAddress().getPort());
            var nc =
                    new ProcessBuilder("nc", "-u", "127.0.0.1", port)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try (var toNc = nc.getOutputStream();
                    var fromNc = nc.inputReader()) {
                for (int i = 0; i < 20; i++) {
                    toNc.write(("hello " + i + "\n").getBytes(US_ASCII));
                    toNc.flush();
                    var dst = ByteBuffer.allocate(64);
                    var received = socket.recvFrom(dst).await();
                    assertThat(UdpPair.text(dst)).isEqualTo("hello " + i + "\n");
                    socket.sendTo(dst.flip(), received.from()).await();
                    assertThat(fromNc.readLine()).isEqualTo("hello " + i);
                }
            } finally {
                nc.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void socatAnswersASocket() throws IOException, InterruptedException {
        assumeProgram("socat");
        try (var runtime = new TestRuntime();
                var socket = UdpSocket.bind("127.0.0.1", 0).await()) {
            assertThat(runtime.io().registered()).isEqualTo(1);
            // It says on its error output when it listens, and where.
            var socat =
                    new ProcessBuilder("socat", "-d", "-d", "UDP4-LISTEN:0,bind=127.0.0.1", "PIPE")
                            .redirectErrorStream(true)
                            .start();
            try (var log = socat.inputReader()) {
                socket.connect("127.0.0.1", portIn(log.readLine())).await();
                socket.send(ByteBuffer.wrap("echo?".getBytes(US_ASCII))).await();
                var dst = ByteBuffer.allocate(64);
                assertThat(socket.recv(dst).await()).isEqualTo(5);
                assertThat(UdpPair.text(dst)).isEqualTo("echo?");
            } finally {
                socat.destroyForcibly().waitFor();
            }
        }
    }

    private static int portIn(String line) {
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1).strip());
    }
}
