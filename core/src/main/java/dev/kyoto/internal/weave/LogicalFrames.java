package dev.kyoto.internal.weave;

import dev.kyoto.future.Cancelled;
import java.util.Arrays;

/**
 * Puts the lines of woven methods into stack traces, where plain calls would have left them.
 *
 * <p>A trace that was taken in what the method has called ends with the frames that are below the
 * method now; the method's own frame belongs right above them. A trace that was taken elsewhere, as
 * that of a failure that another thread has handed over, shares only the end with this stack, or
 * nothing. It says nothing about who awaits; from its first frame of a scheduler on it gives way.
 */
final class LogicalFrames {

    private LogicalFrames() {}

    /** Adds the frame of the method that runs on top of this thread's visible stack. */
    static void add(Throwable thrown, StackTraceElement frame) {
        if (thrown instanceof Cancelled) {
            return; // it never has a trace
        }
        var own = thrown.getStackTrace();
        if (own.length == 0) {
            return; // it was made without a stack trace on purpose
        }
        var below = stackBelow();
        int shared = sharedTail(own, below);
        // All frames below the method are in the trace, or the trace is not of this call.
        int end = shared == below.length ? own.length - shared : firstOfScheduler(own);
        var joined = Arrays.copyOf(own, end + 1 + below.length);
        joined[end] = frame;
        System.arraycopy(below, 0, joined, end + 1, below.length);
        thrown.setStackTrace(joined);
    }

    /** The visible frames that called the method: the stack without what is on top of it. */
    private static StackTraceElement[] stackBelow() {
        var all = new Throwable().getStackTrace();
        int first = 0;
        while (first < all.length && isTracing(all[first])) {
            first++;
        }
        return Arrays.copyOfRange(all, first, all.length);
    }

    private static boolean isTracing(StackTraceElement frame) {
        var name = frame.getClassName();
        return name.equals(LogicalFrames.class.getName())
                || (name.equals(Machine.class.getName()) && frame.getMethodName().equals("trace"));
    }

    private static int sharedTail(StackTraceElement[] a, StackTraceElement[] b) {
        int shared = 0;
        while (shared < a.length
                && shared < b.length
                && isSameCall(a[a.length - 1 - shared], b[b.length - 1 - shared])) {
            shared++;
        }
        return shared;
    }

    /** The line of a caller may differ: it has gone on since the trace was taken. */
    private static boolean isSameCall(StackTraceElement a, StackTraceElement b) {
        return a.getMethodName().equals(b.getMethodName())
                && a.getClassName().equals(b.getClassName());
    }

    private static int firstOfScheduler(StackTraceElement[] frames) {
        for (int i = 0; i < frames.length; i++) {
            if (frames[i].getClassName().startsWith("dev.kyoto.internal.")) {
                return i;
            }
        }
        return frames.length;
    }
}
