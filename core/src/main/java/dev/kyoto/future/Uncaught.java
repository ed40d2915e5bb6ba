package dev.kyoto.future;

import org.jspecify.annotations.Nullable;

/** Failures that come when something else is being returned already. */
final class Uncaught {

    private Uncaught() {}

    /**
     * Reports a failure that no caller can be given, to the uncaught exception handler of the
     * current thread; a runtime's threads have the runtime's. Never throws.
     */
    static void report(Throwable failure) {
        if (failure instanceof Cancelled) {
            return; // It is how a block ends that was cancelled, and no fault.
        }
        var thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        } catch (Throwable ignored) {
            // As in the JDK, what the handler itself throws has nowhere to go.
        }
    }

    /** The earlier failure, with the later one suppressed. */
    static Throwable merge(@Nullable Throwable earlier, Throwable later) {
        if (earlier == null) {
            return later;
        }
        if (earlier != later) {
            earlier.addSuppressed(later);
        }
        return earlier;
    }
}
