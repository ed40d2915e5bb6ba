package dev.kyoto.runtime;

/**
 * Identifies a task; no two tasks of a process have the same.
 *
 * <p>Answers to {@code tokio::task::Id}.
 *
 * @param value the number
 */
public record TaskId(long value) implements Comparable<TaskId> {

    @Override
    public int compareTo(TaskId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
