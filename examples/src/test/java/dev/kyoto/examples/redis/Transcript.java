package dev.kyoto.examples.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A conversation that was recorded with a real Redis 7.0.15: commands after {@code redis>}, each
 * followed by what redis-cli showed.
 */
final class Transcript {
    static final List<String> ALL =
            List.of(
                    "connection",
                    "server",
                    "keys",
                    "expiry",
                    "strings",
                    "counters",
                    "lists",
                    "sets",
                    "hashes",
                    "sortedsets",
                    "pubsub");

    private static final String PROMPT = "redis> ";

    private final String text;

    private Transcript(String text) {
        this.text = text;
    }

    static Transcript load(String name) {
        try (var in = Transcript.class.getResourceAsStream(name + ".txt")) {
            if (in == null) {
                throw new IllegalArgumentException("there is no transcript " + name);
            }
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Transcript(text.substring(text.indexOf(PROMPT)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text() {
        return text;
    }

    /** The same commands, with the answers that someone else gives. */
    String replay(UnaryOperator<String> answer) {
        var lines = new ArrayList<String>();
        for (var line : text.split("\n", -1)) {
            if (line.startsWith(PROMPT)) {
                lines.add(line);
                lines.add(answer.apply(line.substring(PROMPT.length())));
            }
        }
        return String.join("\n", lines) + "\n";
    }
}
