package dev.kyoto.internal.scheduler;

import dev.kyoto.internal.queue.LocalQueue;
import dev.kyoto.internal.util.Rng;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * All that one worker owns. Whichever thread has the core runs the worker; the core moves between
 * threads, through {@link Worker#core}, and never belongs to two.
 *
 * <p>Only the LIFO slot can be reached from outside: the watch takes its task from a worker that is
 * stuck in a poll.
 */
final class Core {
    private static final VarHandle LIFO;

    static {
        try {
            LIFO = MethodHandles.lookup().findVarHandle(Core.class, "lifo", Task.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final LocalQueue<Task<?>> queue;
    final Parker parker;
    final Rng rng;
    final PollStats stats;

    /** Turns before the drivers are polled. */
    int untilEvents;

    /** Turns before the global queue goes first, and what that is set to then. */
    int untilGlobalQueue;

    int globalQueueInterval;

    /** Tasks to take from the local queue before the global one gets its share. */
    int lap;

    boolean lifoEnabled;
    boolean searching;

    /** Whether somebody outside has ended the last sleep soon after it began. */
    boolean calledEarly;

    /** True while this worker polls the drivers: what wakes then is announced once, afterwards. */
    boolean inDrivers;

    /**
     * The task to run next, ahead of the queue: what the current task woke last. Read and written
     * with getAndSet alone, which makes it safe against the watch.
     */
    @SuppressWarnings("unused") // by way of LIFO
    private volatile @Nullable Task<?> lifo;

    Core(
            LocalQueue<Task<?>> queue,
            Parker parker,
            Rng rng,
            PollStats stats,
            int eventInterval,
            int globalQueueInterval,
            boolean lifoEnabled) {
        this.queue = queue;
        this.parker = parker;
        this.rng = rng;
        this.stats = stats;
        this.untilEvents = eventInterval;
        this.globalQueueInterval = globalQueueInterval;
        this.untilGlobalQueue = globalQueueInterval;
        this.lifoEnabled = lifoEnabled;
    }

    /** Empties the slot. */
    @Nullable Task<?> takeLifo() {
        return lifo == null ? null : (Task<?>) LIFO.getAndSet(this, null);
    }

    /** Fills the slot and answers what was in it. */
    @Nullable Task<?> swapLifo(Task<?> task) {
        return (Task<?>) LIFO.getAndSet(this, task);
    }

    boolean hasLifo() {
        return lifo != null;
    }

    boolean hasTasks() {
        return lifo != null || !queue.isEmpty();
    }
}
