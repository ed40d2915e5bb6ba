package dev.kyoto.examples.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the program was started with: a server to run, a wish for help, or a mistake. */
sealed interface CommandLine {
    String USAGE =
            """
            Usage: mini-redis [--port N] [--max-clients N]

            A Redis server that keeps everything in memory.

              --port N         the port to listen on, 0 for any free one (default 6379)
              --max-clients N  how many clients may be connected at a time (default 10000)
              --help           show this text
            """;

    /** Run a server with these settings. */
    record Run(Settings settings) implements CommandLine {}

    /** Show how the program is used. */
    record Help() implements CommandLine {}

    /** Say what is wrong and end. */
    record Mistake(String message) implements CommandLine {}

    static CommandLine parse(String... arguments) {
        var settings = Settings.defaults();
        var words = List.of(arguments).iterator();
        while (words.hasNext()) {
            var name = words.next();
            if (name.equals("--help")) {
                return new Help();
            }
            var option = Option.named(name);
            if (option == null) {
                return new Mistake("unknown argument '" + name + "'; see --help");
            }
            if (!words.hasNext()) {
                return new Mistake(name + " needs a number after it");
            }
            var word = words.next();
            var value = Integers.parse(word.getBytes(StandardCharsets.UTF_8));
            if (value.isEmpty() || !option.accepts(value.getAsLong())) {
                return new Mistake(option.range() + ", not '" + word + "'");
            }
            settings = option.apply(settings, (int) value.getAsLong());
        }
        return new Run(settings);
    }

    /** An argument that is followed by a number. */
    enum Option {
        PORT("--port", 0, 65_535),
        MAX_CLIENTS("--max-clients", 1, 1_000_000);

        private final String name;
        private final int least;
        private final int most;

        Option(String name, int least, int most) {
            this.name = name;
            this.least = least;
            this.most = most;
        }

        static @Nullable Option named(String name) {
            for (var option : values()) {
                if (option.name.equals(name)) {
                    return option;
                }
            }
            return null;
        }

        boolean accepts(long value) {
            return least <= value && value <= most;
        }

        String range() {
            return "%s must be a number from %d to %d".formatted(name, least, most);
        }

        Settings apply(Settings settings, int value) {
            return switch (this) {
                case PORT -> settings.withPort(value);
                case MAX_CLIENTS -> settings.withMaxClients(value);
            };
        }
    }
}
