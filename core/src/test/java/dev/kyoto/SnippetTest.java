package dev.kyoto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.Snippets.Snippet;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples in the Javadoc of the exported packages compile. */
class SnippetTest {

    private static final Path BROKEN = Path.of("Broken.java");

    @Test
    void everySnippetCompiles() {
        var snippets = all();
        assertThat(snippets).as("snippets found").hasSizeGreaterThan(50);
        assertThat(SnippetCompiler.problems(snippets))
                .as(
                        "examples of the Javadoc that do not compile; correct the example, or add"
                                + " the name that any reader understands to SnippetAmbience")
                .isEmpty();
    }

    @Test
    void aWrongSnippetIsReportedWithItsLine() {
        var source =
                """
                /**
                 * Sends.
                 *
                 * {@snippet :
                 * if (isDone()) {
                 *     sender.send("hello").wait_();
                 * }
                 * }
                 */
                """;
        assertThat(problems(source))
                .singleElement()
                .asString()
                .startsWith("Broken.java:6: cannot find symbol")
                .contains("wait_()");
    }

    @Test
    void aSyntaxErrorIsReportedAndDoesNotHideOtherMistakes() {
        var source =
                """
                /**
                 * {@snippet :
                 * int one = ;
                 * }
                 *
                 * {@snippet :
                 * int two = "two";
                 * }
                 */
                """;
        assertThat(problems(source))
                .anyMatch(it -> it.startsWith("Broken.java:3: "))
                .anyMatch(it -> it.startsWith("Broken.java:7: incompatible types"));
    }

    @Test
    void aSnippetMayLeaveItsMethodOrDeclareMembers() {
        var source =
                """
                /**
                 * {@snippet :
                 * while (true) {
                 *     switch (receiver.tryRecv()) {
                 *         case TryRecv.Received<String>(var message) -> handle(message);
                 *         case TryRecv.Empty<String>() -> { return; }
                 *         case TryRecv.Closed<String>() -> throw new java.io.IOException("closed");
                 *     }
                 * }
                 * }
                 *
                 * {@snippet :
                 * Future<String> answer() {
                 *     return compute();
                 * }
                 * }
                 */
                """;
        assertThat(problems(source)).isEmpty();
    }

    @Test
    void aSnippetSeesNoMoreThanAUserDoes() {
        var source =
                """
                /**
                 * {@snippet :
                 * var core = sender.core;
                 * }
                 */
                """;
        assertThat(problems(source)).singleElement().asString().contains("core");
    }

    private static List<String> problems(String source) {
        return SnippetCompiler.problems(Snippets.in(BROKEN, source));
    }

    private static List<Snippet> all() {
        return Snippets.exportedSources().stream().flatMap(it -> Snippets.in(it).stream()).toList();
    }
}
