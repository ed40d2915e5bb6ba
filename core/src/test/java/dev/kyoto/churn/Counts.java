package dev.kyoto.churn;

import dev.kyoto.internal.driver.Descriptors;
import dev.kyoto.runtime.RuntimeMetrics;

/**
 * What a connection may leave behind.
 *
 * @param sockets descriptors of sockets that the process holds; 0 where the system does not tell
 * @param registrations channels that the I/O driver knows
 * @param tasks tasks that are alive
 */
record Counts(long sockets, long registrations, long tasks) {

    static Counts now(RuntimeMetrics metrics) {
        return new Counts(
                Descriptors.open(), metrics.numIoRegistrations(), metrics.numAliveTasks());
    }

    /** The lesser of each. */
    Counts least(Counts other) {
        return new Counts(
                Math.min(sockets, other.sockets),
                Math.min(registrations, other.registrations),
                Math.min(tasks, other.tasks));
    }

    boolean isAbove(Counts other) {
        return sockets > other.sockets
                || registrations > other.registrations
                || tasks > other.tasks;
    }

    @Override
    public String toString() {
        return "%d sockets, %d registrations, %d tasks".formatted(sockets, registrations, tasks);
    }
}
