package dev.kyoto.weaving;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What came of one run: the value or the exception, and the side effects in their order.
 *
 * @param end the returned value with its type, or the exception with all that hangs on it
 * @param log what the body and its futures logged
 */
record Outcome(String end, List<String> log) {

    static Outcome of(World world, Callable<?> run) {
        String end;
        try {
            end = "returned " + show(run.call());
        } catch (Throwable thrown) { // whatever it is, it is what came of the run
            end = "threw " + show(thrown);
        }
        return new Outcome(end, world.log());
    }

    /** Where another outcome differs from this one, in few words; empty if nowhere. */
    String differenceTo(Outcome other) {
        for (int i = 0; i < Math.max(log.size(), other.log.size()); i++) {
            var here = i < log.size() ? log.get(i) : "nothing more";
            var there = i < other.log.size() ? other.log.get(i) : "nothing more";
            if (!here.equals(there)) {
                return "the log has <%s> at %d instead of <%s>, and at the end: %s"
                        .formatted(there, i, here, other.end);
            }
        }
        return end.equals(other.end) ? "" : "<%s> instead of <%s>".formatted(other.end, end);
    }

    static String show(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Throwable thrown -> showThrown(thrown);
            case String text -> text;
            default -> {
                // In an array, an array is shown by what is in it.
                var inBrackets = Arrays.deepToString(new Object[] {value});
                // Identity hash codes and the names of lambda classes differ from run to run.
                yield (value.getClass().getSimpleName() + inBrackets)
                        .replaceAll("@[0-9a-f]{2,}", "@")
                        .replaceAll("Lambda/0x[0-9a-f]+", "Lambda");
            }
        };
    }

    private static String showThrown(Throwable thrown) {
        var shown = new StringBuilder(thrown.getClass().getName());
        // The JVM words the message of this one from the byte code, which weaving changes.
        if (!(thrown instanceof NullPointerException)) {
            shown.append(": ").append(thrown.getMessage());
        }
        if (thrown.getCause() != null) {
            shown.append(" by (").append(showThrown(thrown.getCause())).append(')');
        }
        for (var suppressed : thrown.getSuppressed()) {
            shown.append(" and (").append(showThrown(suppressed)).append(')');
        }
        return shown.toString();
    }
}
