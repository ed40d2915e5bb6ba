package dev.kyoto.internal.scheduler;

import dev.kyoto.future.IoException;
import dev.kyoto.internal.blocking.BlockingPool;

/**
 * A call that blocks, made by the blocking pool on behalf of a resource and not of a task.
 *
 * <p>So nothing ever interrupts it. That is what files need: an interrupt closes a {@link
 * java.nio.channels.FileChannel} under everybody who uses it, and aborting a task interrupts the
 * thread that polls it. While such a job is queued or runs, a paused clock stands still.
 */
public abstract class PoolJob implements BlockingPool.Job {
    private final Scheduler scheduler;

    /**
     * A job that was not submitted yet.
     *
     * @param scheduler whose pool runs it
     */
    protected PoolJob(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Makes the call and tells who waits for it; must not throw. */
    protected abstract void work();

    /** The runtime was shut down before the pool came to this job; must not throw. */
    protected abstract void dropped();

    /**
     * Queues the job.
     *
     * @return false if the runtime was shut down; the job is untouched then
     */
    public final boolean submit() {
        return submit(false);
    }

    /**
     * Queues the job, to be run even if the runtime is shut down before the pool comes to it.
     *
     * @return false if the runtime was shut down already; the job is untouched then
     */
    public final boolean submitMandatory() {
        return submit(true);
    }

    private boolean submit(boolean mandatory) {
        scheduler.drivers().time().inhibit();
        boolean submitted = false;
        try {
            submitted =
                    mandatory
                            ? scheduler.blocking().submitMandatory(this)
                            : scheduler.blocking().submit(this);
        } finally {
            if (!submitted) {
                scheduler.drivers().time().release();
            }
        }
        return submitted;
    }

    @Override
    public final void run() {
        try {
            work();
        } finally {
            scheduler.drivers().time().release();
        }
    }

    @Override
    public final void discard() {
        try {
            dropped();
        } finally {
            scheduler.drivers().time().release();
        }
    }

    /**
     * What whoever waits for a job that was dropped or refused is told.
     *
     * @param what what was to be done, as "read /etc/hosts"
     * @return a failure of the kind {@code RUNTIME_SHUTDOWN}
     */
    public static IoException shutDown(String what) {
        return new IoException(
                IoException.Kind.RUNTIME_SHUTDOWN,
                what + ": the runtime was shut down, and its blocking pool with it");
    }
}
