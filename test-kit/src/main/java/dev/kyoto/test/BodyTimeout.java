package dev.kyoto.test;

import dev.kyoto.runtime.TaskDump;
import java.time.Duration;
import java.util.List;

/** The body of a test has taken too long. Its stack trace is that of the thread that drove it. */
final class BodyTimeout extends AssertionError {
    private static final long serialVersionUID = 1L;

    BodyTimeout(Duration limit, List<TaskDump> tasks, StackTraceElement[] stack) {
        super(
                "the test has not ended within %s; its tasks were then:%s"
                        .formatted(limit, Report.indented(tasks)));
        setStackTrace(stack);
    }
}
