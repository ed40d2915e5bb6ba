package dev.kyoto.examples.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.examples.program.UsageException;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.task.CancellationToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SupervisorTest {
    private static final Policy POLICY =
            new Policy(
                    Duration.ofMillis(1),
                    Duration.ofMillis(4),
                    Duration.ofHours(1),
                    Duration.ofMillis(200));

    @TempDir Path folder;

    private final AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(2).build();
    private final CancellationToken stop = new CancellationToken();
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    @AfterEach
    void endTheRuntime() {
        stop.cancel();
        try (runtime) {
            assertThat(runtime.drain(Duration.ofSeconds(10))).isTrue();
        }
    }

    private JoinHandle<@Nullable Void> keep(String line) {
        return runtime.spawn(() -> new Keeper(line, POLICY, said::add).run(stop));
    }

    /** What was said next, without the line and the process id. */
    private String next() throws InterruptedException {
        return said.take().replaceFirst("^'.*' ", "").replaceFirst("\\d+$", "N");
    }

    /** A pipe by which a program says that it is ready. */
    private Path pipe() throws IOException, InterruptedException {
        var pipe = folder.resolve("pipe");
        var made = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start();
        assertThat(made.waitFor()).isZero();
        return pipe;
    }

    /** A program that says that it is ready, and does this when it is told to end. */
    private static String endless(String onTerm, Path pipe) {
        return "sh -c 'trap \"%s\" TERM; echo ready >%s; while :; do sleep 0.01; done'"
                .formatted(onTerm, pipe);
    }

    @Test
    void aProgramThatEndsIsStartedAgainAfterLongerAndLongerWaits() throws Exception {
        keep("false").detach();
        for (var wait : new int[] {1, 2, 4, 4}) {
            assertThat(next()).isEqualTo("runs as N");
            assertThat(next()).isEqualTo("has ended: exit status N");
            assertThat(next()).isEqualTo("is started again in " + wait + " ms");
        }
    }

    @Test
    void aProgramThatIsNotThereIsLookedForAgain() throws Exception {
        keep("/there/is/no/such/program 2>/dev/null").detach();
        assertThat(next()).isEqualTo("runs as N");
        assertThat(said.take()).endsWith("has ended: exit status 127");
        assertThat(next()).isEqualTo("is started again in 1 ms");
        assertThat(next()).isEqualTo("runs as N");
    }

    @Test
    void aProgramThatListensEndsByItself() throws Exception {
        var pipe = pipe();
        var kept = keep(endless("exit 7", pipe));
        assertThat(Files.readString(pipe)).isEqualTo("ready\n");
        stop.cancel();
        runtime.blockOn(kept);
        assertThat(next()).isEqualTo("runs as N");
        assertThat(said.take()).endsWith("was ended: exit status 7");
        assertThat(said).isEmpty();
    }

    @Test
    void aProgramThatDoesNotListenIsKilled() throws Exception {
        var pipe = pipe();
        var kept = keep(endless("", pipe));
        assertThat(Files.readString(pipe)).isEqualTo("ready\n");
        stop.cancel();
        runtime.blockOn(kept);
        var pid = Long.parseLong(said.take().replaceFirst(".* ", ""));
        assertThat(said.take()).contains("had to be killed: exit status 137");
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aProgramThatHasRunForLongIsStartedAgainSoon() {
        var backoff = new Backoff(POLICY);
        assertThat(backoff.after(Duration.ZERO)).hasMillis(1);
        assertThat(backoff.after(Duration.ZERO)).hasMillis(2);
        assertThat(backoff.after(Duration.ZERO)).hasMillis(4);
        assertThat(backoff.after(Duration.ofHours(1))).hasMillis(1);
        assertThat(backoff.after(Duration.ZERO)).hasMillis(2);
    }

    @Test
    void argumentsAreChecked() {
        assertThatThrownBy(Supervisor::prepare)
                .isInstanceOf(UsageException.class)
                .hasMessage("a COMMAND is needed");
        assertThatThrownBy(() -> Supervisor.prepare("--grace", "20001", "true"))
                .isInstanceOf(UsageException.class)
                .hasMessage("--grace is at most 20000");
        assertThat(Supervisor.prepare("true", "sleep 1")).isNotNull();
    }
}
