package dev.kyoto.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kyoto.future.IoException;
import dev.kyoto.net.TestRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a command can be told, and what is refused. */
@Timeout(60)
final class CommandTest {
    private TestRuntime runtime;

    @TempDir private Path folder;

    @BeforeEach
    void start() {
        runtime = new TestRuntime();
    }

    @AfterEach
    void stop() {
        runtime.close();
    }

    private static Command shell(String script) {
        return Command.of("/bin/sh", "-c", script);
    }

    private static String stdoutOf(Command command) {
        return command.output().await().stdoutText();
    }

    private static IoException failureOf(Command command) {
        return catchThrowableOfType(IoException.class, () -> command.spawn().await().close());
    }

    @Test
    void argumentsReachTheProgramAsTheyAre() {
        var command =
                Command.of("printf", "%s|")
                        .arg("a b")
                        .args("$HOME", "*")
                        .args(List.of("", "\"ü\""));
        assertThat(stdoutOf(command)).isEqualTo("a b|$HOME|*||\"ü\"|");
        assertThat(command).hasToString("Command[printf, %s|, a b, $HOME, *, , \"ü\"]");
    }

    @Test
    void theEnvironmentIsInheritedAndChanged() {
        var print = "printf '%s,%s,%s' \"${PATH:+path}\" \"${ONE-none}\" \"${TWO-none}\"";
        var command = shell(print).env("ONE", "1").envs(Map.of("TWO", "=2"));
        assertThat(stdoutOf(command)).isEqualTo("path,1,=2");
        assertThat(stdoutOf(command.envRemove("ONE"))).isEqualTo("path,none,=2");
        assertThat(stdoutOf(Command.of("/usr/bin/env").env("GONE", "1").envClear().env("A", "b")))
                .isEqualTo("A=b\n");
    }

    @Test
    void eachStartTakesTheSettingsOfItsCall() {
        var command = Command.of("echo").arg("one");
        var first = command.output();
        command.arg("two");
        assertThat(first.await().stdoutText()).isEqualTo("one\n");
        assertThat(stdoutOf(command)).isEqualTo("one two\n");
    }

    @Test
    void theFolderIsWhereTheChildBegins() throws IOException {
        assertThat(stdoutOf(Command.of("pwd").currentDir(folder)).strip())
                .isEqualTo(folder.toRealPath().toString());
    }

    @Test
    void streamsLeadToFiles() throws IOException {
        var in = Files.writeString(folder.resolve("in"), "text\n");
        var out = folder.resolve("out");
        var both = shell("cat; echo err >&2").stdin(Stdio.file(in)).stdout(Stdio.file(out));
        assertThat(both.stderr(Stdio.mergeIntoStdout()).status().await().success()).isTrue();
        assertThat(out).hasContent("text\nerr\n");
        assertThat(both.stdout(Stdio.appendTo(out)).status().await().success()).isTrue();
        assertThat(out).hasContent("text\nerr\ntext\nerr\n");
        assertThat(both.stdout(Stdio.file(out)).stderr(Stdio.discard()).status().await().code())
                .isZero();
        assertThat(out).hasContent("text\n");
    }

    @Test
    void whatIsSetIsNotPipedByOutput() {
        var output = shell("echo out; echo err >&2").stdout(Stdio.discard()).output().await();
        assertThat(output.stdout()).isEmpty();
        assertThat(output.stderrText()).isEqualTo("err\n");
        var merged = shell("echo out; echo err >&2").stderr(Stdio.mergeIntoStdout()).output();
        assertThat(merged.await().stdoutText()).isEqualTo("out\nerr\n");
        assertThat(stdoutOf(Command.of("cat").stdin(Stdio.discard()))).isEmpty();
    }

    @Test
    void theStatusTellsCodesAndSignals() {
        assertThat(Command.of("true").status().await().success()).isTrue();
        assertThat(shell("exit 3").status().await())
                .isEqualTo(new ExitStatus(3))
                .hasToString("exit status 3");
        assertThat(shell("kill -TERM $$").status().await())
                .isEqualTo(new ExitStatus(128 + 15))
                .hasToString("exit status 143, perhaps signal 15");
    }

    @Test
    void aMissingProgramIsNotFound() {
        assertThat(failureOf(Command.of("/no/such/program")))
                .hasMessageContaining("cannot run '/no/such/program': there is no such program")
                .extracting(IoException::kind)
                .isEqualTo(IoException.Kind.NOT_FOUND);
        assertThat(failureOf(Command.of("no-such-program-anywhere").stdout(Stdio.piped())).kind())
                .isEqualTo(IoException.Kind.NOT_FOUND);
    }

    @Test
    void aFileThatIsNoProgramIsNotPermitted() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "text");
        assertThat(failureOf(Command.of(file.toString())).kind())
                .isEqualTo(IoException.Kind.PERMISSION_DENIED);
        assertThat(failureOf(Command.of(folder.toString())).kind())
                .isEqualTo(IoException.Kind.PERMISSION_DENIED);
    }

    @Test
    void aMissingFolderIsNamed() throws IOException {
        var missing = folder.resolve("missing");
        assertThat(failureOf(Command.of("true").currentDir(missing)))
                .hasMessageContaining("its folder '" + missing + "' does not exist")
                .extracting(IoException::kind)
                .isEqualTo(IoException.Kind.NOT_FOUND);
        var file = Files.writeString(folder.resolve("file"), "text");
        assertThat(failureOf(Command.of("true").currentDir(file)))
                .hasMessageContaining("its folder '" + file + "' is none");
    }

    @Test
    void aMissingFileToReadIsNamed() {
        var missing = folder.resolve("missing");
        assertThat(failureOf(Command.of("cat").stdin(Stdio.file(missing))))
                .hasMessageContaining(missing.toString())
                .extracting(IoException::kind)
                .isEqualTo(IoException.Kind.NOT_FOUND);
    }

    @Test
    void tooManyArgumentsFail() {
        assertThat(failureOf(Command.of("true").arg("x".repeat(3_000_000))))
                .hasMessageContaining("Argument list too long");
    }

    @Test
    void whatTheSystemWouldMisreadIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Command.of("a\0b"))
                .withMessageContaining("program has a NUL character at index 1");
        assertThatIllegalArgumentException().isThrownBy(() -> Command.of(""));
        var command = Command.of("true");
        assertThatIllegalArgumentException().isThrownBy(() -> command.arg("\0"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> command.env("A=B", "c"))
                .withMessageContaining("'A=B' is no name of an environment variable");
        assertThatIllegalArgumentException().isThrownBy(() -> command.env("", "c"));
        assertThatIllegalArgumentException().isThrownBy(() -> command.env("A", "\0"));
        assertThatIllegalArgumentException().isThrownBy(() -> command.envRemove("A\0"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> command.stdin(Stdio.appendTo(folder)))
                .withMessageContaining("stdin cannot be appendTo(");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> command.stdin(Stdio.mergeIntoStdout()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> command.stdout(Stdio.mergeIntoStdout()));
        assertThat(command).hasToString("Command[true]");
    }

    @Test
    void theJdksBuilderHasTheSameSettings() throws IOException, InterruptedException {
        var builder =
                shell("echo $A")
                        .env("A", "b")
                        .stdout(Stdio.piped())
                        .killOnClose(true)
                        .toProcessBuilder();
        var process = builder.start();
        assertThat(process.getInputStream().readAllBytes()).asString().isEqualTo("b\n");
        assertThat(process.waitFor()).isZero();
        assertThat(Command.of("true").killOnClose()).isFalse();
        assertThat(Command.of("true").killOnClose(true).killOnClose()).isTrue();
    }
}
