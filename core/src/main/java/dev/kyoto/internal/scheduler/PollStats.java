package dev.kyoto.internal.scheduler;

import dev.kyoto.internal.scheduler.WorkerMetrics.Counter;

/**
 * How long polls take on one worker, and what follows for how often it looks at the global queue
 * and for when its queue is worth waking another worker.
 *
 * <p>The clock is read twice per batch, never per poll: a batch is what runs between two looks at
 * the drivers. The mean is an exponentially weighted one; the interval aims at one look per 200 µs
 * of polling, within 2 and 127 ticks.
 */
final class PollStats {
    private static final double WEIGHT_OF_ONE_POLL = 0.1;
    private static final double TARGET_NANOS_BETWEEN_LOOKS = 200_000;
    private static final int LEAST_INTERVAL = 2;
    private static final int GREATEST_INTERVAL = 127;

    /**
     * How much work is worth waking a worker for, which costs a call, two switches of threads and a
     * steal; chosen by measurement, see docs/decisions/0015.
     */
    private static final double WAKE_UP_NANOS = 20_000;

    /** A change smaller than this is noise. */
    private static final int JITTER = 2;

    /** Before anything was measured: what makes the first interval 61 ticks. */
    private static final double FIRST_GUESS_NANOS = TARGET_NANOS_BETWEEN_LOOKS / 61;

    private final WorkerMetrics metrics;
    private double meanPollNanos = FIRST_GUESS_NANOS;
    private long batchStart;
    private int polls;

    PollStats(WorkerMetrics metrics) {
        this.metrics = metrics;
    }

    void startBatch(long now) {
        batchStart = now;
        polls = 0;
    }

    /** Whether there was a poll since the batch began. */
    boolean hasPolls() {
        return polls > 0;
    }

    void countPoll() {
        polls++;
    }

    void endBatch(long now) {
        if (polls == 0) {
            return;
        }
        long elapsed = Math.max(0, now - batchStart);
        double weight = 1 - Math.pow(1 - WEIGHT_OF_ONE_POLL, polls);
        meanPollNanos = weight * ((double) elapsed / polls) + (1 - weight) * meanPollNanos;
        metrics.add(Counter.POLLS, polls);
        metrics.add(Counter.BUSY_NANOS, elapsed);
        metrics.set(Counter.MEAN_POLL_NANOS, (long) meanPollNanos);
        polls = 0;
    }

    /** Whether that many polls are, by the mean, enough work to wake another worker for. */
    boolean isWorthAWakeUp(int tasks) {
        return tasks * meanPollNanos >= WAKE_UP_NANOS;
    }

    int tunedInterval(int current) {
        int tuned =
                (int)
                        Math.clamp(
                                TARGET_NANOS_BETWEEN_LOOKS / Math.max(1, meanPollNanos),
                                (double) LEAST_INTERVAL,
                                (double) GREATEST_INTERVAL);
        return Math.abs(tuned - current) > JITTER ? tuned : current;
    }
}
