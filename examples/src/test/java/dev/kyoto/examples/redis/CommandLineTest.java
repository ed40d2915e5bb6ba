package dev.kyoto.examples.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    @Test
    void withoutArgumentsTheDefaultsHold() {
        assertThat(CommandLine.parse()).isEqualTo(new CommandLine.Run(Settings.defaults()));
        assertThat(Settings.defaults().port()).isEqualTo(6379);
        assertThat(Settings.defaults().maxClients()).isEqualTo(10_000);
    }

    @Test
    void argumentsReplaceTheDefaults() {
        assertThat(CommandLine.parse("--max-clients", "7", "--port", "0"))
                .isEqualTo(new CommandLine.Run(Settings.defaults().withPort(0).withMaxClients(7)));
    }

    @Test
    void helpWinsOverWhatFollows() {
        assertThat(CommandLine.parse("--port", "1", "--help", "--nonsense"))
                .isEqualTo(new CommandLine.Help());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--nonsense|unknown argument '--nonsense'; see --help",
                "6379|unknown argument '6379'; see --help",
                "--port|--port needs a number after it",
                "--port x|--port must be a number from 0 to 65535, not 'x'",
                "--port 65536|--port must be a number from 0 to 65535, not '65536'",
                "--port -1|--port must be a number from 0 to 65535, not '-1'",
                "--max-clients 0|--max-clients must be a number from 1 to 1000000, not '0'",
            })
    void mistakesAreNamed(String arguments, String message) {
        assertThat(CommandLine.parse(arguments.split(" ")))
                .isEqualTo(new CommandLine.Mistake(message));
    }
}
