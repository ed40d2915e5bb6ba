package dev.kyoto.internal.scheduler;

import dev.kyoto.future.Awaiter;
import dev.kyoto.future.Future;
import dev.kyoto.internal.blocking.BlockingPool;
import dev.kyoto.internal.queue.InjectQueue;
import dev.kyoto.internal.queue.LocalQueue;
import dev.kyoto.internal.util.Rng;
import dev.kyoto.internal.util.ThreadRng;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The work-stealing scheduler: what its workers share.
 *
 * <p>Parts: a {@link Worker} is what others see of a worker, a {@link Core} what only its holder
 * touches, a {@link WorkerLoop} one thread's run with a core; {@link Idle} knows who sleeps, the
 * inject queue holds what came from outside or overflowed.
 *
 * <p>Stopping: the inject queue is closed and {@code stopping} set; every worker is woken, sees it,
 * and gives up its core for good ({@link #coreStopped}). Tasks left in queues are still in the list
 * of owned tasks, from which the caller cuts them off.
 */
public final class MultiThreadScheduler extends Scheduler {
    private final InjectQueue<Task<?>> inject = new InjectQueue<>();
    private final Worker[] workers;
    private final Idle idle;
    private final CountDownLatch running;
    private final StallWatch watch;

    private volatile boolean stopping;

    /**
     * Creates and starts a scheduler.
     *
     * @param config what it is built from
     */
    public MultiThreadScheduler(SchedulerConfig config) {
        super(config, config.workers());
        idle = new Idle(config.workers());
        running = new CountDownLatch(config.workers());
        workers = new Worker[config.workers()];
        var cores = new Core[workers.length];
        for (int i = 0; i < workers.length; i++) {
            var queue = new LocalQueue<Task<?>>();
            var parker = new Parker(drivers(), config.provider().parking());
            workers[i] = new Worker(i, queue.stealer(), parker, new WorkerMetrics());
            cores[i] =
                    new Core(
                            queue,
                            parker,
                            new Rng(nextSeed()),
                            new PollStats(workers[i].metrics),
                            eventInterval(),
                            config.globalQueueInterval() == 0 ? 61 : config.globalQueueInterval(),
                            config.lifoSlot());
        }
        watch = new StallWatch(this);
        for (int i = 0; i < workers.length; i++) {
            launch(workers[i], cores[i]);
        }
        watch.start();
    }

    /** Lets some thread of the pool run this worker with this core. */
    void launch(Worker worker, Core core) {
        worker.watched = core;
        worker.core.set(core);
        var job =
                new BlockingPool.Job() {
                    @Override
                    public void run() {
                        new WorkerLoop(MultiThreadScheduler.this, worker).run();
                    }

                    @Override
                    public void discard() {
                        throw new IllegalStateException("a worker's job is mandatory");
                    }
                };
        if (!blocking().submitMandatory(job)) {
            // The pool shuts down only after all cores have stopped, or when shutdown ran out of
            // time; in the second case nobody will run this core.
            var unused = worker.takeCore();
            if (unused != null) {
                coreStopped(unused);
            }
        }
    }

    InjectQueue<Task<?>> inject() {
        return inject;
    }

    Worker[] workers() {
        return workers;
    }

    Idle idle() {
        return idle;
    }

    StallWatch watch() {
        return watch;
    }

    int eventInterval() {
        return config().eventInterval();
    }

    boolean isStopping() {
        return stopping;
    }

    @Override
    boolean submitRemote(Task<?> task) {
        if (!inject.offer(task)) {
            return false;
        }
        notifyOne();
        return true;
    }

    /** Wakes a sleeping worker, unless one is searching already. */
    void notifyOne() {
        int sleeper = idle.workerToNotify();
        if (sleeper >= 0) {
            workers[sleeper].parker.unpark();
        }
    }

    void notifyIfWorkPending() {
        for (var worker : workers) {
            if (!worker.stealer.isEmpty()) {
                notifyOne();
                return;
            }
        }
        if (!inject.isEmpty()) {
            notifyOne();
        }
    }

    @Override
    public int globalQueueDepth() {
        return inject.size();
    }

    @Override
    public WorkerMetrics[] workerMetrics() {
        var metrics = new WorkerMetrics[workers.length];
        for (int i = 0; i < metrics.length; i++) {
            metrics[i] = workers[i].metrics;
        }
        return metrics;
    }

    @Override
    public <T extends @Nullable Object> T blockOn(Future<T> future) {
        var context = ThreadContext.current();
        context.startDriving("blockOn");
        var before = context.enter(this);
        var rng = ThreadRng.bind(context);
        try {
            return Awaiter.parking().await(future);
        } finally {
            ThreadRng.bind(rng);
            context.enter(before);
            context.stopDriving();
        }
    }

    @Override
    public <T extends @Nullable Object> Task<T> spawnLocal(Future<T> future, TaskMeta meta) {
        throw LocalOnly.refused();
    }

    @Override
    boolean awaitTasks(Deadline deadline) throws InterruptedException {
        return tasks().awaitEmpty(deadline);
    }

    @Override
    boolean stop(Deadline deadline) throws InterruptedException {
        inject.close();
        stopping = true;
        watch.stop();
        for (var worker : workers) {
            worker.parker.unpark();
        }
        long nanos = deadline.remainingNanos();
        if (nanos < 0) {
            running.await();
            return true;
        }
        return running.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** A worker has given up its core for good. */
    void coreStopped(Core core) {
        for (var task = core.takeLifo(); task != null; task = core.takeLifo()) {
            task.cutOff();
        }
        for (var task = core.queue.pop(); task != null; task = core.queue.pop()) {
            task.cutOff();
        }
        for (var task = inject.poll(); task != null; task = inject.poll()) {
            task.cutOff();
        }
        running.countDown();
    }
}
