package dev.kyoto.internal.scheduler;

import dev.kyoto.future.Awaiter;
import dev.kyoto.future.Future;
import dev.kyoto.internal.queue.InjectQueue;
import dev.kyoto.internal.util.Rng;
import dev.kyoto.internal.util.ThreadRng;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler without threads of its own: tasks run on the thread that calls blockOn, and only
 * while it is there.
 *
 * <p>One that was made for a single thread is driven by that thread alone: it never lends its core,
 * and an await in the middle of a poll runs the other tasks within that call.
 *
 * <p>If several threads call blockOn at once, one has the core and runs tasks; the others poll only
 * their own future, and the core goes to one of them when it is returned. The holder of the core
 * holds the drivers as well.
 */
public final class CurrentThreadScheduler extends Scheduler {
    private final InjectQueue<Task<?>> inject = new InjectQueue<>();
    private final WorkerMetrics metrics = new WorkerMetrics();
    private final AtomicReference<@Nullable CurrentThreadCore> core;

    /** Threads that wait for the core; woken one for each time it is returned. */
    private final ConcurrentLinkedQueue<Thread> waiting = new ConcurrentLinkedQueue<>();

    /** The one thread that may drive it, or null if any may. */
    private final @Nullable ThreadContext owner;

    private volatile boolean stopping;

    private CurrentThreadScheduler(SchedulerConfig config, @Nullable ThreadContext owner) {
        super(config, 1);
        this.owner = owner;
        this.core = new AtomicReference<>(newCore());
    }

    private CurrentThreadCore newCore() {
        var stats = new PollStats(metrics);
        return isShuffled()
                ? new CurrentThreadCore(stats, new ShuffledQueue(new Rng(nextSeed())))
                : new CurrentThreadCore(stats);
    }

    /**
     * Creates a scheduler for any thread; nothing runs before {@link #blockOn}.
     *
     * @param config what it is built from
     */
    public CurrentThreadScheduler(SchedulerConfig config) {
        this(config, null);
    }

    /**
     * Creates a scheduler that only the current thread may drive, so that its tasks never leave it.
     *
     * @param config what it is built from
     * @return the scheduler
     */
    public static CurrentThreadScheduler forThisThread(SchedulerConfig config) {
        return new CurrentThreadScheduler(config, ThreadContext.current());
    }

    // ---- The owner ----

    /**
     * Whether its tasks stay on one thread.
     *
     * @return true if it was made so
     */
    public boolean isOfOneThread() {
        return owner != null;
    }

    /**
     * Refuses a call from another thread than the owner. Once that one has ended, any will do.
     *
     * @param what was called, for the message
     * @throws IllegalStateException on another thread
     */
    public void requireHere(String what) {
        if (owner != null && owner != ThreadContext.current() && owner.thread().isAlive()) {
            throw new IllegalStateException(
                    what
                            + " was called on thread '"
                            + Thread.currentThread().getName()
                            + "', but the tasks of the local runtime '"
                            + config().name()
                            + "' stay on thread '"
                            + owner.thread().getName()
                            + "', which made it; call it there, or spawn on its handle");
        }
    }

    @Override
    public <T extends @Nullable Object> Task<T> spawnLocal(Future<T> future, TaskMeta meta) {
        if (owner == null) {
            throw LocalOnly.refused();
        }
        requireHere("spawnLocal");
        return spawn(future, meta);
    }

    // ---- The core ----

    @Nullable CurrentThreadCore takeCore() {
        var taken = core.getAndSet(null);
        if (taken != null && !drivers().tryAcquire()) {
            throw new IllegalStateException("the drivers belong to the holder of the core");
        }
        return taken;
    }

    void returnCore(CurrentThreadCore returned) {
        drivers().release();
        core.set(returned);
        var next = waiting.poll();
        if (next != null) {
            LockSupport.unpark(next);
        }
    }

    /** Waits for the core as long as it takes. */
    CurrentThreadCore awaitCore() {
        boolean interrupted = false;
        try {
            while (true) {
                var self = Thread.currentThread();
                waiting.add(self);
                var taken = takeCore();
                if (taken != null) {
                    leaveWaiting(self);
                    return taken;
                }
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
                waiting.remove(self);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** If this thread was chosen already, the choice goes on to the next. */
    private void leaveWaiting(Thread self) {
        if (!waiting.remove(self)) {
            passOn();
        }
    }

    private void passOn() {
        if (core.get() != null) {
            var next = waiting.poll();
            if (next != null) {
                LockSupport.unpark(next);
            }
        }
    }

    // ---- What the loop asks ----

    boolean isStopping() {
        return stopping;
    }

    boolean hasNews() {
        return !inject.isEmpty() || stopping;
    }

    @Nullable Task<?> pollInjected() {
        return inject.isEmpty() ? null : inject.poll();
    }

    WorkerMetrics metrics() {
        return metrics;
    }

    @Override
    boolean submitRemote(Task<?> task) {
        if (!inject.offer(task)) {
            return false;
        }
        drivers().unpark();
        return true;
    }

    @Override
    public int globalQueueDepth() {
        return inject.size();
    }

    @Override
    public WorkerMetrics[] workerMetrics() {
        return new WorkerMetrics[] {metrics};
    }

    // ---- blockOn ----

    @Override
    public <T extends @Nullable Object> T blockOn(Future<T> future) {
        requireHere("blockOn");
        var context = ThreadContext.current();
        context.startDriving("blockOn");
        var before = context.enter(this);
        var awaiter = Awaiter.bind(context.strayAwait());
        var rng = ThreadRng.bind(context);
        try {
            var root = new Root<T>(future, drivers(), context);
            driveHere(root, context);
            return root.value();
        } finally {
            ThreadRng.bind(rng);
            Awaiter.bind(awaiter);
            context.enter(before);
            context.stopDriving();
        }
    }

    /** Returns once the root is reached; with the core if it can be had, without it otherwise. */
    private void driveHere(Root<?> root, ThreadContext context) {
        var loop = new CurrentThreadLoop(this, context);
        var self = Thread.currentThread();
        while (true) {
            if (loop.acquire()) {
                try {
                    loop.run(root);
                } finally {
                    loop.release();
                }
            }
            if (root.isDone() || root.isReached()) {
                return;
            }
            giveUpIfItMust(root);
            waiting.add(self);
            if (core.get() == null && !root.hasNews() && !stopping) {
                LockSupport.park(this);
            }
            leaveWaiting(self);
        }
    }

    /** Ends a wait that a shutdown or an interrupt has made vain. */
    void giveUpIfItMust(Root<?> root) {
        if (stopping) {
            root.future().cancel();
            throw new IllegalStateException(
                    "the runtime was shut down while blockOn was waiting for " + root.future());
        }
        if (Thread.currentThread().isInterrupted()) {
            root.future().cancel();
            throw new CancellationException(
                    "interrupted in blockOn; the future was cancelled and the interrupt status"
                            + " kept");
        }
    }

    // ---- Shutdown ----

    /** The end of all tasks, within a time. */
    private final class NoTasksLeft implements Goal {
        private final Deadline deadline;

        NoTasksLeft(Deadline deadline) {
            this.deadline = deadline;
        }

        @Override
        public boolean isReached() {
            return aliveTasks() == 0 || deadline.remainingNanos() == 0;
        }

        @Override
        public boolean hasNews() {
            return aliveTasks() == 0;
        }

        @Override
        public long patience() {
            return deadline.remainingNanos();
        }
    }

    @Override
    boolean awaitTasks(Deadline deadline) throws InterruptedException {
        var context = ThreadContext.current();
        var before = context.enter(this);
        var awaiter = Awaiter.bind(context.strayAwait());
        try {
            var loop = new CurrentThreadLoop(this, context);
            if (!loop.acquire()) {
                return tasks().awaitEmpty(deadline); // another thread drives them
            }
            try {
                loop.run(new NoTasksLeft(deadline));
            } finally {
                loop.release();
            }
        } finally {
            Awaiter.bind(awaiter);
            context.enter(before);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while waiting for tasks to end");
        }
        return aliveTasks() == 0;
    }

    @Override
    boolean stop(Deadline deadline) {
        inject.close();
        stopping = true;
        drivers().unpark();
        for (var thread = waiting.poll(); thread != null; thread = waiting.poll()) {
            LockSupport.unpark(thread);
        }
        for (var task = inject.poll(); task != null; task = inject.poll()) {
            task.cutOff();
        }
        // Whatever the core still has queued is cut off from the list of owned tasks.
        return true;
    }
}
