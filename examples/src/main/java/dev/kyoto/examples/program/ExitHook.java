package dev.kyoto.examples.program;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.concurrent.CompletableFuture;

/**
 * Turns SIGTERM and SIGINT into a wish to end, and keeps the process until that has been done.
 *
 * <p>The JVM answers a signal by running its shutdown hooks and then ends with the signal's own
 * status, whatever the program had to say. This hook asks the program to end, waits for its status,
 * and ends the process with that.
 */
public final class ExitHook {
    /** How long the program may take to end before the process ends without it. */
    private static final long PATIENCE_SECONDS = 30;

    private static final int LATE = 1;

    private final CompletableFuture<Integer> status = new CompletableFuture<>();

    private ExitHook() {}

    /**
     * From now on a signal runs a request.
     *
     * @param request asks the program to end; runs on a thread of its own
     * @return what to tell the status of the program
     */
    public static ExitHook install(Runnable request) {
        var hook = new ExitHook();
        var thread =
                new Thread(
                        () -> {
                            request.run();
                            hook.status.completeOnTimeout(LATE, PATIENCE_SECONDS, SECONDS);
                            Runtime.getRuntime().halt(hook.status.join());
                        },
                        "exit");
        Runtime.getRuntime().addShutdownHook(thread);
        return hook;
    }

    /**
     * Everything is done: ends the process.
     *
     * @param result its exit status
     */
    public void finish(int result) {
        status.complete(result);
        System.exit(result);
    }
}
