package dev.kyoto.internal.scheduler;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import org.jspecify.annotations.Nullable;

/**
 * Where a task lives: who polls it again once it was woken, and who is told of its end.
 *
 * <p>A class and not an interface, as every wake goes through {@link #submit}.
 */
public abstract sealed class TaskHome permits Scheduler, LocalTasks {

    TaskHome() {}

    /** Puts a task that is NOTIFIED into a queue, and sees to it that somebody looks there. */
    abstract void submit(Task<?> task, boolean yielded);

    /** May take some of the budget of a turn that begins, with all of it in the context. */
    void shortenTurn(Context cx) {}

    /** Who learns of the failures of its tasks. */
    abstract TaskFailures failures();

    /** What the embedding program wants to see of its tasks. */
    abstract TaskHooks hooks();

    /** A task has ended: the last thing that its completer tells, but for the joiner. */
    abstract void ended(Task<?> task);

    /**
     * Starts a future as a task that stays on the current thread.
     *
     * @param future what to poll
     * @param meta name and place
     * @param <T> its type
     * @return the task; already aborted if this home was closed
     * @throws IllegalStateException if its tasks run on another thread, or on any
     */
    public abstract <T extends @Nullable Object> Task<T> spawnLocal(
            Future<T> future, TaskMeta meta);
}
