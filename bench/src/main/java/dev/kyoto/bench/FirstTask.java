package dev.kyoto.bench;

import static dev.kyoto.Kyoto.yieldNow;

import dev.kyoto.runtime.AsyncRuntime;
import java.lang.management.ManagementFactory;

/**
 * How long a process takes until its first task runs: a woven block on a runtime with the defaults.
 *
 * <p>Prints one line of milliseconds: from the start of the JVM, which it tells to the millisecond,
 * to {@code main}; and from there until the runtime was built, until the task was polled for the
 * first time, and until it was joined. A process has one first task: run it as often as the figure
 * is to be repeated.
 */
public final class FirstTask {
    private static final double NANOS_PER_MILLI = 1e6;

    private FirstTask() {}

    /**
     * Prints the line.
     *
     * @param args none
     */
    public static void main(String[] args) {
        long entered = System.nanoTime();
        long enteredMillis = System.currentTimeMillis();
        long built;
        long polled;
        long joined;
        try (var runtime = AsyncRuntime.builder().build()) {
            built = System.nanoTime();
            polled =
                    runtime.spawn(
                                    () -> {
                                        long first = System.nanoTime();
                                        yieldNow().await();
                                        return first;
                                    })
                            .await();
            joined = System.nanoTime();
        }
        System.out.printf(
                "%10d %10.1f %10.1f %10.1f%n",
                enteredMillis - ManagementFactory.getRuntimeMXBean().getStartTime(),
                (built - entered) / NANOS_PER_MILLI,
                (polled - entered) / NANOS_PER_MILLI,
                (joined - entered) / NANOS_PER_MILLI);
    }
}
