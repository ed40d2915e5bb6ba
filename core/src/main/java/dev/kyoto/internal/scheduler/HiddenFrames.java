package dev.kyoto.internal.scheduler;

import java.lang.management.ManagementFactory;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Finds the lines of woven blocks, whose classes are hidden and left out of the stack traces of the
 * JDK.
 *
 * <p>A walk through the own stack can show them. So does the thread dump of the JVM, for another
 * thread; it can be had where the modules {@code java.management} and {@code jdk.management} are
 * present. A virtual thread is in no dump, and its block is not hidden.
 */
public final class HiddenFrames {

    /** Between class and method in the names that woven code is given. */
    public static final String SEPARATOR = "$$Kyoto$$";

    /** A line of a dump: class, method, file and line. */
    private static final Pattern FRAME =
            Pattern.compile("\\tat ([^\\s(]+)\\.([^.\\s(]+)\\((?:[^/)]*/)?([^:)]+):(\\d+)\\)");

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
                                frames.filter(it -> isSource(it.getClassName()))
                                        .filter(it -> !isOurs.test(it.getClassName()))
                                        .findFirst()
                                        .map(HiddenFrames::inSource))
                .orElse(null);
    }

    /** Whether a class was written by somebody: no proxy of a lambda, and no part of a call. */
    private static boolean isSource(String className) {
        boolean hidden = className.indexOf('/') >= 0;
        return !className.startsWith("java.lang.invoke.")
                && !className.startsWith("java.lang.reflect.")
                && !className.startsWith("jdk.internal.reflect.")
                && (!hidden || className.contains(SEPARATOR));
    }

    private static StackTraceElement inSource(StackWalker.StackFrame frame) {
        if (!frame.getClassName().contains(SEPARATOR)) {
            return frame.toStackTraceElement();
        }
        return inSource(
                frame.getClassName(),
                frame.getMethodName(),
                frame.getFileName(),
                frame.getLineNumber());
    }

    /** As the frame would be if the class of a block was not hidden. */
    private static StackTraceElement inSource(
            String className, String method, @Nullable String file, int line) {
        int end = className.indexOf(SEPARATOR);
        if (end < 0) {
            return new StackTraceElement(className, method, file, line);
        }
        var source = className.substring(end + SEPARATOR.length()).replaceFirst("/.*", "");
        return new StackTraceElement(className.substring(0, end), source, file, line);
    }

    /**
     * The innermost line of another thread that is not to be passed over.
     *
     * @param thread the thread, which goes on meanwhile
     * @param isOurs whether a class is to be passed over
     * @return the line, or null if none can be found
     */
    static @Nullable StackTraceElement innermost(Thread thread, Predicate<String> isOurs) {
        var dump = thread.isVirtual() ? null : dump();
        if (dump == null) {
            for (var frame : thread.getStackTrace()) {
                if (!isOurs.test(frame.getClassName())) {
                    return frame;
                }
            }
            return null;
        }
        int start = dump.indexOf("\"" + thread.getName() + "\" #" + thread.threadId() + " ");
        int end = start < 0 ? -1 : dump.indexOf("\n\n", start);
        if (end < 0) {
            return null;
        }
        var frames = FRAME.matcher(dump).region(start, end);
        while (frames.find()) {
            if (!isOurs.test(frames.group(1))) {
                return inSource(
                        frames.group(1),
                        frames.group(2),
                        frames.group(3),
                        Integer.parseInt(frames.group(4)));
            }
        }
        return null;
    }

    /** A dump of all threads, or null where the JDK was put together without what makes it. */
    private static @Nullable String dump() {
        try {
            return ThreadDump.text();
        } catch (IllegalStateException | LinkageError e) {
            return null;
        }
    }

    /** Apart, so that a JDK without management can load the rest. */
    private static final class ThreadDump {
        static String text() {
            try {
                return (String)
                        ManagementFactory.getPlatformMBeanServer()
                                .invoke(
                                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                        "threadPrint",
                                        new Object[] {new String[0]},
                                        new String[] {String[].class.getName()});
            } catch (JMException e) {
                throw new IllegalStateException("this JDK makes no thread dumps", e);
            }
        }
    }
}
