package dev.kyoto.internal.blocking;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads for jobs that block: created on demand, reused while idle, ended after a while of that.
 *
 * <p>Jobs start in the order in which they were submitted. A job that has started is never
 * interrupted. A job is told from others by {@code equals}, so it should not override it, and is in
 * the queue at most once at a time.
 *
 * <p>Thread-safe.
 *
 * <p>Answers to {@code runtime::blocking::pool} in Tokio.
 */
public final class BlockingPool {
    // One monitor guards everything but the running of jobs. A thread of the pool is in one of
    //
    //   coming -> busy   it arrives and takes the oldest job
    //   coming -> idle   it arrives, and busy threads were quicker: the queue is empty
    //   busy   -> busy   it comes back from a job and takes the oldest one
    //   busy   -> idle   it comes back and the queue is empty: it goes on the idle stack and parks
    //   idle   -> coming somebody takes it off the stack and unparks it: it was called
    //   idle   -> ended  the keep-alive has passed: it takes itself off the stack
    //   coming, busy, idle -> ended    the queue is empty and the pool is shut down
    //
    // A new thread is coming. The stack is the account of idle threads: whoever removes a thread
    // from it decides, under the monitor, what becomes of the thread. So a caller never counts on a
    // thread that has timed out, and a time-out never takes a thread that was called. The latest
    // idle thread is called first, so that surplus ones can end.
    //
    // Waking a thread costs far more than a short job, so there is no wake-up for each job but a
    // chain of them. What holds whenever the monitor is free: while a job is queued, a thread is
    // coming, or all threads there may be are busy (or the last attempt to add one has failed).
    // For a submit that finds nobody coming calls an idle thread or adds one, and a thread that
    // arrives and leaves jobs behind calls the next one before it runs its own, which may block. A
    // thread that comes back does not change how many are coming, and becomes idle only if the
    // queue is empty. So any number of jobs up to the limit get to run, even if each waits for all.
    //
    // A chain of single calls would bring the n-th of many blocking jobs its thread after n
    // wake-ups in a row. So an arriving thread that leaves jobs behind calls two if the jobs do not
    // flow: if no thread has come back from a job since the arrival before. Then the number of
    // threads doubles with each generation, and n jobs that block have their threads after
    // log2(n) + 2 of them. Short jobs flow, and bring the busy threads back before more are needed.

    /** What the pool runs. Neither method may throw; if one does, the thread's handler is told. */
    public interface Job extends Runnable {

        /** Does the work, on a thread of the pool. */
        @Override
        void run();

        /** The job will never start, as the pool was shut down. */
        void discard();
    }

    private final int maxThreads;
    private final long keepAliveNanos;
    private final ThreadFactory factory;

    private final Object lock = new Object();

    /** Counted down once the pool is shut down and no thread is left that has not ended. */
    private final CountDownLatch allEnded = new CountDownLatch(1);

    /** Queued jobs, oldest first, and for each whether it is mandatory. */
    @GuardedBy("lock")
    private final LinkedHashMap<Job, Boolean> queue = new LinkedHashMap<>();

    /** Idle threads, the latest one last. */
    @GuardedBy("lock")
    private final ArrayDeque<Worker> idle = new ArrayDeque<>();

    /** How many threads were called or added and have not arrived at the queue. */
    @GuardedBy("lock")
    private int coming;

    /** Whether a thread has come back from a job since one arrived that left jobs behind. */
    @GuardedBy("lock")
    private boolean flowing;

    /** How many threads have not ended. */
    @GuardedBy("lock")
    private int alive;

    /** Threads that have left the pool but may need a moment to end. */
    @GuardedBy("lock")
    private final List<Thread> ending = new ArrayList<>();

    @GuardedBy("lock")
    private boolean shutdown;

    /**
     * Creates a pool without threads.
     *
     * @param maxThreads the most threads that live at a time, at least 1
     * @param keepAlive how long a thread stays idle before it ends, zero or more
     * @param threads makes the threads, which the pool starts
     */
    public BlockingPool(int maxThreads, Duration keepAlive, ThreadFactory threads) {
        if (maxThreads < 1) {
            throw new IllegalArgumentException(
                    "maxThreads is " + maxThreads + "; a pool needs at least 1 thread");
        }
        if (keepAlive.isNegative()) {
            throw new IllegalArgumentException(
                    "keepAlive is " + keepAlive + "; it must be zero or more");
        }
        this.maxThreads = maxThreads;
        this.keepAliveNanos = TimeUnit.NANOSECONDS.convert(keepAlive);
        this.factory = Objects.requireNonNull(threads, "threads");
    }

    /**
     * Queues a job, which is discarded if shutdown comes before it has started.
     *
     * <p><b>Errors</b> If a thread is needed and none can be made although the pool has no other,
     * what the factory or the thread's start has thrown is thrown from here, an {@link
     * OutOfMemoryError} most likely; the job is untouched then.
     *
     * @param job the job
     * @return false after shutdown; the job is untouched then
     */
    public boolean submit(Job job) {
        return submit(job, false);
    }

    /**
     * Queues a job that is run even when shutdown comes first.
     *
     * <p><b>Errors</b> As {@link #submit}.
     *
     * @param job the job
     * @return false after shutdown; the job is untouched then
     */
    public boolean submitMandatory(Job job) {
        return submit(job, true);
    }

    private boolean submit(Job job, boolean mandatory) {
        Objects.requireNonNull(job, "job");
        Worker called;
        synchronized (lock) {
            if (shutdown) {
                return false;
            }
            if (queue.putIfAbsent(job, mandatory) != null) {
                throw new IllegalStateException(
                        "job " + job + " is queued already; submit it again once it has started");
            }
            called = coming == 0 ? callIdle() : null;
            if (called == null && idle.isEmpty() && coming < queue.size()) {
                addThreadFor(job);
            }
            if (called != null) {
                flowing = true; // nothing is known yet: the first one to arrive calls one
            }
        }
        if (called != null) {
            called.unpark();
        }
        return true;
    }

    /** Takes an idle thread off the stack, which the caller unparks once the monitor is free. */
    @GuardedBy("lock")
    private @Nullable Worker callIdle() {
        var called = idle.pollLast();
        if (called != null) {
            called.called = true;
            coming++;
        }
        return called;
    }

    /** Adds a thread if there may be one more; a failure matters only if the job is left alone. */
    @GuardedBy("lock")
    private void addThreadFor(Job job) {
        try {
            addThread();
        } catch (RuntimeException | Error e) {
            if (alive == 0) {
                queue.remove(job);
                throw e;
            }
        }
    }

    @GuardedBy("lock")
    private void addThread() {
        if (alive == maxThreads) {
            return;
        }
        var worker = new Worker();
        var thread = factory.newThread(worker);
        if (thread == null) {
            throw new IllegalStateException(
                    "the thread factory " + factory + " returned null; it must make a thread");
        }
        thread.start();
        alive++;
        coming++;
    }

    /**
     * Takes a job out of the queue, so that it is neither run nor discarded by the pool.
     *
     * @param job the job
     * @return false if it is not queued: it has started, was discarded, or never came
     */
    public boolean remove(Job job) {
        synchronized (lock) {
            return queue.remove(job) != null;
        }
    }

    /**
     * Refuses jobs from now on, discards the queued ones unless they are mandatory, and lets the
     * threads end once the others have run.
     *
     * <p>Jobs are discarded on the calling thread. A second call does nothing.
     */
    public void beginShutdown() {
        var discarded = new ArrayList<Job>();
        var called = new ArrayList<Worker>();
        synchronized (lock) {
            shutdown = true;
            queue.forEach(
                    (job, mandatory) -> {
                        if (!mandatory) {
                            discarded.add(job);
                        }
                    });
            queue.values().removeIf(mandatory -> !mandatory);
            for (var worker = callIdle(); worker != null; worker = callIdle()) {
                called.add(worker);
            }
            if (alive == 0) {
                allEnded.countDown();
            }
        }
        called.forEach(Worker::unpark);
        for (var job : discarded) {
            runGuarded(job::discard);
        }
    }

    /**
     * Waits until all threads have ended after {@link #beginShutdown()}; then none is alive, nor
     * are those that ended earlier. A thread of the pool would wait for itself.
     *
     * @param nanos how long at most, in nanoseconds; negative waits forever
     * @return true if all threads have ended, false if the time passed first
     * @throws InterruptedException if the calling thread is interrupted
     */
    public boolean awaitTermination(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        if (nanos < 0) {
            allEnded.await();
        } else if (!allEnded.await(nanos, TimeUnit.NANOSECONDS)) {
            return false;
        }
        List<Thread> joined;
        synchronized (lock) {
            joined = List.copyOf(ending);
        }
        for (var thread : joined) {
            if (nanos < 0) {
                thread.join();
            } else if (!thread.join(Duration.ofNanos(deadline - System.nanoTime()))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Counts the threads.
     *
     * @return the number of threads that have not ended
     */
    public int threads() {
        synchronized (lock) {
            return alive;
        }
    }

    /**
     * Counts the threads that wait for a job.
     *
     * @return the number of threads to which no job was assigned
     */
    public int idleThreads() {
        synchronized (lock) {
            // As many of those that are coming or can be called as there are jobs have one each.
            return shutdown ? 0 : Math.max(0, idle.size() + coming - queue.size());
        }
    }

    /**
     * Counts the jobs that have not started.
     *
     * @return the length of the queue
     */
    public int queued() {
        synchronized (lock) {
            return queue.size();
        }
    }

    /** Runs foreign code; what it throws is told to the thread's handler and goes no further. */
    private static void runGuarded(Runnable code) {
        try {
            code.run();
        } catch (Throwable failure) {
            var thread = Thread.currentThread();
            try {
                thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
            } catch (Throwable ignored) {
                // The JVM ignores what such a handler throws, and so does the pool.
            }
        }
    }

    /** The body of one thread. */
    private final class Worker implements Runnable {
        /** Written before this worker is idle for the first time, and so before it is called. */
        private @Nullable Thread thread;

        /** Set under the monitor by whoever took this worker off the stack; cleared by itself. */
        private volatile boolean called;

        /** Set and read by this worker alone. */
        private boolean ended;

        void unpark() {
            LockSupport.unpark(thread);
        }

        @Override
        public void run() {
            thread = Thread.currentThread();
            do {
                for (var job = arrive(); job != null; job = comeBack()) {
                    // Left by the job before, or by whoever interrupted an idle thread. It is not
                    // meant for this job.
                    Thread.interrupted();
                    runGuarded(job);
                }
            } while (!ended && awaitCall());
        }

        /** The first job of a thread that was called or added, or null as {@link #next}. */
        private @Nullable Job arrive() {
            Worker first = null;
            Worker second = null;
            Job job;
            synchronized (lock) {
                coming--;
                job = next();
                if (!queue.isEmpty()) {
                    if (!flowing) {
                        first = callOrAdd();
                        second = callOrAdd();
                    } else if (coming == 0) {
                        first = callOrAdd();
                    }
                    flowing = false;
                }
            }
            if (first != null) {
                first.unpark();
            }
            if (second != null) {
                second.unpark();
            }
            return job;
        }

        /** One more job for a thread that has run one, or null as {@link #next}. */
        private @Nullable Job comeBack() {
            synchronized (lock) {
                flowing = true;
                return next();
            }
        }

        /** The oldest job; without one the worker is idle from now on, or has ended. */
        @GuardedBy("lock")
        private @Nullable Job next() {
            var oldest = queue.pollFirstEntry();
            if (oldest != null) {
                return oldest.getKey();
            }
            if (shutdown) {
                end();
            } else {
                called = false;
                idle.addLast(this);
            }
            return null;
        }

        /** Gets another thread on its way, unless as many are coming as there are jobs. */
        @GuardedBy("lock")
        private @Nullable Worker callOrAdd() {
            if (coming >= queue.size()) {
                return null;
            }
            var next = callIdle();
            if (next == null) {
                try {
                    addThread();
                } catch (RuntimeException | Error e) {
                    // The threads that there are go on; the next submit tries it again.
                }
            }
            return next;
        }

        /** Parks as an idle thread; false if nobody called for the keep-alive time. */
        private boolean awaitCall() {
            long deadline = System.nanoTime() + keepAliveNanos;
            while (!called) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return !timeOut();
                }
                LockSupport.parkNanos(BlockingPool.this, left);
                // Nobody may interrupt a thread of the pool: it would not park any more.
                Thread.interrupted();
            }
            return true;
        }

        /** Ends an idle thread; false if it was called at the last moment. */
        private boolean timeOut() {
            synchronized (lock) {
                if (called) {
                    return false;
                }
                // The one that has waited longest is the first: this takes no search.
                idle.remove(this);
                end();
                return true;
            }
        }

        @GuardedBy("lock")
        private void end() {
            ended = true;
            alive--;
            ending.removeIf(thread -> !thread.isAlive());
            ending.add(Thread.currentThread());
            if (shutdown && alive == 0) {
                allEnded.countDown();
            }
        }
    }
}
