package dev.kyoto.suite;

import static dev.kyoto.Kyoto.join;
import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.IoException;
import dev.kyoto.future.OneOf2;
import dev.kyoto.io.Io;
import dev.kyoto.process.Child;
import dev.kyoto.process.Command;
import dev.kyoto.process.ExitStatus;
import dev.kyoto.process.Stdio;
import dev.kyoto.runtime.JoinException;
import dev.kyoto.runtime.JoinHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Children in direct style, on every flavour. */
final class ProcessTest extends FlavorSuite {

    ProcessTest(Flavor flavor) {
        super(flavor);
    }

    private static Command cat() {
        return Command.of("cat").stdin(Stdio.piped()).stdout(Stdio.piped());
    }

    /** Its standard streams lead nowhere, so that it keeps none of this JVM's open if it is left. */
    private static Command sleeper() {
        return Command.of("sleep", "1000")
                .stdin(Stdio.discard())
                .stdout(Stdio.discard())
                .stderr(Stdio.discard());
    }

    private static int converse(int rounds) {
        try (var child = cat().spawn().await();
                var stdin = child.stdin();
                var stdout = child.stdout()) {
            var lines = stdout.buffered().lines();
            int sum = 0;
            for (int i = 0; i < rounds; i++) {
                stdin.writeAll((i + "\n").getBytes(StandardCharsets.US_ASCII)).await();
                sum += Integer.parseInt(lines.next().await());
            }
            stdin.shutdown().await();
            assertThat(lines.next().await()).isNull();
            assertThat(child.waitFor().await()).isEqualTo(new ExitStatus(0));
            return sum;
        }
    }

    @Test
    void severalChildrenTalkAtOnce() {
        run(
                () -> {
                    var talks = new ArrayList<JoinHandle<Integer>>();
                    for (int i = 0; i < 5; i++) {
                        talks.add(spawn(() -> converse(20)));
                    }
                    for (var talk : talks) {
                        assertThat(talk.await()).isEqualTo(190);
                    }
                });
    }

    private static void feed(Child from, Child to) {
        try (var words = from.stdout();
                var stdin = to.stdin()) {
            Io.copy(words, stdin).await();
        } catch (IoException e) {
            assertThat(e.kind()).isEqualTo(IoException.Kind.BROKEN_PIPE);
        }
    }

    @Test
    void oneChildFeedsAnother() {
        run(
                () -> {
                    var yes =
                            Command.of("yes", "word").stdout(Stdio.piped()).stderr(Stdio.discard());
                    var head =
                            Command.of("head", "-n", "1000")
                                    .stdin(Stdio.piped())
                                    .stdout(Stdio.piped());
                    try (var from = yes.spawn().await();
                            var to = head.spawn().await()) {
                        var feeding = spawn(() -> feed(from, to));
                        // So that its stdin is taken before it is waited for.
                        while (to.isAlive() && !feeding.isFinished()) {
                            yieldNow().await();
                        }
                        feeding.await();
                        assertThat(to.waitWithOutput().await().stdout()).hasSize(5000);
                        assertThat(from.waitFor().await().success()).isFalse();
                    }
                });
    }

    @Test
    void outputsOfSeveralCommandsAreJoined() {
        run(
                () -> {
                    var both =
                            join(
                                            Command.of("echo", "one").output(),
                                            Command.of("/bin/sh", "-c", "echo two >&2; exit 3")
                                                    .output())
                                    .await();
                    assertThat(both.first().stdoutText()).isEqualTo("one\n");
                    assertThat(both.second().stderrText()).isEqualTo("two\n");
                    assertThat(both.second().status().code()).isEqualTo(3);
                });
    }

    @Test
    void aWaitThatLosesASelectIsMadeAgain() {
        run(
                () -> {
                    try (var child = sleeper().spawn().await()) {
                        var won = select(child.waitFor(), yieldNow()).await();
                        assertThat(won).isInstanceOf(OneOf2.Second.class);
                        assertThat(child.kill().await()).isEqualTo(new ExitStatus(128 + 9));
                        assertThat(child.waitFor().await()).isEqualTo(new ExitStatus(128 + 9));
                    }
                });
    }

    @Test
    void anAbortedTaskKillsItsChild() {
        var child =
                run(
                        () -> {
                            var started = sleeper().killOnClose(true).spawn().await();
                            var holder =
                                    spawn(
                                            () -> {
                                                try (started) {
                                                    started.waitFor().await();
                                                }
                                            });
                            yieldNow().await();
                            holder.abort();
                            assertThat(failureOf(holder)).isInstanceOf(JoinException.class);
                            // Not begun, it never had the child to close.
                            started.close();
                            return started;
                        });
        assertThat(run(child.waitFor())).isEqualTo(new ExitStatus(128 + 9));
    }

    @Test
    void aMissingProgramFailsInTheBlock() {
        run(
                () -> {
                    var failure = failureOf(Command.of("/no/such/program").status());
                    assertThat(failure).isInstanceOf(IoException.class);
                    assertThat(((IoException) failure).kind())
                            .isEqualTo(IoException.Kind.NOT_FOUND);
                });
    }
}
