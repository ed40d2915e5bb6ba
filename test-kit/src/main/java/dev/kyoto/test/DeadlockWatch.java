package dev.kyoto.test;

import dev.kyoto.internal.driver.Parking;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.TaskDump;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * Takes the place of the sleep of a current-thread runtime, and throws where nothing would ever end that
 * sleep: no task is ready, no timer is armed, nothing is registered for I/O, and no closure runs on the
 * blocking pool.
 *
 * <p>The loop parks here without a limit only in the first three cases. A closure wakes tasks before it
 * ends; so the pool is looked at first, and then whether somebody has called {@link #unpark}, which the
 * loop's last look before it parked makes complete: whoever came before that look was seen there.
 */
final class DeadlockWatch implements Parking {
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private volatile @Nullable AsyncRuntime watched;

    /** Set by unpark, taken by the one thread that parks. */
    private volatile boolean woken;

    /** From now on. */
    void watch(AsyncRuntime runtime) {
        watched = runtime;
    }

    /** Cleanup may sleep as it likes. */
    void stop() {
        watched = null;
    }

    @Override
    public void park(Object blocker, long nanos) {
        var runtime = watched;
        if (runtime == null || nanos >= 0) {
            Parking.JDK.park(blocker, nanos);
        } else if (hasWorkElsewhere(runtime)) {
            // Its end need not wake anybody, so this looks again.
            LockSupport.parkNanos(blocker, LOOK_AGAIN_NANOS);
        } else if (!woken) {
            throw new Deadlock(runtime.handle().dump());
        }
        woken = false;
    }

    private static boolean hasWorkElsewhere(AsyncRuntime runtime) {
        var metrics = runtime.metrics();
        int threads = metrics.numBlockingThreads();
        return threads > metrics.numIdleBlockingThreads() || metrics.blockingQueueDepth() > 0;
    }

    @Override
    public void unpark(Thread thread) {
        woken = true;
        Parking.JDK.unpark(thread);
    }

    /** Nothing can run any more. */
    static final class Deadlock extends AssertionFailedError {
        private static final long serialVersionUID = 1L;

        Deadlock(List<TaskDump> tasks) {
            super(
                    "deadlock: no task can run, and nothing is under way that would wake one; they are:"
                            + Report.indented(tasks));
        }
    }
}
