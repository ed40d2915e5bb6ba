package dev.kyoto.runtime;

import dev.kyoto.internal.scheduler.Task;

/**
 * The right to cancel a task, without the right to join it. Thread-safe.
 *
 * <p>Answers to {@code tokio::task::AbortHandle}.
 */
public final class AbortHandle {
    private final Task<?> task;

    AbortHandle(Task<?> task) {
        this.task = task;
    }

    /** Cancels the task; see {@link JoinHandle#abort()}. */
    public void abort() {
        task.abort();
    }

    /**
     * Whether the task has ended, in whatever way.
     *
     * @return true once it has ended
     */
    public boolean isFinished() {
        return task.isFinished();
    }

    /**
     * The task's id.
     *
     * @return the id
     */
    public TaskId id() {
        return new TaskId(task.id());
    }

    @Override
    public String toString() {
        return "AbortHandle of " + task;
    }
}
