package dev.kyoto.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Thrown to whoever joins a task that has no value: it failed, or it was cancelled.
 *
 * <p>Answers to {@code tokio::task::JoinError}.
 */
public final class JoinException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long taskId;

    private JoinException(long taskId, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.taskId = taskId;
    }

    static JoinException failed(TaskInfo task, Throwable failure) {
        return new JoinException(task.id().value(), task + " failed: " + failure, failure);
    }

    static JoinException cancelled(TaskInfo task) {
        return new JoinException(
                task.id().value(), task + " was cancelled: aborted, or its runtime closed", null);
    }

    /**
     * Whether the task was aborted, or cut off by the shutdown of its runtime.
     *
     * @return false if it failed; the failure is the cause then
     */
    public boolean isCancelled() {
        return getCause() == null;
    }

    /**
     * The task that has no value.
     *
     * @return its id
     */
    public TaskId id() {
        return new TaskId(taskId);
    }
}
