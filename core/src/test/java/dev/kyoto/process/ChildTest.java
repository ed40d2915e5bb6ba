package dev.kyoto.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.net.Hand;
import dev.kyoto.net.TestRuntime;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Children and their pipes, with pipes that the driver watches and with pipes of threads. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
@Timeout(60)
final class ChildTest {
    @Parameter boolean threads;

    private TestRuntime runtime;

    @BeforeEach
    void start() {
        runtime = new TestRuntime();
    }

    @AfterEach
    void stop() throws Exception {
        // Where a test has failed; a child that is left would keep the pipes of this JVM open.
        for (var sleeper : sleepers()) {
            sleeper.destroyForcibly();
            sleeper.onExit().get();
        }
        runtime.close();
    }

    private static List<ProcessHandle> sleepers() {
        return ProcessHandle.current()
                .descendants()
                .filter(it -> it.info().commandLine().orElse("").contains("sleep 1000"))
                .toList();
    }

    private Command sleeper() {
        return command("sleep", "1000").stdout(Stdio.discard()).stderr(Stdio.discard());
    }

    private Command command(String program, String... args) {
        return Command.of(program, args).withThreads(threads);
    }

    private Command shell(String script) {
        return command("/bin/sh", "-c", script);
    }

    private Command cat() {
        return command("cat").stdin(Stdio.piped()).stdout(Stdio.piped());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static IoException.Kind kindOf(Future<?> failing) {
        return catchThrowableOfType(IoException.class, failing::await).kind();
    }

    @Test
    void thePipesAreWatchedByTheDriverWhereThatIsPossible() {
        Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "no /proc/self/fd");
        try (var child = cat().spawn().await()) {
            assertThat(runtime.io().registered()).isEqualTo(threads ? 0 : 2);
            assertThat(child.isAlive()).isTrue();
            child.waitWithOutput().await();
        }
        assertThat(runtime.io().registered()).isZero();
    }

    @Test
    void aChildAnswersAsItIsAsked() {
        try (var child = cat().spawn().await();
                var stdin = child.stdin();
                var stdout = child.stdout()) {
            var buffer = ByteBuffer.allocate(100);
            for (var line : new String[] {"one", "two", "three"}) {
                var read = new Hand<>(stdout.read(buffer.clear()));
                read.assertPending();
                stdin.writeAll(bytes(line)).await();
                stdin.flush().await();
                assertThat(read.finish()).isEqualTo(line.length());
                assertThat(buffer.flip()).isEqualTo(ByteBuffer.wrap(bytes(line)));
            }
            stdin.shutdown().await();
            stdin.shutdown().await();
            assertThat(kindOf(stdin.writeAll(bytes("x")))).isEqualTo(IoException.Kind.BROKEN_PIPE);
            assertThat(stdout.read(buffer.clear()).await()).isEqualTo(-1);
            assertThat(stdout.read(buffer).await()).isEqualTo(-1);
            assertThat(child.waitFor().await().success()).isTrue();
        }
    }

    @Test
    void megabytesPassThroughWithoutALoss() {
        var all = pattern(5_000_000);
        try (var child = cat().spawn().await();
                var stdin = child.stdin();
                var stdout = child.stdout()) {
            var direct = ByteBuffer.allocateDirect(all.length).put(all).flip();
            runtime.spawn(Futures.flatMap(stdin.writeAll(direct), none -> stdin.shutdown()));
            assertThat(Arrays.equals(stdout.readToEnd().await(), all)).isTrue();
        }
    }

    private static byte[] pattern(int length) {
        var all = new byte[length];
        for (int i = 0; i < length; i++) {
            all[i] = (byte) (i * 31 + i / 251);
        }
        return all;
    }

    /** Polls anew until one is ready; in between it is cancelled at random, woken or not. */
    private static int finishOneOf(Random random, Supplier<Future<Integer>> operation) {
        while (true) {
            var hand = new Hand<>(operation.get());
            if (hand.poll() instanceof Poll.Ready<Integer>(Integer count)) {
                return count;
            }
            switch (random.nextInt(3)) {
                case 0 -> hand.cancel();
                case 1 -> {
                    hand.awaitWake();
                    hand.cancel();
                }
                default -> {
                    return hand.finish();
                }
            }
        }
    }

    @Test
    void readsThatAreCancelledAtRandomLoseNothing() {
        var all = pattern(400_000);
        var random = new Random(threads ? 1 : 2);
        try (var child = cat().spawn().await();
                var stdin = child.stdin();
                var stdout = child.stdout()) {
            runtime.spawn(Futures.flatMap(stdin.writeAll(all), none -> stdin.shutdown()));
            var read = ByteBuffer.allocate(all.length + 1);
            int count;
            do {
                int limit = Math.min(read.capacity(), read.position() + 1 + random.nextInt(3000));
                read.limit(limit);
                count = finishOneOf(random, () -> stdout.read(read));
            } while (count != -1);
            assertThat(Arrays.equals(Arrays.copyOf(read.array(), read.position()), all)).isTrue();
        }
    }

    @Test
    void writesThatAreCancelledAtRandomLoseNothing() throws Exception {
        var all = pattern(1_000_000);
        var random = new Random(threads ? 1 : 2);
        try (var child = cat().spawn().await();
                var stdin = child.stdin();
                var stdout = child.stdout()) {
            var seen = new CompletableFuture<byte[]>();
            runtime.spawn(Futures.map(stdout.readToEnd(), seen::complete));
            var src = ByteBuffer.wrap(all);
            while (src.hasRemaining()) {
                src.limit(Math.min(all.length, src.position() + 1 + random.nextInt(9000)));
                assertThat(finishOneOf(random, () -> stdin.write(src))).isPositive();
                src.limit(all.length);
            }
            stdin.shutdown().await();
            assertThat(Arrays.equals(seen.get(), all)).isTrue();
        }
    }

    @Test
    void bothOutputsAreReadSideBySide() {
        // Each fills its pipe several times before the other is written.
        var script =
                "head -c 300000 /dev/zero >&2; head -c 300000 /dev/zero;"
                        + " head -c 300000 /dev/zero >&2; exit 4";
        var output = shell(script).output().await();
        assertThat(output.status().code()).isEqualTo(4);
        assertThat(output.stdout()).hasSize(300_000);
        assertThat(output.stderr()).hasSize(600_000);
        assertThat(output)
                .hasToString(
                        "Output[exit status 4, 300000 bytes of stdout, 600000 bytes of stderr]");
    }

    @Test
    void aLimitStopsAnEndlessOutput() {
        assertThat(kindOf(command("yes").output(100_000))).isEqualTo(IoException.Kind.INVALID_DATA);
        assertThat(kindOf(command("yes").killOnClose(true).output(10)))
                .isEqualTo(IoException.Kind.INVALID_DATA);
    }

    @Test
    void whoStopsReadingEndsTheWriter() {
        try (var child = command("yes").stdout(Stdio.piped()).spawn().await()) {
            try (var stdout = child.stdout()) {
                var some = new byte[10];
                stdout.readExact(some).await();
                assertThat(some).isEqualTo(bytes("y\ny\ny\ny\ny\n"));
            }
            assertThat(child.waitFor().await().success()).isFalse();
        }
    }

    @Test
    void aChildThatReadsNoMoreBreaksThePipe() {
        try (var child = command("true").stdin(Stdio.piped()).spawn().await();
                var stdin = child.stdin()) {
            child.waitFor().await();
            var chunk = new byte[4096];
            assertThat(kindOf(Futures.flatMap(stdin.writeAll(chunk), none -> stdin.flush())))
                    .isEqualTo(IoException.Kind.BROKEN_PIPE);
        }
    }

    @Test
    void aFullPipeMakesTheWriterWait() {
        try (var child =
                        command("sleep", "1000")
                                .stdin(Stdio.piped())
                                .killOnClose(true)
                                .spawn()
                                .await();
                var stdin = child.stdin()) {
            var much = ByteBuffer.allocate(1_000_000);
            var write = new Hand<>(stdin.writeAll(much));
            write.assertPending();
            assertThat(much.remaining()).isPositive();
            write.cancel();
        }
    }

    @Test
    void waitingClosesStdinAndAnswersTheSameToAll() {
        try (var child = cat().spawn().await()) {
            assertThat(child.tryWait()).isNull();
            var first = new Hand<>(child.waitFor());
            var second = new Hand<>(child.waitFor());
            // Closes stdin, so that the child may have ended by now.
            boolean _ = second.poll().isReady();
            second.cancel();
            assertThat(first.finish()).isEqualTo(new ExitStatus(0));
            assertThat(child.waitFor().await()).isEqualTo(new ExitStatus(0));
            assertThat(child.tryWait()).isEqualTo(new ExitStatus(0));
            assertThat(child.isAlive()).isFalse();
            assertThat(child.kill().await()).isEqualTo(new ExitStatus(0));
            assertThat(child.startKill()).isFalse();
            assertThat(child.terminate()).isFalse();
            assertThat(child).asString().contains("(cat), exit status 0");
            assertThatIllegalStateException()
                    .isThrownBy(child::stdin)
                    .withMessageContaining("was closed already, with the child or by waiting");
        }
    }

    @Test
    void aTakenStdinIsNotClosedByWaiting() {
        try (var child = cat().spawn().await();
                var stdin = child.stdin()) {
            var wait = new Hand<>(child.waitFor());
            wait.assertPending();
            stdin.writeAll(bytes("still open")).await();
            stdin.shutdown().await();
            assertThat(wait.finish().success()).isTrue();
            assertThat(child.waitWithOutput().await().stdoutText()).isEqualTo("still open");
        }
    }

    @Test
    void aStreamIsTakenOnce() {
        try (var child = cat().spawn().await();
                var stdin = child.stdin()) {
            assertThatIllegalStateException()
                    .isThrownBy(child::stdin)
                    .withMessageContaining(
                            "stdin of child " + child.id() + " (cat) was taken already");
            assertThatIllegalStateException()
                    .isThrownBy(child::stderr)
                    .withMessageContaining("stderr of")
                    .withMessageContaining("is not a pipe; call stderr(Stdio.piped())");
            stdin.shutdown().await();
            child.waitWithOutput().await();
            assertThatIllegalStateException().isThrownBy(child::stdout);
        }
    }

    @Test
    void aChildThatIgnoresTermIsKilled() {
        var script = "trap '' TERM; echo ready; read line";
        try (var child = shell(script).stdin(Stdio.piped()).stdout(Stdio.piped()).spawn().await();
                var stdin = child.stdin();
                var stdout = child.stdout()) {
            var ready = new byte[6];
            stdout.readExact(ready).await();
            assertThat(child.terminate()).isTrue();
            // The signal was thrown away, and the shell still waits for its line.
            assertThat(child.tryWait()).isNull();
            assertThat(child.kill().await()).isEqualTo(new ExitStatus(128 + 9));
            assertThat(stdin).asString().startsWith("stdin of child");
        }
    }

    @Test
    void termEndsAChildAndItsOutputIsStillThere() {
        try (var child =
                        shell("echo before; exec sleep 1000")
                                .stdout(Stdio.piped())
                                .spawn()
                                .await();
                var stdout = child.stdout()) {
            var line = new byte[7];
            stdout.readExact(line).await();
            assertThat(child.terminate()).isTrue();
            assertThat(child.waitFor().await()).isEqualTo(new ExitStatus(128 + 15));
            assertThat(stdout.readToEnd().await()).isEmpty();
        }
    }

    @Test
    void closingLetsTheChildGoOn() {
        var child = sleeper().spawn().await();
        child.close();
        child.close();
        assertThat(child.isAlive()).isTrue();
        assertThat(child.kill().await()).isEqualTo(new ExitStatus(128 + 9));
    }

    @Test
    void closingKillsIfThatWasAskedFor() {
        var child = sleeper().killOnClose(true).spawn().await();
        var wait = new Hand<>(child.waitFor());
        wait.assertPending();
        child.close();
        assertThat(wait.finish()).isEqualTo(new ExitStatus(128 + 9));
    }

    @Test
    void closingWakesWhoReadsATakenPipeNot() {
        var child = cat().spawn().await();
        var stdin = child.stdin();
        var stdout = child.stdout();
        var read = new Hand<>(stdout.read(ByteBuffer.allocate(1)));
        read.assertPending();
        child.close();
        read.assertPending();
        stdout.close();
        read.awaitWake();
        assertThat(catchThrowableOfType(IoException.class, read::poll).kind())
                .isEqualTo(IoException.Kind.CLOSED);
        stdin.close();
        assertThat(child.waitFor().await().success()).isTrue();
    }

    @Test
    void aCancelledReadLosesNothing() {
        try (var child = cat().spawn().await();
                var stdin = child.stdin();
                var stdout = child.stdout()) {
            var read = new Hand<>(stdout.read(ByteBuffer.allocate(100)));
            read.assertPending();
            stdin.writeAll(bytes("kept")).await();
            read.awaitWake();
            read.cancel();
            var kept = new byte[4];
            stdout.readExact(kept).await();
            assertThat(kept).isEqualTo(bytes("kept"));
            stdin.shutdown().await();
            child.waitFor().await();
        }
    }

    @Test
    void aChildThatLeavesAGrandchildWithItsPipeIsWaitedFor() {
        var script = "sleep 1000 2>/dev/null & echo $!";
        try (var child = shell(script).stdout(Stdio.piped()).spawn().await();
                var stdout = child.stdout()) {
            var line = stdout.buffered().readLine().await();
            assertThat(child.waitFor().await().success()).isTrue();
            // The pipe is still held by the grandchild; nobody waited for it.
            ProcessHandle.of(Long.parseLong(line)).orElseThrow().destroyForcibly();
        }
    }

    // ---- cancellation of a start, at each step

    private Command pipedSleeper() {
        return sleeper().stdin(Stdio.piped()).stdout(Stdio.piped());
    }

    @Test
    void aStartThatIsNotPolledStartsNothing() {
        var spawn = new Hand<>(pipedSleeper().spawn());
        spawn.cancel();
        assertThat(sleepers()).isEmpty();
    }

    @Test
    void aCancelledStartLetsTheChildGoOrKillsIt() throws Exception {
        // The task is woken once the child runs and was handed over; then it is cancelled.
        for (boolean kill : new boolean[] {true, false}) {
            var spawn = new Hand<>(pipedSleeper().killOnClose(kill).spawn());
            spawn.assertPending();
            spawn.awaitWake();
            var children = sleepers();
            spawn.cancel();
            assertThat(runtime.io().registered()).isZero();
            assertThat(children).hasSize(1);
            var child = children.getFirst();
            if (!kill) {
                assertThat(child.isAlive()).isTrue();
                child.destroyForcibly();
            }
            child.onExit().get();
        }
    }

    /** Whoever comes second, the starting thread or the cancelling one, kills what was started. */
    @Test
    void aStartCancelledWhileItIsUnderWayLeavesNothing() throws Exception {
        for (int i = 0; i < 50; i++) {
            var spawn = new Hand<>(sleeper().stdin(Stdio.piped()).killOnClose(true).spawn());
            if (spawn.poll() instanceof Poll.Ready<Child>(var child)) {
                child.close();
            }
            spawn.cancel();
        }
        runtime.shutdown();
        for (var child : sleepers()) {
            child.onExit().get();
        }
        assertThat(runtime.io().registered()).isZero();
    }

    @Test
    void aCancelledRunGivesEverythingBack() throws Exception {
        for (boolean kill : new boolean[] {true, false}) {
            var run = new Hand<>(command("sleep", "1000").killOnClose(kill).output());
            run.assertPending();
            run.awaitWake();
            run.assertPending();
            var children = sleepers();
            assertThat(children).hasSize(1);
            run.cancel();
            assertThat(runtime.io().registered()).isZero();
            if (!kill) {
                assertThat(children.getFirst().isAlive()).isTrue();
                children.getFirst().destroyForcibly();
            }
            children.getFirst().onExit().get();
        }
    }

    @Test
    void aShutDownRuntimeRefusesAndItsPipesFail() {
        var child = cat().killOnClose(true).spawn().await();
        var stdout = child.stdout();
        runtime.shutdown();
        if (!threads) {
            assertThat(
                            catchThrowableOfType(
                                            IoException.class,
                                            () -> stdout.read(new byte[1]).await())
                                    .kind())
                    .isEqualTo(IoException.Kind.RUNTIME_SHUTDOWN);
        }
        assertThat(kindOf(cat().spawn())).isEqualTo(IoException.Kind.RUNTIME_SHUTDOWN);
        stdout.close();
        child.close();
    }
}
