package dev.kyoto.examples.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static Options parse(String... arguments) {
        return Options.parse(Set.of("--port", "--limit"), 1, arguments);
    }

    @Test
    void valuesAreReadInAnyOrder() {
        var options = parse("--limit", "250", "word", "--port", "0");
        assertThat(options.port(7)).isZero();
        assertThat(options.millis("--limit", Duration.ZERO)).hasMillis(250);
        assertThat(options.word(0, "a word")).isEqualTo("word");
        assertThat(options.required("--limit")).isEqualTo("250");
    }

    @Test
    void whatIsNotGivenHasADefault() {
        assertThat(parse().port(7)).isEqualTo(7);
        assertThat(parse().value("--port")).isNull();
    }

    @Test
    void mistakesAreNamed() {
        mistake(() -> parse("--prot", "1"), "there is no option '--prot'");
        mistake(() -> parse("--port"), "--port needs a value after it");
        mistake(() -> parse("--port", "1", "--port", "2"), "--port is given twice");
        mistake(() -> parse("a", "b"), "what to do with 'b' is not known");
        mistake(() -> parse().word(0, "a URL"), "a URL is needed");
        mistake(() -> parse().required("--limit"), "--limit is needed");
        for (var wrong : new String[] {"65536", "-1", "x", "", "99999999999"}) {
            mistake(
                    () -> parse("--port", wrong).port(1),
                    "--port must be a number from 0 to 65535, not '%s'".formatted(wrong));
        }
    }

    private static void mistake(Runnable action, String message) {
        assertThatThrownBy(action::run).isInstanceOf(UsageException.class).hasMessage(message);
    }
}
