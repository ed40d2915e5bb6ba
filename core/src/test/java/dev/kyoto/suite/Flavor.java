package dev.kyoto.suite;

import dev.kyoto.future.BlockMode;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.RuntimeBuilder;

/** The runtimes that every black-box suite runs on: each scheduler, with each kind of block. */
public enum Flavor {
    CURRENT_THREAD(0, BlockMode.WOVEN),
    ONE_WORKER(1, BlockMode.WOVEN),
    TWO_WORKERS(2, BlockMode.WOVEN),
    FOUR_WORKERS(4, BlockMode.WOVEN),
    CURRENT_THREAD_VIRTUAL_BLOCKS(0, BlockMode.VIRTUAL_THREAD),
    ONE_WORKER_VIRTUAL_BLOCKS(1, BlockMode.VIRTUAL_THREAD),
    TWO_WORKERS_VIRTUAL_BLOCKS(2, BlockMode.VIRTUAL_THREAD),
    FOUR_WORKERS_VIRTUAL_BLOCKS(4, BlockMode.VIRTUAL_THREAD);

    private final int workers;
    private final BlockMode blocks;

    Flavor(int workers, BlockMode blocks) {
        this.workers = workers;
        this.blocks = blocks;
    }

    RuntimeBuilder builder() {
        var builder =
                workers == 0
                        ? AsyncRuntime.currentThreadBuilder()
                        : AsyncRuntime.builder().workerThreads(workers);
        return builder.blocks(blocks);
    }

    /** Whether tasks go on while no thread is in blockOn. */
    public boolean hasWorkers() {
        return workers > 0;
    }

    /** Whether async blocks run on virtual threads. */
    public boolean hasVirtualBlocks() {
        return blocks == BlockMode.VIRTUAL_THREAD;
    }

    /** How many tasks can run at the same moment. */
    public int parallelism() {
        return Math.max(1, workers);
    }
}
