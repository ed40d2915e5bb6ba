package dev.kyoto.runtime;

import dev.kyoto.internal.scheduler.TaskMeta;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a task, for hooks and handlers. Immutable.
 *
 * <p>Answers to {@code tokio::runtime::TaskMeta}.
 */
public final class TaskInfo {
    private final TaskId id;
    private final @Nullable String name;
    private final @Nullable StackTraceElement site;

    TaskInfo(long id, TaskMeta meta) {
        this.id = new TaskId(id);
        this.name = meta.name();
        this.site = meta.site();
    }

    /**
     * The task's id.
     *
     * @return the id
     */
    public TaskId id() {
        return id;
    }

    /**
     * The name given at spawn.
     *
     * @return the name, or empty
     */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /**
     * Where the task was spawned.
     *
     * @return the line, or empty unless {@link RuntimeBuilder#trackSpawnSites} is on
     */
    public Optional<StackTraceElement> spawnSite() {
        return Optional.ofNullable(site);
    }

    @Override
    public String toString() {
        return "task "
                + id
                + (name != null ? " '" + name + "'" : "")
                + (site != null ? " spawned at " + site : "");
    }
}
