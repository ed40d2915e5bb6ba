package dev.kyoto.internal.scheduler;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.internal.blocking.BlockingPool;
import dev.kyoto.internal.driver.Drivers;
import dev.kyoto.internal.util.Rng;
import dev.kyoto.internal.util.Sizes;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * What both schedulers share: spawning, the drivers, the blocking pool, and the order of shutdown.
 *
 * <p>Shutdown, step by step:
 *
 * <ol>
 *   <li>The list of owned tasks is closed: a later spawn gives a task that was cut off.
 *   <li>Every task is aborted, and every set of {@link LocalTasks} that is driven here is closed, which
 *       aborts its tasks and leaves their end to whoever drives it. The scheduler still runs, so that cleanup which awaits gets its
 *       timers and its I/O. This lasts until no task is left or the time limit has passed.
 *   <li>The scheduler stops: no task is polled any more. What is left is cut off: its future is
 *       cancelled without waiting, its joiner is told.
 *   <li>The drivers shut down: whoever still waits for I/O or a timer is woken.
 *   <li>The blocking pool refuses new closures, drops queued ones, and is waited for.
 * </ol>
 *
 * <p>A spawn that races with step 1 is bound before the list is closed, and aborted in step 2, or
 * refused; there is no third way, since both happen under the lock of the list's shard.
 */
public abstract sealed class Scheduler extends TaskHome
        permits MultiThreadScheduler, CurrentThreadScheduler {
    private final SchedulerConfig config;
    private final boolean shuffled;
    private final Drivers drivers;
    private final BlockingPool blocking;
    private final OwnedTasks tasks;
    private final TaskFailures failures;
    private final Rng seeds;

    /** The sets of local tasks that were first driven here; weakly, as each has an owner. */
    @GuardedBy("itself")
    private final Set<LocalTasks> locals = Collections.newSetFromMap(new WeakHashMap<>());

    private volatile boolean draining;

    Scheduler(SchedulerConfig config, int ownThreads) {
        this.config = config;
        this.shuffled = config.provider().shuffled();
        this.drivers = new Drivers(config.provider());
        this.tasks = new OwnedTasks(config.workers());
        this.failures = new TaskFailures(config.uncaught());
        this.seeds = new Rng(config.provider().seed());
        this.blocking =
                new BlockingPool(
                        config.maxBlockingThreads() + ownThreads,
                        config.blockingKeepAlive(),
                        new Threads());
    }

    /** Not a lambda: the JVM takes long to link the first ones, and every start would wait. */
    private final class Threads implements ThreadFactory {
        @Override
        public Thread newThread(Runnable body) {
            return new RuntimeThread(
                    body, config.threadName().get(), config.threadStackSize(), Scheduler.this);
        }
    }

    /**
     * How it was built.
     *
     * @return the configuration
     */
    public final SchedulerConfig config() {
        return config;
    }

    /**
     * Timers and I/O.
     *
     * @return the drivers
     */
    public final Drivers drivers() {
        return drivers;
    }

    /**
     * The threads for what blocks.
     *
     * @return the pool
     */
    public final BlockingPool blocking() {
        return blocking;
    }

    final OwnedTasks tasks() {
        return tasks;
    }

    @Override
    final TaskFailures failures() {
        return failures;
    }

    /**
     * Tells the uncaught handler of a failure that nobody waits for any more.
     *
     * @param failure what went wrong, outside of any task
     */
    public final void uncaught(Throwable failure) {
        failures.stray(null, failure);
    }

    @Override
    final TaskHooks hooks() {
        return config.taskHooks();
    }

    @Override
    final void ended(Task<?> task) {
        tasks.remove(task);
    }

    /** A new seed for one of the runtime's random sources; the same sequence for the same seed. */
    final long nextSeed() {
        synchronized (seeds) {
            return seeds.nextLong();
        }
    }

    /** Whether the order of ready tasks and the length of their turns are random choices. */
    final boolean isShuffled() {
        return shuffled;
    }

    /**
     * Where tasks are shuffled a turn may be so short that it ends at any operation, be that ready or
     * not: only so does another task get in between.
     */
    @Override
    final void shortenTurn(Context cx) {
        if (shuffled) {
            var rng = ThreadContext.current().rng();
            int units = rng.nextInt(2) == 0 ? Sizes.BUDGET : rng.nextInt(Math.min(4, Sizes.BUDGET));
            for (int i = units; i < Sizes.BUDGET; i++) {
                boolean _ = cx.proceed();
            }
        }
    }

    /**
     * Tasks that were spawned and have not ended.
     *
     * @return how many there are now
     */
    public final long aliveTasks() {
        return tasks.count();
    }

    /**
     * The tasks that were spawned and have not ended, for whoever wants to look at them.
     *
     * @return those of this moment, in no particular order
     */
    public final List<Task<?>> listTasks() {
        return tasks.snapshot();
    }

    /**
     * Tasks that were ever spawned.
     *
     * @return how many
     */
    public final long spawnedTasks() {
        return tasks.spawned();
    }

    /**
     * Tasks in the global queue.
     *
     * @return how many there are now
     */
    public abstract int globalQueueDepth();

    /**
     * The counters of the workers.
     *
     * @return one for each worker
     */
    public abstract WorkerMetrics[] workerMetrics();

    /**
     * Starts a future as a task.
     *
     * @param future what to poll
     * @param meta name and place
     * @param <T> its type
     * @return the task; already aborted if the runtime is shutting down
     */
    public final <T extends @Nullable Object> Task<T> spawn(Future<T> future, TaskMeta meta) {
        var task = Task.of(this, future, meta);
        if ((draining && ThreadContext.current().task() == null) || !tasks.bind(task)) {
            task.cutOff();
            return task;
        }
        hooks().onSpawn(task);
        submit(task, false);
        return task;
    }

    /**
     * Runs a closure on the blocking pool.
     *
     * @param body the closure
     * @param meta name and place
     * @param <T> its type
     * @return a task that ends with the closure; aborting it has an effect only before the start
     */
    public final <T extends @Nullable Object> Task<T> spawnBlocking(
            Callable<T> body, TaskMeta meta) {
        return BlockingCall.start(this, body, meta);
    }

    @Override
    final void submit(Task<?> task, boolean yielded) {
        var loop = ThreadContext.current().loop();
        if (loop != null && loop.scheduler() == this && loop.hasCore()) {
            loop.submitLocal(task, yielded);
        } else if (!submitRemote(task)) {
            task.cutOff();
        }
    }

    /** False if the scheduler has stopped and will poll nothing any more. */
    abstract boolean submitRemote(Task<?> task);

    /**
     * Drives a future on the calling thread.
     *
     * @param future what to drive
     * @param <T> its type
     * @return its value
     */
    public abstract <T extends @Nullable Object> T blockOn(Future<T> future);

    /** Lets tasks go on until none is left or the time is up; step 2 of shutdown. */
    abstract boolean awaitTasks(Deadline deadline) throws InterruptedException;

    /** Step 3 of shutdown, without the cutting off; false if a worker did not stop in time. */
    abstract boolean stop(Deadline deadline) throws InterruptedException;

    /**
     * Refuses tasks from outside and lets those that are there end by themselves.
     *
     * @param deadline how long
     * @return true if no task is left
     * @throws InterruptedException if the caller was interrupted
     */
    public final boolean drain(Deadline deadline) throws InterruptedException {
        draining = true;
        return awaitTasks(deadline);
    }

    /**
     * Shuts down, in the steps above. Idempotent.
     *
     * @param deadline how long it may take in all
     * @return how many tasks were cut off while work was under way
     * @throws InterruptedException if the caller was interrupted; what was not done stays undone
     */
    public final long shutdown(Deadline deadline) throws InterruptedException {
        tasks.close();
        var cut = tasks.snapshot();
        long cutLocals = closeLocals();
        cut.forEach(Task::abort);
        awaitTasks(deadline);
        stop(deadline);
        tasks.snapshot().forEach(Task::cutOff);
        locals().forEach(LocalTasks::endIfAbandoned);
        drivers.shutdown();
        blocking.beginShutdown();
        blocking.awaitTermination(deadline.remainingNanos());
        failures.reportRemaining();
        return cut.size() + cutLocals;
    }

    // ---- Local tasks ----

    /** Notes a set that is driven here for the first time; closed at once if this is closed. */
    final void adopt(LocalTasks set) {
        synchronized (locals) {
            locals.add(set);
        }
        // Shutdown closes the list of tasks and then looks at the sets: one of the two sees it.
        if (isShutdown()) {
            set.close();
        }
    }

    private List<LocalTasks> locals() {
        synchronized (locals) {
            return List.copyOf(locals);
        }
    }

    private long closeLocals() {
        long cut = 0;
        for (var set : locals()) {
            cut += set.aliveTasks();
            set.close();
        }
        return cut;
    }

    /**
     * Whether shutdown has begun.
     *
     * @return true once no task can be spawned any more
     */
    public final boolean isShutdown() {
        return tasks.isClosed();
    }
}
