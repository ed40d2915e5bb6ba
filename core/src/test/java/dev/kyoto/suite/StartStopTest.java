package dev.kyoto.suite;

import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.net.TcpListener;
import dev.kyoto.net.TcpStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A runtime leaves nothing behind, however many there were. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StartStopTest {
    private static final int RUNTIMES = 1_000;
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    @Test
    void aThousandRuntimesLeaveNothingBehind() throws IOException {
        useAll(80); // what is open once for the whole process is open from here on
        var before = descriptors();
        long begin = System.nanoTime();
        useAll(RUNTIMES);
        System.out.printf(
                "%d runtimes started, used and closed in %d ms%n",
                RUNTIMES, (System.nanoTime() - begin) / 1_000_000);
        assertThat(FlavorSuite.threadsNamed("startstop")).isEmpty();
        assertThat(descriptors()).as("before: %s", before).hasSizeLessThanOrEqualTo(before.size());
    }

    /** In every 20th round of all flavours, with a connection. */
    private static void useAll(int runtimes) {
        for (int i = 0; i < runtimes; i++) {
            useOnce(i, i / Flavor.values().length % 20 == 0);
        }
    }

    private static void useOnce(int number, boolean sockets) {
        var flavor = Flavor.values()[number % Flavor.values().length];
        try (var runtime = flavor.builder().name("startstop").build()) {
            int sum =
                    runtime.blockOn(
                            () -> {
                                int value = spawn(() -> 40).await();
                                sleep(Duration.ofNanos(100_000)).await();
                                return value + (sockets ? echoed(2) : 2);
                            });
            assertThat(sum).isEqualTo(42);
        }
    }

    /** Sends a number through a connection, and leaves closing it to try. */
    private static int echoed(int value) {
        try (var listener = TcpListener.bind("127.0.0.1", 0).await()) {
            var server =
                    spawn(
                            () -> {
                                try (var accepted = listener.accept().await()) {
                                    accepted.writeInt(accepted.readInt().await()).await();
                                }
                            });
            try (var client = TcpStream.connect(listener.localAddress()).await()) {
                client.writeInt(value).await();
                int answer = client.readInt().await();
                server.await();
                return answer;
            }
        }
    }

    /** What the process has open, by name: "socket:[123]", "anon_inode:[eventpoll]", a file. */
    private static List<String> descriptors() throws IOException {
        var open = new ArrayList<String>();
        if (!Files.isDirectory(DESCRIPTORS)) {
            return open; // they can be counted only where the system shows them
        }
        try (var links = Files.newDirectoryStream(DESCRIPTORS)) {
            for (var link : links) {
                try {
                    open.add(Files.readSymbolicLink(link).toString());
                } catch (IOException gone) {
                    // It was the descriptor of this very listing, or closed meanwhile.
                }
            }
        }
        return open;
    }
}
