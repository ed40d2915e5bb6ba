package dev.kyoto.internal.scheduler;

/** What the embedding program wants to see of every task; all methods default to nothing. */
public interface TaskHooks {
    /** Hooks that do nothing. */
    TaskHooks NONE = new TaskHooks() {};

    /**
     * A task was made and is about to be submitted.
     *
     * @param task the task
     */
    default void onSpawn(Task<?> task) {}

    /**
     * A task is about to be polled.
     *
     * @param task the task
     */
    default void beforePoll(Task<?> task) {}

    /**
     * A task was polled.
     *
     * @param task the task
     */
    default void afterPoll(Task<?> task) {}

    /**
     * A task has ended, in whatever way.
     *
     * @param task the task
     */
    default void onTerminate(Task<?> task) {}
}
