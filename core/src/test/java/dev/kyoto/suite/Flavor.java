package dev.kyoto.suite;

import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.RuntimeBuilder;

/** The runtimes that every black-box suite runs on. */
public enum Flavor {
    CURRENT_THREAD(0),
    ONE_WORKER(1),
    TWO_WORKERS(2),
    FOUR_WORKERS(4);

    private final int workers;

    Flavor(int workers) {
        this.workers = workers;
    }

    RuntimeBuilder builder() {
        return workers == 0
                ? AsyncRuntime.currentThreadBuilder()
                : AsyncRuntime.builder().workerThreads(workers);
    }

    /** Whether tasks go on while no thread is in blockOn. */
    public boolean hasWorkers() {
        return workers > 0;
    }

    /** How many tasks can run at the same moment. */
    public int parallelism() {
        return Math.max(1, workers);
    }
}
