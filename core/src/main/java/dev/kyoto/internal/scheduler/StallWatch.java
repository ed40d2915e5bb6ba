package dev.kyoto.internal.scheduler;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks after workers that stay in one poll for too long: it frees what they hold, and names the
 * task and the line.
 *
 * <p>A worker in a poll cannot be stopped, but nothing need wait for it. Its queue can be stolen
 * from at any time; the watch moves the task in its LIFO slot to the global queue, and wakes
 * another worker if nobody looks after the drivers.
 *
 * <p>The watch looks at every worker each 10 ms while at least one is awake, and sleeps without a
 * time limit while none is. The last worker to fall asleep need not tell it; a worker that wakes up
 * does ({@link #workerAwake}).
 */
final class StallWatch implements Runnable {
    private static final System.Logger LOGGER = System.getLogger("dev.kyoto");
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** The lines that were reported, of the whole process. */
    private static final Set<StackTraceElement> REPORTED = ConcurrentHashMap.newKeySet();

    private final MultiThreadScheduler scheduler;
    private final Thread thread;
    private final PollMark.Sighting[] lastSeen;

    /** When the poll that is seen was first seen; 0 if it is a new one. */
    private final long[] since;

    private volatile boolean sleeping;
    private volatile boolean stopped;

    StallWatch(MultiThreadScheduler scheduler) {
        this.scheduler = scheduler;
        this.lastSeen = new PollMark.Sighting[scheduler.workers().length];
        this.since = new long[lastSeen.length];
        for (int i = 0; i < lastSeen.length; i++) {
            lastSeen[i] = scheduler.workers()[i].mark.look();
        }
        this.thread =
                Thread.ofPlatform()
                        .daemon()
                        .name(scheduler.config().name() + "-watch")
                        .unstarted(this);
    }

    void start() {
        thread.start();
    }

    void stop() throws InterruptedException {
        stopped = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread() != thread) {
            thread.join();
        }
    }

    /** A worker has woken up; if the watch sleeps, it has to begin to look again. */
    void workerAwake() {
        // The watch writes `sleeping` and then reads the idle word; the waker of this worker has
        // changed that word before. Both are volatile: either the watch saw it or this read sees
        // the watch asleep.
        if (sleeping) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        while (!stopped) {
            if (scheduler.idle().snapshot().unparked() == 0) {
                sleeping = true;
                if (scheduler.idle().snapshot().unparked() == 0 && !stopped) {
                    LockSupport.park(this);
                }
                sleeping = false;
            }
            LockSupport.parkNanos(this, PERIOD_NANOS);
            long now = System.nanoTime();
            for (var worker : scheduler.workers()) {
                look(worker, now);
            }
        }
    }

    private void look(Worker worker, long now) {
        int i = worker.index;
        var seen = worker.mark.look();
        if (!seen.sameAs(lastSeen[i])) {
            lastSeen[i] = seen;
            since[i] = 0;
            return;
        }
        if (since[i] == 0) {
            since[i] = now;
        }
        free(worker);
        long limit = scheduler.config().stallWarning().toNanos();
        if (limit > 0 && now - since[i] >= limit) {
            report(seen, now - since[i]);
        }
    }

    /** Gives others access to what the stuck worker holds. */
    private void free(Worker worker) {
        var core = worker.watched;
        var next = core == null ? null : core.takeLifo();
        if (next != null) {
            scheduler.inject().push(next);
            scheduler.notifyOne();
        } else if (!scheduler.drivers().isHeld()) {
            scheduler.notifyOne();
        }
    }

    private void report(PollMark.Sighting seen, long nanos) {
        var task = seen.task();
        var stuck = task == null ? null : stuckThread(task, seen.thread());
        if (task == null || stuck == null) {
            return;
        }
        var line = userLine(stuck.getStackTrace());
        if (line == null) {
            line = HiddenFrames.innermostBlock(stuck); // the body of a woven block itself
        }
        // The stack was read after the sighting: what it shows counts only if nothing has moved on.
        if (line == null || !REPORTED.add(line)) {
            return;
        }
        LOGGER.log(
                System.Logger.Level.WARNING,
                "{0} has kept its worker for {1} ms in one poll, at {2}. Other tasks of this worker"
                        + " went on elsewhere. Move blocking calls to spawnBlocking or blockInPlace,"
                        + " and break up long computations with yieldNow().",
                task,
                TimeUnit.NANOSECONDS.toMillis(nanos),
                line);
    }

    private static @Nullable Thread stuckThread(Task<?> task, @Nullable Thread poller) {
        var elsewhere = task.onOwnThread();
        var own = elsewhere == null ? null : elsewhere.runningThread();
        return own != null ? own : poller;
    }

    /** The innermost line that is neither the JDK's nor Kyoto's. */
    private static @Nullable StackTraceElement userLine(StackTraceElement[] stack) {
        for (var frame : stack) {
            var name = frame.getClassName();
            if (!name.startsWith("java.")
                    && !name.startsWith("jdk.")
                    && !name.startsWith("sun.")
                    && !isKyotoCore(name)) {
                return frame;
            }
        }
        return null;
    }

    private static boolean isKyotoCore(String className) {
        return className.startsWith("dev.kyoto.internal.")
                || className.startsWith("dev.kyoto.future.")
                || className.startsWith("dev.kyoto.runtime.")
                || className.equals("dev.kyoto.Kyoto");
    }
}
