package dev.kyoto.signal;

import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kyoto.io.Lines;
import dev.kyoto.process.Child;
import dev.kyoto.process.Command;
import dev.kyoto.process.Stdio;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.signal.GracefulShutdown.Ending;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The orderly end, in this JVM without signals, and in a JVM of its own with signals. */
@Timeout(60)
final class GracefulShutdownTest {
    private static final Duration LONG = Duration.ofSeconds(1000);

    private final List<String> seen = new CopyOnWriteArrayList<>();

    private static GracefulShutdown quiet(Duration limit) {
        return GracefulShutdown.within(limit).on();
    }

    @Test
    void aBodyThatEndsIsCompletedOnceItsTasksHaveEnded() {
        var shutdown = quiet(LONG);
        var ending =
                shutdown.run(
                        AsyncRuntime.create(),
                        () -> {
                            shutdown.tracker()
                                    .spawn(
                                            () -> {
                                                shutdown.token().cancelled().await();
                                                seen.add("told");
                                            })
                                    .detach();
                            seen.add("body");
                        });
        assertThat(ending).isEqualTo(Ending.COMPLETED);
        assertThat(ending.exitCode()).isZero();
        assertThat(seen).containsExactly("body", "told");
        assertThat(shutdown)
                .hasToString("GracefulShutdown[PT16M40S, begun, TaskTracker[0, closed]]");
    }

    @Test
    void whatWasAskedToStopInTimeIsStopped() {
        for (var runtime :
                List.of(AsyncRuntime.create(), AsyncRuntime.currentThreadBuilder().build())) {
            var shutdown = quiet(LONG);
            var ending =
                    shutdown.run(
                            runtime,
                            () -> {
                                shutdown.begin();
                                shutdown.begin();
                                shutdown.token().cancelled().await();
                            });
            assertThat(ending).isEqualTo(Ending.STOPPED);
        }
    }

    @Test
    void whatDoesNotStopIsCutOffAtTheLimit() {
        // On a paused clock, which jumps to the limit as soon as nothing else is to be done.
        var runtime = AsyncRuntime.currentThreadBuilder().startPaused(true).build();
        var shutdown = quiet(LONG);
        var ending =
                shutdown.run(
                        runtime,
                        () -> {
                            shutdown.tracker()
                                    .spawn(() -> sleep(LONG.multipliedBy(2)).await())
                                    .detach();
                            shutdown.begin();
                            sleep(LONG.minusMillis(1)).await();
                            seen.add("body in time");
                        });
        assertThat(ending).isEqualTo(Ending.CUT_OFF);
        assertThat(ending.exitCode()).isEqualTo(1);
        assertThat(seen).containsExactly("body in time");
        assertThat(runtime.metrics().numAliveTasks()).isZero();
    }

    @Test
    void untrackedTasksAreCancelledUnlessAllAreAwaited() {
        var tracked = quiet(LONG);
        var ending = tracked.run(AsyncRuntime.create(), () -> spawn(() -> forever()).detach());
        assertThat(ending).isEqualTo(Ending.COMPLETED);
        var all = quiet(Duration.ofMillis(20)).awaitAllTasks();
        ending = all.run(AsyncRuntime.create(), () -> spawn(() -> forever()).detach());
        assertThat(ending).isEqualTo(Ending.CUT_OFF);
    }

    private static void forever() {
        sleep(Duration.ofDays(1)).await();
    }

    @Test
    void aFailingBodyIsThrown() {
        var shutdown = quiet(LONG);
        assertThatIllegalStateException()
                .isThrownBy(
                        () ->
                                shutdown.run(
                                        AsyncRuntime.create(),
                                        () -> {
                                            throw new IllegalStateException("bad luck");
                                        }))
                .withMessage("bad luck");
    }

    @Test
    void misuseIsTold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GracefulShutdown.within(Duration.ofNanos(-1)))
                .withMessageContaining("PT-0.000000001S is negative");
        var shutdown = quiet(LONG);
        assertThat(shutdown.run(AsyncRuntime.create(), () -> {})).isEqualTo(Ending.COMPLETED);
        try (var runtime = AsyncRuntime.create()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> shutdown.run(runtime, () -> {}))
                    .withMessageContaining("was run before");
        }
    }

    // ---- in a JVM of its own

    /** A child that has printed "ready", and what else it prints. */
    private record Started(Child child, Lines lines) implements AutoCloseable {
        static final String JAVA =
                Path.of(System.getProperty("java.home"), "bin", "java").toString();

        static Started of(String mode) {
            // What a shell runs in the background ignores INT, and so does all that it starts.
            var child =
                    Command.of("env", "--default-signal=INT", JAVA, "-Xshare:auto")
                            .args("-cp", System.getProperty("java.class.path"))
                            .args(ShutdownMain.class.getName(), mode)
                            .stdout(Stdio.piped())
                            .stderr(Stdio.discard())
                            .killOnClose(true)
                            .spawn()
                            .await();
            return new Started(child, child.stdout().buffered().lines());
        }

        String line() {
            return lines.next().await();
        }

        void send(String signal) {
            var kill = Command.of("kill", "-" + signal, Long.toString(child.id()));
            assertThat(kill.status().await().success()).isTrue();
        }

        @Override
        public void close() {
            child.close();
        }
    }

    private static void inRuntime(Runnable test) {
        try (var runtime = AsyncRuntime.create();
                var entered = runtime.enter()) {
            assertThat(entered).isNotNull();
            test.run();
        }
    }

    @Test
    void ctrlCIsAwaitedInsteadOfEndingTheJvm() {
        inRuntime(
                () -> {
                    try (var started = Started.of("ctrlC")) {
                        assertThat(started.line()).isEqualTo("ready");
                        started.send("INT");
                        var line = started.line();
                        while (line.equals("ready")) {
                            line = started.line();
                        }
                        assertThat(line).isEqualTo("goodbye");
                        assertThat(started.child().waitFor().await().code()).isEqualTo(7);
                    }
                });
    }

    @Test
    void termEndsAProgramInOrder() {
        inRuntime(
                () -> {
                    for (var signal : List.of("TERM", "INT")) {
                        try (var started = Started.of("graceful")) {
                            assertThat(started.line()).isEqualTo("ready");
                            started.send(signal);
                            assertThat(List.of(started.line(), started.line()))
                                    .containsExactlyInAnyOrder("stopping", "work saved");
                            assertThat(started.line()).isEqualTo("STOPPED");
                            assertThat(started.line()).isNull();
                            assertThat(started.child().waitFor().await().code()).isZero();
                        }
                    }
                });
    }

    @Test
    void aProgramThatDoesNotEndIsCutOff() {
        inRuntime(
                () -> {
                    try (var started = Started.of("stubborn")) {
                        assertThat(started.line()).isEqualTo("ready");
                        started.send("TERM");
                        assertThat(started.line()).isEqualTo("stopping");
                        assertThat(started.line()).isEqualTo("CUT_OFF");
                        assertThat(started.line()).isNull();
                        assertThat(started.child().waitFor().await().code()).isEqualTo(1);
                    }
                });
    }

    @Test
    void theSecondSignalEndsAtOnce() {
        inRuntime(
                () -> {
                    try (var started = Started.of("patient")) {
                        assertThat(started.line()).isEqualTo("ready");
                        started.send("INT");
                        assertThat(started.line()).isEqualTo("stopping");
                        started.send("TERM");
                        assertThat(started.line()).isNull();
                        assertThat(started.child().waitFor().await().code()).isEqualTo(128 + 15);
                    }
                });
    }

    @Test
    void aFailingBodyMakesTheJvmFail() {
        inRuntime(
                () -> {
                    try (var started = Started.of("failing")) {
                        assertThat(started.line()).isNull();
                        assertThat(started.child().waitFor().await().code()).isEqualTo(1);
                    }
                });
    }

    @Test
    void withoutTheJdksModuleForSignalsTheErrorNamesIt() {
        inRuntime(
                () -> {
                    var output =
                            Command.of(Started.JAVA, "--limit-modules", "java.base", "-cp")
                                    .args(System.getProperty("java.class.path"))
                                    .args(ShutdownMain.class.getName(), "graceful")
                                    .output()
                                    .await();
                    assertThat(output.status().code()).isEqualTo(1);
                    assertThat(output.stderrText())
                            .contains("UnsupportedOperationException")
                            .contains("--add-modules jdk.unsupported");
                });
    }
}
