package dev.kyoto.bridge;

import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.stderr;
import static dev.kyoto.Kyoto.stdin;
import static dev.kyoto.Kyoto.stdout;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.runtime.AsyncRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The real standard streams, of a process of their own. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StdioProcessTest {

    /** Answers each line; ends with its input. */
    static final class Echo {
        public static void main(String[] args) {
            try (var runtime = AsyncRuntime.create()) {
                runtime.blockOn(
                        () -> {
                            var lines = stdin().buffered().lines();
                            var stdout = stdout();
                            for (var line = lines.next().await();
                                    line != null;
                                    line = lines.next().await()) {
                                stdout.writeString("<" + line + ">\n").await();
                                stdout.flush().await();
                            }
                            var stderr = stderr();
                            stderr.writeString("bye").await();
                            stderr.flush().await();
                        });
            }
        }
    }

    /** Ends while a task still waits for input that never comes. */
    static final class Impatient {
        public static void main(String[] args) {
            try (var runtime = AsyncRuntime.create()) {
                runtime.blockOn(
                        () -> {
                            spawn(() -> stdin().readByte().await()).detach();
                            yieldNow().await();
                        });
            }
            System.out.print("closed");
        }
    }

    private static Process start(Class<?> program) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath(Stdin.class)
                                + System.getProperty("path.separator")
                                + classPath(program),
                        program.getName())
                .start();
    }

    private static String classPath(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .toString();
    }

    @Test
    void aConversation() throws IOException, InterruptedException {
        var process = start(Echo.class);
        try (var from = process.inputReader()) {
            try (var to = process.outputWriter()) {
                to.write("one\n");
                to.flush();
                assertThat(from.readLine()).isEqualTo("<one>");
                to.write("two\nthree");
            }
            assertThat(from.readLine()).isEqualTo("<two>");
            assertThat(from.readLine()).isEqualTo("<three>");
            assertThat(from.readLine()).isNull();
        }
        assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .endsWith("bye");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void theProcessEndsThoughNobodyPressesEnter() throws IOException, InterruptedException {
        var process = start(Impatient.class);
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("closed");
        assertThat(process.waitFor()).isZero();
        process.getOutputStream().close();
    }
}
