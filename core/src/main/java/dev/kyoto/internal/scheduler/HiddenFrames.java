package dev.kyoto.internal.scheduler;

import java.lang.management.ManagementFactory;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Finds the lines of woven blocks, whose classes are hidden and left out of the stack traces of the
 * JDK.
 *
 * <p>A walk through the own stack can show them. So does the thread dump of the JVM, for another
 * thread; it can be had where the module {@code java.management} is present.
 */
public final class HiddenFrames {

    /** Between class and method in the name of a block's class; see {@code MachineWriter}. */
    private static final String SEPARATOR = "$$Kyoto$$";

    private static final Pattern BLOCK =
            Pattern.compile(
                    "\\tat ([^\\s(]*)"
                            + Pattern.quote(SEPARATOR)
                            + "([^/\\s(]*)/[^(]*\\.poll\\(([^:)]*):(\\d+)\\)");

    private static final StackWalker STACK =
            StackWalker.getInstance(StackWalker.Option.SHOW_HIDDEN_FRAMES);

    private HiddenFrames() {}

    /**
     * The innermost line of this thread's stack that is not Kyoto's own, be it that of a woven block.
     *
     * @param isOurs whether a class is to be passed over
     * @return the line, or null if there is none
     */
    public static @Nullable StackTraceElement caller(Predicate<String> isOurs) {
        return STACK.walk(
                        frames ->
                                frames.filter(it -> it.getLineNumber() >= 0)
                                        .filter(it -> !isOurs.test(it.getClassName()))
                                        .findFirst()
                                        .map(HiddenFrames::inSource))
                .orElse(null);
    }

    /** As the frame would be if the class was not hidden. */
    private static StackTraceElement inSource(StackWalker.StackFrame frame) {
        var name = frame.getClassName();
        int end = name.indexOf(SEPARATOR);
        if (end < 0) {
            return frame.toStackTraceElement();
        }
        var method = name.substring(end + SEPARATOR.length()).replaceFirst("/.*", "");
        return new StackTraceElement(
                name.substring(0, end), method, frame.getFileName(), frame.getLineNumber());
    }

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
