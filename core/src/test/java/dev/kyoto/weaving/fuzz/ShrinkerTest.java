package dev.kyoto.weaving.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A failing program gets smaller and goes on failing. */
class ShrinkerTest {

    private static String shrunk(String text, String culprit) {
        return new Shrinker(it -> it.contains(culprit), 10_000).shrunk(text);
    }

    @Test
    void linesThatDoNotMatterGo() {
        assertThat(shrunk("a;\nb {\nc;\n}\nculprit;\nd;\n", "culprit")).isEqualTo("culprit;\n");
    }

    @Test
    void whatIsAroundTheCulpritGoes() {
        assertThat(shrunk("try {\nif (x) {\nculprit;\n}\n} finally {\ny;\n}\n", "culprit"))
                .isEqualTo("culprit;\n");
    }

    @Test
    void partsOfAStatementThatDoNotMatterGo() {
        assertThat(shrunk("try {\na;\n} catch (X x) {\nb;\n} finally {\nc;\n}\n", "} finally {"))
                .isEqualTo("try {\n} finally {\n}\n");
    }

    @Test
    void expressionsBecomePlain() {
        assertThat(shrunk("culprit(((int) f(3 + ((long) g))), ((String) \"text\"));\n", "culprit"))
                .isEqualTo("culprit(0, \"\");\n");
    }

    @Test
    void aLoopKeepsItsFuel() {
        assertThat(shrunk("while (true) {\nif (!fuel()) break;\nculprit;\n}\n", "while"))
                .isEqualTo("while (true) {\n    if (!fuel()) break;\n}\n");
    }

    @Test
    void aSmallNumberOfAttemptsIsKept() {
        var count = new int[1];
        var shrinker =
                new Shrinker(
                        _ -> {
                            count[0]++;
                            return false;
                        },
                        5);

        assertThat(shrinker.shrunk("a;\nb;\nc;\nd;\ne;\nf;\ng;\nh;\n")).startsWith("a;\nb;");
        assertThat(count[0]).isEqualTo(5);
    }
}
