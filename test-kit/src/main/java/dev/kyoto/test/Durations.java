package dev.kyoto.test;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** The notation of time limits in annotations and configuration parameters. */
final class Durations {
    private static final Pattern MILLIS = Pattern.compile("(\\d+)\\s*ms");

    private Durations() {}

    /** Reads "500ms", "10s", "1m30s" or "PT10S"; it has to be longer than nothing. */
    static Duration parse(String text, String what) {
        try {
            var millis = MILLIS.matcher(text);
            var duration =
                    millis.matches()
                            ? Duration.ofMillis(Long.parseLong(millis.group(1)))
                            : Duration.parse(iso(text));
            if (duration.isPositive()) {
                return duration;
            }
        } catch (DateTimeException | NumberFormatException e) {
            throw new IllegalArgumentException(message(text, what), e);
        }
        throw new IllegalArgumentException(message(text, what));
    }

    private static String iso(String text) {
        var upper = text.strip().toUpperCase(Locale.ROOT);
        return upper.startsWith("P") ? upper : "PT" + upper;
    }

    private static String message(String text, String what) {
        return what + " is '" + text + "'; it has to be a time as '500ms', '10s' or '1m30s'";
    }
}
