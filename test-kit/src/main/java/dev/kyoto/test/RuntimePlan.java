package dev.kyoto.test;

import dev.kyoto.future.BlockMode;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.RuntimeBuilder;
import java.util.List;

/**
 * The runtime of one run of a test.
 *
 * @param workers how many, or 0 for a current-thread runtime
 * @param blocks how the body and its blocks are run
 * @param startPaused whether its clock begins to stand still
 * @param shuffled whether its tasks run in random order
 * @param seed of its random choices
 */
record RuntimePlan(
        int workers, BlockMode blocks, boolean startPaused, boolean shuffled, long seed) {
    private static final List<Integer> ALL_WORKERS = List.of(0, 1, 2, 4);
    private static final List<BlockMode> ALL_BLOCKS =
            List.of(BlockMode.AUTO, BlockMode.VIRTUAL_THREAD);

    /** What a test asks for, in the order in which it runs. */
    static List<RuntimePlan> of(AsyncTest test, long seed) {
        if (test.startPaused() && test.flavor() != TestFlavor.CURRENT_THREAD) {
            throw new IllegalArgumentException(
                    "@AsyncTest(startPaused = true) needs the flavour CURRENT_THREAD, but has "
                            + test.flavor()
                            + ": with several workers there is no moment at which nothing can"
                            + " happen");
        }
        return switch (test.flavor()) {
            case CURRENT_THREAD ->
                    List.of(new RuntimePlan(0, BlockMode.AUTO, test.startPaused(), false, seed));
            case MULTI_THREAD ->
                    List.of(new RuntimePlan(test.workers(), BlockMode.AUTO, false, false, seed));
            case ALL ->
                    ALL_BLOCKS.stream()
                            .flatMap(
                                    blocks ->
                                            ALL_WORKERS.stream()
                                                    .map(
                                                            it ->
                                                                    new RuntimePlan(
                                                                            it, blocks, false,
                                                                            false, seed)))
                            .toList();
        };
    }

    /** A current-thread runtime whose tasks run in the order that belongs to a seed. */
    static RuntimePlan shuffled(boolean startPaused, long seed) {
        return new RuntimePlan(0, BlockMode.AUTO, startPaused, true, seed);
    }

    RuntimeBuilder builder() {
        var builder =
                workers == 0
                        ? AsyncRuntime.currentThreadBuilder().startPaused(startPaused)
                        : AsyncRuntime.builder().workerThreads(workers);
        return builder.blocks(blocks).rngSeed(seed);
    }

    /** Which runtime, for people. */
    @Override
    public String toString() {
        return (workers == 0 ? "current thread" : workers == 1 ? "1 worker" : workers + " workers")
                + (blocks == BlockMode.VIRTUAL_THREAD ? ", blocks on virtual threads" : "")
                + (shuffled ? ", tasks in random order" : "");
    }
}
