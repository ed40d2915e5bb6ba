package dev.kyoto.internal.blocking;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

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
    // One lock guards everything but the running of jobs. A thread of the pool is in one of
    //
    //   busy  -> idle    the queue is empty: it goes on the idle stack and waits
    //   idle  -> called  a submitter takes it off the stack and signals it
    //   idle  -> ended   the keep-alive has passed: it takes itself off the stack
    //   called -> busy   it wakes and looks into the queue
    //   busy, idle, called -> ended    the queue is empty and the pool is shut down
    //
    // The stack is the account of idle threads: whoever removes a thread from it decides, under the
    // lock, what becomes of the thread. So a submitter never counts on a thread that has timed out,
    // and a time-out never takes a thread that was called. A wake-up of an idle thread that was not
    // called is spurious. The latest idle thread is called first, so that surplus ones can end.
    //
    // While a job is queued, then, a thread is busy or called, and looks into the queue before it
    // becomes idle or ends: that holds as a submit without an idle thread either adds a thread or
    // finds one busy, and fails otherwise.

    /** What the pool runs. Neither method may throw; if one does, the thread's handler is told. */
    public interface Job {

        /** Does the work, on a thread of the pool. */
        void run();

        /** The job will never start, as the pool was shut down. */
        void discard();
    }

    private final int maxThreads;
    private final long keepAliveNanos;
    private final ThreadFactory factory;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition allEnded = lock.newCondition();

    /** Queued jobs, oldest first, and for each whether it is mandatory. */
    @GuardedBy("lock")
    private final LinkedHashMap<Job, Boolean> queue = new LinkedHashMap<>();

    /** Idle threads, the latest one last. */
    @GuardedBy("lock")
    private final ArrayDeque<Worker> idle = new ArrayDeque<>();

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
        lock.lock();
        try {
            if (shutdown) {
                return false;
            }
            if (queue.putIfAbsent(job, mandatory) != null) {
                throw new IllegalStateException(
                        "job " + job + " is queued already; submit it again once it has started");
            }
            var called = idle.pollLast();
            if (called != null) {
                called.call();
            } else if (alive < maxThreads) {
                addThreadFor(job);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Starts a thread; a failure matters only if the job is left without any. */
    @GuardedBy("lock")
    private void addThreadFor(Job job) {
        boolean started = false;
        try {
            var worker = new Worker();
            var thread = factory.newThread(worker);
            if (thread == null) {
                throw new IllegalStateException(
                        "the thread factory " + factory + " returned null; it must make a thread");
            }
            thread.start();
            started = true;
        } catch (RuntimeException | Error e) {
            if (alive == 0) {
                throw e;
            }
        } finally {
            if (started) {
                alive++;
            } else if (alive == 0) {
                queue.remove(job);
            }
        }
    }

    /**
     * Takes a job out of the queue, so that it is neither run nor discarded by the pool.
     *
     * @param job the job
     * @return false if it is not queued: it has started, was discarded, or never came
     */
    public boolean remove(Job job) {
        lock.lock();
        try {
            return queue.remove(job) != null;
        } finally {
            lock.unlock();
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
        lock.lock();
        try {
            shutdown = true;
            queue.forEach(
                    (job, mandatory) -> {
                        if (!mandatory) {
                            discarded.add(job);
                        }
                    });
            queue.values().removeIf(mandatory -> !mandatory);
            idle.forEach(Worker::call);
            idle.clear();
        } finally {
            lock.unlock();
        }
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
        boolean forever = nanos < 0;
        long deadline = System.nanoTime() + nanos;
        List<Thread> joined;
        lock.lockInterruptibly();
        try {
            while (!(shutdown && alive == 0)) {
                if (forever) {
                    allEnded.await();
                } else if (allEnded.awaitNanos(deadline - System.nanoTime()) <= 0
                        && !(shutdown && alive == 0)) {
                    return false;
                }
            }
            joined = List.copyOf(ending);
        } finally {
            lock.unlock();
        }
        for (var thread : joined) {
            if (forever) {
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
        lock.lock();
        try {
            return alive;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Counts the threads that wait for a job.
     *
     * @return the number of threads to which no job was assigned
     */
    public int idleThreads() {
        lock.lock();
        try {
            return idle.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Counts the jobs that have not started.
     *
     * @return the length of the queue
     */
    public int queued() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
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
        private final Condition wake = lock.newCondition();

        /** Set by whoever took this worker off the idle stack; guarded by the pool's lock. */
        private boolean called;

        /** For whoever holds the pool's lock and took this worker off the idle stack. */
        void call() {
            called = true;
            wake.signal();
        }

        @Override
        public void run() {
            lock.lock();
            try {
                do {
                    runQueuedJobs();
                } while (!shutdown && awaitCall());
                alive--;
                ending.removeIf(thread -> !thread.isAlive());
                ending.add(Thread.currentThread());
                if (alive == 0) {
                    allEnded.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }

        /** Empties the queue; the lock is free while a job runs. */
        @GuardedBy("lock")
        private void runQueuedJobs() {
            var next = queue.pollFirstEntry();
            while (next != null) {
                lock.unlock();
                try {
                    // Left by the job before, or by whoever interrupted an idle thread: a wait that
                    // was signalled first keeps the status. It is not meant for this job.
                    Thread.interrupted();
                    runGuarded(next.getKey()::run);
                } finally {
                    lock.lock();
                }
                next = queue.pollFirstEntry();
            }
        }

        /** Waits as an idle thread; answers false if nobody called for the keep-alive time. */
        @GuardedBy("lock")
        private boolean awaitCall() {
            long deadline = System.nanoTime() + keepAliveNanos;
            called = false;
            idle.addLast(this);
            while (!called) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    // The one that has waited longest is the first: this takes no search.
                    idle.remove(this);
                    return false;
                }
                try {
                    wake.awaitNanos(left);
                } catch (InterruptedException e) {
                    // Nobody may interrupt a thread of the pool; it goes on waiting.
                }
            }
            return true;
        }
    }
}
