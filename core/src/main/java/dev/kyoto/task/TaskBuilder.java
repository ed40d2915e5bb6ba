package dev.kyoto.task;

import com.google.errorprone.annotations.CheckReturnValue;
import java.util.Objects;

/**
 * Starts tasks with a name, which shows in dumps and in the messages of {@link
 * dev.kyoto.runtime.JoinException}. Immutable; it can be used for any number of tasks.
 *
 * <p>Names are for people: they need not be unique. Sets and trackers have {@code named} themselves.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var answer = TaskBuilder.named("resolver of " + url).spawn(() -> fetch(url).await());
 * show(answer.await());
 * }
 *
 * <p>Answers to {@code tokio::task::Builder}.
 */
@CheckReturnValue
public final class TaskBuilder extends TaskSpawner {
    private final String name;

    private TaskBuilder(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    /**
     * Names the tasks that are spawned through what this returns.
     *
     * @param name the name
     * @return a builder
     */
    public static TaskBuilder named(String name) {
        return new TaskBuilder(name);
    }

    @Override
    String name() {
        return name;
    }

    @Override
    public String toString() {
        return "TaskBuilder[" + name + "]";
    }
}
