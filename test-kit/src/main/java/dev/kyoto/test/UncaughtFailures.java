package dev.kyoto.test;

import dev.kyoto.runtime.TaskInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * The failures of a test's tasks that nobody joined; a parameter of tests. Those that a test does not
 * take out make it fail. Thread-safe.
 *
 * <p>In Tokio such a failure is a panic message on standard error.
 */
public final class UncaughtFailures {
    private final List<Failure> failures = new ArrayList<>();

    private record Failure(TaskInfo task, Throwable thrown) {}

    UncaughtFailures() {}

    synchronized void add(TaskInfo task, Throwable thrown) {
        failures.add(new Failure(task, thrown));
    }

    /**
     * Takes out what has been reported so far.
     *
     * @return the failures, in the order of their reports
     */
    public synchronized List<Throwable> take() {
        var taken = failures.stream().map(Failure::thrown).toList();
        failures.clear();
        return taken;
    }

    /** One line for each that is left. */
    synchronized List<String> lines() {
        return failures.stream().map(it -> it.task() + " failed: " + it.thrown()).toList();
    }
}
