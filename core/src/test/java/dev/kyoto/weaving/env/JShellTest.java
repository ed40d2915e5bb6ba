package dev.kyoto.weaving.env;

import static dev.kyoto.weaving.env.Compiler.KYOTO;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Blocks are woven in {@code jshell}, which makes a class of each thing that is typed. */
@Timeout(90)
class JShellTest {
    @Test
    void inAClassThatWasTyped() throws Exception {
        var lines =
                typed(
                        """
                        try (var runtime = AsyncRuntime.create()) {
                            Program.lines(runtime).forEach(System.out::println);
                        }
                        """);
        Program.assertWoven(lines, "$Program");
    }

    @Test
    void inALambdaThatUsesWhatWasTypedBefore() throws Exception {
        var lines =
                typed(
                        """
                        int base = 40;
                        int plus(int n) {
                            yieldNow().await();
                            return base + n;
                        }
                        AsyncCallable<Integer> body = () -> {
                            yieldNow().await();
                            return plus(2);
                        };
                        try (var runtime = AsyncRuntime.create()) {
                            System.out.println(runtime.blockOn(body));
                        }
                        System.out.println(Kyoto.explain(body).runs());
                        """);
        assertThat(lines).containsExactly("42", "WOVEN");
    }

    /** What is printed when the program and then the text are typed. */
    private static List<String> typed(String text) {
        var out = new ByteArrayOutputStream();
        try (var shell =
                JShell.builder()
                        .out(new PrintStream(out, true, UTF_8))
                        .err(new PrintStream(out, true, UTF_8))
                        .remoteVMOptions("-Dkyoto.blocks=woven")
                        .build()) {
            shell.addToClasspath(KYOTO.toString());
            var rest = Program.inNoPackage() + text;
            while (!rest.isBlank()) {
                var typed = shell.sourceCodeAnalysis().analyzeCompletion(rest);
                for (var event : shell.eval(typed.source())) {
                    assertAccepted(shell, event, out.toString(UTF_8));
                }
                rest = typed.remaining();
            }
        }
        return out.toString(UTF_8).lines().toList();
    }

    private static void assertAccepted(JShell shell, SnippetEvent event, String printed) {
        var complaints =
                shell.diagnostics(event.snippet()).map(it -> it.getMessage(Locale.ROOT)).toList();
        assertThat(event.status())
                .as("%s of%n%s%n%s", complaints, event.snippet().source(), printed)
                .isEqualTo(Snippet.Status.VALID);
        assertThat(event.exception()).as("of%n%s%n%s", event.snippet().source(), printed).isNull();
    }
}
