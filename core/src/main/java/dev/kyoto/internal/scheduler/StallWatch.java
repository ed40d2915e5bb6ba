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
 * <p>A worker in a poll cannot be stopped, but nothing need wait for it. The watch moves the task
 * in its LIFO slot to the global queue, and wakes another worker if there is something to steal
 * from its queue, as nobody is woken for a few tasks that are short as a rule, or if nobody looks
 * after the drivers.
 *
 * <p>The watch looks at every worker each 10 ms while at least one is awake, and sleeps without a
 * time limit while none is. The last worker to fall asleep need not tell it; a worker that wakes up
 * does ({@link #workerAwake}).
 */
final class StallWatch implements Runnable {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final StackTraceElement UNKNOWN = new StackTraceElement("", "", null, -1);

    /** The lines that were reported, of the whole process. */
    private static final Set<StackTraceElement> REPORTED = ConcurrentHashMap.newKeySet();

    private final MultiThreadScheduler scheduler;
    private final Thread thread;
    private final PollMark.Sighting[] lastSeen;

    /** When the poll that is seen was first seen; 0 if it is a new one. */
    private final long[] since;

    /** Whether the poll that is seen was looked into: once is enough. */
    private final boolean[] told;

    private volatile boolean sleeping;
    private volatile boolean stopped;

    StallWatch(MultiThreadScheduler scheduler) {
        this.scheduler = scheduler;
        this.lastSeen = new PollMark.Sighting[scheduler.workers().length];
        this.since = new long[lastSeen.length];
        this.told = new boolean[lastSeen.length];
        for (int i = 0; i < lastSeen.length; i++) {
            lastSeen[i] = scheduler.workers()[i].mark.look();
        }
        this.thread =
                Thread.ofPlatform()
                        .daemon()
                        .name(scheduler.config().name().concat("-watch"))
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
            told[i] = false;
            return;
        }
        if (since[i] == 0) {
            since[i] = now;
        }
        free(worker);
        long limit = scheduler.config().stallWarning().toNanos();
        if (limit > 0 && now - since[i] >= limit && !told[i]) {
            told[i] = true;
            report(worker, seen, now - since[i]);
        }
    }

    /** Gives others access to what the stuck worker holds. */
    private void free(Worker worker) {
        var core = worker.watched;
        var next = core == null ? null : core.takeLifo();
        if (next != null) {
            scheduler.inject().push(next);
            scheduler.notifyOne();
        } else if (!worker.stealer.isEmpty() || !scheduler.drivers().isHeld()) {
            scheduler.notifyOne();
        }
    }

    private void report(Worker worker, PollMark.Sighting seen, long nanos) {
        var task = seen.task();
        var stuck = task == null ? null : stuckThread(task, seen.thread());
        if (task == null || stuck == null) {
            return;
        }
        var line = HiddenFrames.innermost(stuck, StallWatch::isNotTheUsers);
        // The stack was read after the sighting: what it shows counts only if nothing has moved on.
        if (!worker.mark.look().sameAs(seen) || !REPORTED.add(line == null ? UNKNOWN : line)) {
            return;
        }
        System.getLogger("dev.kyoto")
                .log(
                        System.Logger.Level.WARNING,
                        "{0} has kept its worker for {1} ms in one poll, at {2}. Other tasks of this worker"
                                + " went on elsewhere. Move blocking calls to spawnBlocking or blockInPlace,"
                                + " and break up long computations with yieldNow().",
                        task,
                        TimeUnit.NANOSECONDS.toMillis(nanos),
                        line == null ? "a line that cannot be told" : line);
    }

    private static @Nullable Thread stuckThread(Task<?> task, @Nullable Thread poller) {
        var elsewhere = task.onOwnThread();
        var own = elsewhere == null ? null : elsewhere.runningThread();
        return own != null ? own : poller;
    }

    /** Whether a class is the JDK's or Kyoto's. */
    private static boolean isNotTheUsers(String className) {
        return className.startsWith("java.")
                || className.startsWith("jdk.")
                || className.startsWith("sun.")
                || className.startsWith("dev.kyoto.internal.")
                || className.startsWith("dev.kyoto.future.")
                || className.startsWith("dev.kyoto.runtime.")
                || className.equals("dev.kyoto.Kyoto");
    }
}
