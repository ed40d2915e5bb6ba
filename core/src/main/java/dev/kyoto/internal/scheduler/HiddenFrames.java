package dev.kyoto.internal.scheduler;

import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Finds the line of a woven block that another thread runs. The stack traces of the JDK leave out
 * hidden classes; the thread dump of the JVM shows them, and can be had where the module {@code
 * java.management} is present.
 */
final class HiddenFrames {

    /** Between class and method in the name of a block's class; see {@code MachineWriter}. */
    private static final String SEPARATOR = "$$Kyoto$$";

    private static final Pattern BLOCK =
            Pattern.compile(
                    "\\tat ([^\\s(]*)"
                            + Pattern.quote(SEPARATOR)
                            + "([^/\\s(]*)/[^(]*\\.poll\\(([^:)]*):(\\d+)\\)");

    private HiddenFrames() {}

    /** The line of the innermost woven method on a thread's stack, or null if none can be found. */
    static @Nullable StackTraceElement innermostBlock(Thread thread) {
        try {
            return find(thread, ThreadDump.text());
        } catch (JMException | LinkageError e) {
            return null; // a JDK without management: the line stays unknown
        }
    }

    private static @Nullable StackTraceElement find(Thread thread, String dump) {
        int start = dump.indexOf("\"" + thread.getName() + "\" #" + thread.threadId() + " ");
        int end = start < 0 ? -1 : dump.indexOf("\n\n", start);
        if (end < 0) {
            return null;
        }
        Matcher block = BLOCK.matcher(dump).region(start, end);
        return block.find()
                ? new StackTraceElement(
                        block.group(1),
                        block.group(2),
                        block.group(3),
                        Integer.parseInt(block.group(4)))
                : null;
    }

    /** Apart, so that a JDK without management can load the rest. */
    private static final class ThreadDump {
        static String text() throws JMException {
            return (String)
                    ManagementFactory.getPlatformMBeanServer()
                            .invoke(
                                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                    "threadPrint",
                                    new Object[] {new String[0]},
                                    new String[] {String[].class.getName()});
        }
    }
}
