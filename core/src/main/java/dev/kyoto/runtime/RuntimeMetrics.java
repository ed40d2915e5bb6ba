package dev.kyoto.runtime;

import dev.kyoto.internal.scheduler.Scheduler;
import dev.kyoto.internal.scheduler.WorkerMetrics;
import dev.kyoto.internal.scheduler.WorkerMetrics.Counter;
import java.time.Duration;
import java.util.Objects;

/**
 * The counters of a runtime. Each method reads the present number; numbers read one after the other
 * need not fit each other exactly, as the runtime goes on meanwhile. Thread-safe.
 *
 * <p>Answers to {@code tokio::runtime::RuntimeMetrics}.
 */
public final class RuntimeMetrics {
    private final Scheduler scheduler;

    RuntimeMetrics(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * The configured number of workers.
     *
     * @return 1 for a current-thread runtime
     */
    public int numWorkers() {
        return scheduler.workerMetrics().length;
    }

    /**
     * Tasks that were spawned and have not ended.
     *
     * @return how many
     */
    public long numAliveTasks() {
        return scheduler.aliveTasks();
    }

    /**
     * Tasks that were ever spawned, blocking closures not included.
     *
     * @return how many
     */
    public long spawnedTasksCount() {
        return scheduler.spawnedTasks();
    }

    /**
     * Tasks that wait in the queue that all workers share.
     *
     * @return how many
     */
    public int globalQueueDepth() {
        return scheduler.globalQueueDepth();
    }

    /**
     * Threads of the blocking pool, workers included.
     *
     * @return how many
     */
    public int numBlockingThreads() {
        return scheduler.blocking().threads();
    }

    /**
     * Threads of the blocking pool that wait for closures.
     *
     * @return how many
     */
    public int numIdleBlockingThreads() {
        return scheduler.blocking().idleThreads();
    }

    /**
     * Closures that wait for a thread of the blocking pool.
     *
     * @return how many
     */
    public int blockingQueueDepth() {
        return scheduler.blocking().queued();
    }

    /**
     * Timers that are armed.
     *
     * @return how many
     */
    public int numPendingTimers() {
        return scheduler.drivers().time().pending();
    }

    /**
     * Sockets and other channels that are registered with the I/O driver.
     *
     * @return how many
     */
    public int numIoRegistrations() {
        return scheduler.drivers().io().registered();
    }

    /**
     * Readiness events that the I/O driver has seen.
     *
     * @return how many
     */
    public long ioReadyCount() {
        return scheduler.drivers().io().readyEvents();
    }

    /**
     * How often a worker went to sleep.
     *
     * @param worker its index, from 0
     * @return the count
     */
    public long workerParkCount(int worker) {
        return read(worker, Counter.PARKS);
    }

    /**
     * How often a worker woke up and found nothing to do.
     *
     * @param worker its index, from 0
     * @return the count
     */
    public long workerNoopCount(int worker) {
        return read(worker, Counter.NOOPS);
    }

    /**
     * Task polls of a worker.
     *
     * @param worker its index, from 0
     * @return the count
     */
    public long workerPollCount(int worker) {
        return read(worker, Counter.POLLS);
    }

    /**
     * Tasks that a worker has taken from others.
     *
     * @param worker its index, from 0
     * @return the count
     */
    public long workerStealCount(int worker) {
        return read(worker, Counter.STEALS);
    }

    /**
     * Tasks that a worker has put into its own queue.
     *
     * @param worker its index, from 0
     * @return the count
     */
    public long workerLocalScheduleCount(int worker) {
        return read(worker, Counter.LOCAL_SCHEDULES);
    }

    /**
     * How often a worker's queue was full and spilled into the global one.
     *
     * @param worker its index, from 0
     * @return the count
     */
    public long workerOverflowCount(int worker) {
        return read(worker, Counter.OVERFLOWS);
    }

    /**
     * How long a worker was not asleep.
     *
     * @param worker its index, from 0
     * @return the sum, as of its last look at the clock
     */
    public Duration workerTotalBusyDuration(int worker) {
        return Duration.ofNanos(read(worker, Counter.BUSY_NANOS));
    }

    /**
     * How long a poll takes on a worker, weighted towards now.
     *
     * @param worker its index, from 0
     * @return the mean
     */
    public Duration workerMeanPollTime(int worker) {
        return Duration.ofNanos(read(worker, Counter.MEAN_POLL_NANOS));
    }

    private long read(int worker, Counter counter) {
        WorkerMetrics[] workers = scheduler.workerMetrics();
        return workers[Objects.checkIndex(worker, workers.length)].read(counter);
    }
}
