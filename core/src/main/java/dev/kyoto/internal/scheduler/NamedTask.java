package dev.kyoto.internal.scheduler;

import dev.kyoto.future.Future;
import org.jspecify.annotations.Nullable;

/**
 * A task of which more is known than its id. Most have neither a name nor a place, and should not
 * hold a field for it.
 */
final class NamedTask<T extends @Nullable Object> extends Task<T> {
    private final TaskMeta meta;

    NamedTask(TaskHome home, Future<T> future, TaskMeta meta) {
        super(home, future);
        this.meta = meta;
    }

    @Override
    public TaskMeta meta() {
        return meta;
    }
}
