package dev.kyoto.internal.scheduler;

/** The refusal of a task that shall stay on this thread where no task does. */
public final class LocalOnly {

    private LocalOnly() {}

    /**
     * What is thrown.
     *
     * @return an exception that says where such tasks can be spawned
     */
    public static IllegalStateException refused() {
        return new IllegalStateException(
                "no LocalSet or LocalRuntime on thread '"
                        + Thread.currentThread().getName()
                        + "': call spawnLocal inside set.runUntil(...), inside one of its tasks, after"
                        + " set.enter(), or on a LocalRuntime; or spawn a task that may move, by spawn");
    }
}
