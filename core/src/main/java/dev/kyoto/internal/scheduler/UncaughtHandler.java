package dev.kyoto.internal.scheduler;

/** Told the failure of a task that nobody joins. */
@FunctionalInterface
public interface UncaughtHandler {

    /**
     * Takes note of a failure; called on any thread, once per failed task.
     *
     * @param id the task's id
     * @param meta its name and place
     * @param failure what its future threw
     */
    void uncaught(long id, TaskMeta meta, Throwable failure);
}
