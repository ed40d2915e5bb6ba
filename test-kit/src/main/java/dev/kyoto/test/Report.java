package dev.kyoto.test;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What is told along with a failure; it rides on it as a suppressed exception, which every test runner
 * shows.
 */
final class Report extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Report(String message) {
        super(message, null, false, false);
    }

    /** Adds what is known to a failure, and prints how to repeat it. */
    static void attach(Throwable failure, String repeat, List<String> tasks) {
        var text = tasks.isEmpty() ? repeat : repeat + "; tasks that were alive:" + indented(tasks);
        failure.addSuppressed(new Report(text));
        System.err.println(repeat);
    }

    /** A line for each. */
    static String indented(List<?> lines) {
        return lines.isEmpty()
                ? " none"
                : lines.stream().map(it -> "\n  " + it).collect(Collectors.joining());
    }

    /** The message alone: a class name would say nothing. */
    @SuppressWarnings("OverrideThrowableToString") // getMessage() comes with the name of the class
    @Override
    public String toString() {
        return String.valueOf(getMessage());
    }
}
