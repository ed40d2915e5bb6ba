package dev.kyoto.internal.scheduler;

/**
 * The loop of a scheduler on the current thread: it runs tasks while it has a core, and can give
 * the core to another thread while the current one blocks.
 */
sealed interface SchedulerLoop permits WorkerLoop, CurrentThreadLoop {

    /** The scheduler whose tasks it runs. */
    Scheduler scheduler();

    /** Whether it may run tasks now. */
    boolean hasCore();

    /** Puts a task into the core's own queue. */
    void submitLocal(Task<?> task, boolean yielded);

    /** Gives the core to another thread, which goes on with all that it holds. */
    void handOver();

    /** Takes the core back, if that can be had. */
    void reclaim();
}
