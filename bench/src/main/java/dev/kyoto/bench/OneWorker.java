package dev.kyoto.bench;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.Future;
import dev.kyoto.runtime.AsyncRuntime;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A multi-thread runtime with one worker: what its tasks do to each other is measured, and nothing
 * of what processors do to each other.
 */
public abstract class OneWorker extends NanosPerOperation {
    /** How the tasks are written and run. */
    @Param public Way way;

    private AsyncRuntime runtime;

    /** Builds the runtime. */
    @Setup(Level.Trial)
    public void open() {
        runtime = AsyncRuntime.builder().workerThreads(1).blocks(way.mode()).build();
    }

    /** Ends the runtime. */
    @TearDown(Level.Trial)
    public void close() {
        runtime.close();
    }

    /**
     * Runs one task on the worker to its end. The calling thread is parked meanwhile: what that
     * costs is shared by all operations of the task.
     */
    final int run(Supplier<Future<Integer>> byHand, AsyncCallable<Integer> block) {
        var root = way == Way.HAND ? runtime.spawn(byHand.get()) : runtime.spawn(block);
        return runtime.blockOn(root);
    }
}
