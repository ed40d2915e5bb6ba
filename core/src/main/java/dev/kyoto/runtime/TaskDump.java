package dev.kyoto.runtime;

import dev.kyoto.internal.scheduler.Task;

/**
 * What a task that has not ended was doing at one moment. Immutable.
 *
 * <p>Answers to {@code tokio::runtime::dump::Task}.
 *
 * @param task which one
 * @param state what it was doing
 * @param isAborted whether it was being cancelled
 */
public record TaskDump(TaskInfo task, State state, boolean isAborted) {

    /** What a task that has not ended is doing. */
    public enum State {
        /** A worker polls it. */
        RUNNING,
        /** It can run, and waits for its turn. */
        READY,
        /** It was polled, and nobody has woken it since. */
        WAITING
    }

    static TaskDump of(Task<?> task) {
        var state =
                switch (task.phase()) {
                    case RUNNING -> State.RUNNING;
                    case READY -> State.READY;
                    case WAITING -> State.WAITING;
                };
        return new TaskDump(new TaskInfo(task.id(), task.meta()), state, task.isAborted());
    }

    /**
     * One line for people.
     *
     * @return as "task 7 'reader' spawned at Server.java:12: waiting"
     */
    @Override
    public String toString() {
        return task
                + ": "
                + switch (state) {
                    case RUNNING -> "running";
                    case READY -> "ready to run";
                    case WAITING -> "waiting";
                }
                + (isAborted ? ", being cancelled" : "");
    }
}
