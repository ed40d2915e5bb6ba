package dev.kyoto.test;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The thread that drives a test's body, so that the test can go on when the body does not end. */
final class BodyThread {
    private static final Duration INTERRUPT_AFTER = Duration.ofMillis(500);

    /** What may throw anything. */
    interface Body {
        void run() throws Throwable;
    }

    private final Thread thread;

    /** Written by the thread, read after its end. */
    private @Nullable Throwable failure;

    BodyThread(String name, Body body) {
        thread =
                Thread.ofPlatform()
                        .name(name)
                        .daemon()
                        .unstarted(
                                () -> {
                                    try {
                                        body.run();
                                    } catch (Throwable thrown) { // the test's outcome
                                        failure = thrown;
                                    }
                                });
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        thread.start();
    }

    /** False if the thread has not ended in time. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        try {
            return thread.join(limit);
        } catch (InterruptedException e) {
            thread.interrupt();
            throw e;
        }
    }

    @Nullable Throwable failure() {
        return failure;
    }

    StackTraceElement[] stackTrace() {
        return thread.getStackTrace();
    }

    /** Ends it if that can be done; a loop that never waits goes on until the JVM ends. */
    void giveUp() throws InterruptedException {
        if (!thread.join(INTERRUPT_AFTER)) {
            thread.interrupt();
            boolean _ = thread.join(INTERRUPT_AFTER);
        }
    }
}
