package dev.kyoto.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.net.TestRuntime;
import dev.kyoto.suite.LogCapture;
import java.util.Arrays;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of children and pipes that are forgotten. */
@Timeout(60)
final class LeakTest {

    /** Collects garbage until a message has all the parts. */
    private static void awaitReport(LogCapture log, String... parts) {
        while (log.messages().stream()
                .noneMatch(it -> Arrays.stream(parts).allMatch(it::contains))) {
            System.gc();
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void forgottenPipesAreClosedAndReported(boolean threads) {
        try (var runtime = new TestRuntime();
                var log = LogCapture.of("dev.kyoto.leaks", Level.WARNING)) {
            long pid = forgetCat(threads);
            awaitReport(log, "stdin of child " + pid + " (cat) became unreachable");
            awaitReport(log, "stdout of child " + pid + " (cat) became unreachable");
            // Its input has ended, and so does it.
            ProcessHandle.of(pid).ifPresent(it -> it.onExit().join());
            assertThat(runtime.io().registered()).isZero();
        }
    }

    private static long forgetCat(boolean threads) {
        return Command.of("cat")
                .stdin(Stdio.piped())
                .stdout(Stdio.piped())
                .withThreads(threads)
                .spawn()
                .await()
                .id();
    }

    @Test
    void aForgottenChildIsKilledIfClosingKills() {
        try (var runtime = new TestRuntime();
                var log = LogCapture.of("dev.kyoto.leaks", Level.WARNING)) {
            assertThat(runtime).isNotNull();
            long pid = forgetSleeper(true);
            awaitReport(log, "child " + pid, "killed on close");
            ProcessHandle.of(pid).ifPresent(it -> it.onExit().join());
        }
    }

    @Test
    void aForgottenChildGoesOnOtherwiseAndIsNoLeak() {
        try (var runtime = new TestRuntime();
                var log = LogCapture.of("dev.kyoto.leaks", Level.WARNING)) {
            assertThat(runtime).isNotNull();
            long pid = forgetSleeper(false);
            long killed = forgetSleeper(true);
            // Reported later than the other would have been.
            awaitReport(log, "child " + killed);
            assertThat(log.messages()).noneMatch(it -> it.contains("child " + pid + " "));
            var child = ProcessHandle.of(pid).orElseThrow();
            assertThat(child.isAlive()).isTrue();
            child.destroyForcibly();
            child.onExit().join();
        }
    }

    private static long forgetSleeper(boolean killOnClose) {
        return Command.of("sleep", "1000")
                .stdin(Stdio.discard())
                .stdout(Stdio.discard())
                .stderr(Stdio.discard())
                .killOnClose(killOnClose)
                .spawn()
                .await()
                .id();
    }

    @Test
    void whatWasReadToItsEndIsNoLeak() {
        try (var runtime = new TestRuntime();
                var log = LogCapture.of("dev.kyoto.leaks", Level.WARNING)) {
            long pid = readAndForget();
            assertThat(runtime.io().registered()).isZero();
            awaitReport(log, "child " + forgetSleeper(true));
            assertThat(log.messages()).noneMatch(it -> it.contains("child " + pid + " "));
        }
    }

    private static long readAndForget() {
        var child = Command.of("echo", "text").stdout(Stdio.piped()).spawn().await();
        assertThat(child.stdout().readToString().await()).isEqualTo("text\n");
        return child.id();
    }
}
