package dev.kyoto.internal.block;

import java.util.ArrayList;
import java.util.List;

/**
 * Joins the stack traces of blocks that await each other: a failure that comes out of an awaited
 * future gets the lines of the awaiting block after its own.
 */
final class LogicalStack {

    private LogicalStack() {}

    /** Appends the lines of the current thread; called where the failure is about to be thrown. */
    static void append(Throwable failure) {
        var own = failure.getStackTrace();
        if (own.length == 0) {
            return; // it was made without a stack trace on purpose
        }
        var joined = new ArrayList<StackTraceElement>(own.length + 8);
        joined.addAll(untilScheduler(own));
        for (var frame : Thread.currentThread().getStackTrace()) {
            if (!isMachinery(frame)) {
                joined.add(frame);
            }
        }
        failure.setStackTrace(joined.toArray(StackTraceElement[]::new));
    }

    /**
     * What lies below the first frame of Kyoto's own is the worker's stack, which tells nothing.
     */
    private static List<StackTraceElement> untilScheduler(StackTraceElement[] frames) {
        for (int i = 0; i < frames.length; i++) {
            if (isRunner(frames[i]) && !isAwait(frames[i])) {
                return List.of(frames).subList(0, i);
            }
        }
        return List.of(frames);
    }

    /** Where a block's thread polls by itself what it awaits: the block's own lines are below. */
    private static boolean isAwait(StackTraceElement frame) {
        return frame.getMethodName().equals("await");
    }

    private static boolean isRunner(StackTraceElement frame) {
        var name = frame.getClassName();
        return name.startsWith("dev.kyoto.internal.block.")
                || name.startsWith("dev.kyoto.internal.scheduler.");
    }

    private static boolean isMachinery(StackTraceElement frame) {
        var name = frame.getClassName();
        return isRunner(frame)
                || name.startsWith("dev.kyoto.future.Awaiter")
                || name.equals("dev.kyoto.future.Future")
                || name.startsWith("java.lang.Thread")
                || name.startsWith("java.lang.VirtualThread");
    }
}
