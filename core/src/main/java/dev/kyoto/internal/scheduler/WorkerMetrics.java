package dev.kyoto.internal.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The counters of one worker. Written by the thread that has its core, read by anybody: opaque
 * writes, so that a reader sees whole and never decreasing numbers, at the price of a plain store.
 */
@SuppressWarnings("EnumOrdinal") // each counter has the cell of its number; nothing is stored
public final class WorkerMetrics {
    /** What is counted. */
    public enum Counter {
        /** Times the worker went to sleep. */
        PARKS,
        /** Times it woke up and found nothing to do. */
        NOOPS,
        /** Task polls. */
        POLLS,
        /** Tasks taken from other workers' queues. */
        STEALS,
        /** Tasks put into its own queue or slot. */
        LOCAL_SCHEDULES,
        /** Times its queue was full and spilled into the global one. */
        OVERFLOWS,
        /** Nanoseconds spent running tasks, as of the last look at the clock. */
        BUSY_NANOS,
        /** Mean nanoseconds of a poll, weighted towards now. */
        MEAN_POLL_NANOS
    }

    private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);

    /** Cells of different workers are kept on different cache lines by the slack at both ends. */
    private static final int SLACK = 8;

    private final long[] cells = new long[Counter.values().length + 2 * SLACK];

    WorkerMetrics() {}

    /**
     * Reads a counter.
     *
     * @param counter which
     * @return its value
     */
    public long read(Counter counter) {
        return (long) CELLS.getOpaque(cells, SLACK + counter.ordinal());
    }

    void add(Counter counter, long amount) {
        set(counter, cells[SLACK + counter.ordinal()] + amount);
    }

    void set(Counter counter, long value) {
        CELLS.setOpaque(cells, SLACK + counter.ordinal(), value);
    }
}
