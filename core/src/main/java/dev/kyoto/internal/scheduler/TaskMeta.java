package dev.kyoto.internal.scheduler;

import org.jspecify.annotations.Nullable;

/**
 * What is told about a task for as long as it is known.
 *
 * @param name the name given at spawn, or null
 * @param site where it was spawned, or null unless sites are tracked
 */
public record TaskMeta(@Nullable String name, @Nullable StackTraceElement site) {
    /** A task without a name or a known place; shared, as most tasks are like that. */
    public static final TaskMeta NONE = new TaskMeta(null, null);
}
