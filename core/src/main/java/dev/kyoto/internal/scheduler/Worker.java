package dev.kyoto.internal.scheduler;

import dev.kyoto.internal.queue.Stealer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What other threads see of a worker: where to steal from it and how to wake it.
 *
 * <p>{@code core} holds the core while no thread has it: before the start, and while a thread that
 * blocks has given it up. It is taken by swapping null in.
 */
final class Worker {
    final int index;
    final Stealer<Task<?>> stealer;
    final Parker parker;
    final WorkerMetrics metrics;
    final AtomicReference<@Nullable Core> core = new AtomicReference<>();

    /** The same core wherever it is; for the watch, which touches its LIFO slot alone. */
    volatile @Nullable Core watched;

    /** What the worker is polling, for the watch; see {@link StallWatch}. */
    final PollMark mark = new PollMark();

    Worker(int index, Stealer<Task<?>> stealer, Parker parker, WorkerMetrics metrics) {
        this.index = index;
        this.stealer = stealer;
        this.parker = parker;
        this.metrics = metrics;
    }

    @Nullable Core takeCore() {
        return core.getAndSet(null);
    }
}
