package dev.kyoto.internal.scheduler;

import dev.kyoto.future.Future;
import dev.kyoto.internal.scheduler.WorkerMetrics.Counter;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The loop of a current-thread scheduler, on the thread that has its core: rounds of up to 61
 * tasks, each followed by a look at the drivers; with nothing to run, sleep in the drivers.
 *
 * <p>Every 31 ticks the global queue goes first, so that tasks that wake each other do not keep out
 * what comes from other threads.
 */
final class CurrentThreadLoop implements SchedulerLoop {
    static final int GLOBAL_QUEUE_INTERVAL = 31;

    private final CurrentThreadScheduler shared;
    private final ThreadContext context;

    private @Nullable CurrentThreadCore core;

    /** A loop for the thread whose context it is. */
    CurrentThreadLoop(CurrentThreadScheduler shared, ThreadContext context) {
        this.shared = shared;
        this.context = context;
    }

    @Override
    public Scheduler scheduler() {
        return shared;
    }

    @Override
    public boolean hasCore() {
        return core != null;
    }

    private CurrentThreadCore heldCore() {
        return Objects.requireNonNull(core, "tasks run only while the core is held");
    }

    /** Takes the core if no other thread has it. */
    boolean acquire() {
        core = shared.takeCore();
        return core != null;
    }

    void release() {
        var held = heldCore();
        core = null;
        endBatch(held);
        shared.returnCore(held);
    }

    /** Runs tasks until the goal is reached, the scheduler stops, or the thread is interrupted. */
    void run(Goal goal) {
        var outer = context.setLoop(this);
        var bindings = context.swapBindings(null); // those of the caller are not the tasks'
        try {
            BooleanSupplier news = () -> goal.hasNews() || shared.hasNews();
            while (!goal.isReached() && !shared.isStopping()) {
                boolean more = runRound(heldCore());
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                if (more || goal.hasNews()) {
                    shared.drivers().poll();
                } else {
                    sleep(goal, news);
                }
            }
        } finally {
            context.swapBindings(bindings);
            context.setLoop(outer);
        }
    }

    /** Runs tasks within one of their polls until a future is done, where no other thread may. */
    <T extends @Nullable Object> T runNested(Future<T> future) {
        var root = new Root<T>(future, shared.drivers(), context);
        while (true) {
            run(root);
            if (root.isDone()) {
                return root.value();
            }
            shared.giveUpIfItMust(root);
        }
    }

    /** Whether the core may be given to no other thread. */
    boolean staysOnThread() {
        return shared.isOfOneThread();
    }

    /** True if there may be more to run. */
    private boolean runRound(CurrentThreadCore held) {
        for (int i = 0; i < shared.config().eventInterval(); i++) {
            var task = nextTask(held);
            if (task == null) {
                return false;
            }
            if (!held.stats.hasPolls()) { // the clock is read only if there is something to measure
                held.stats.startBatch(System.nanoTime());
            }
            held.stats.countPoll();
            poll(task);
        }
        return true;
    }

    private @Nullable Task<?> nextTask(CurrentThreadCore held) {
        if (shared.isShuffled()) {
            // What comes from outside takes part in the choice as everything else does.
            for (var task = shared.pollInjected(); task != null; task = shared.pollInjected()) {
                held.queue.addLast(task);
            }
            return held.queue.pollFirst();
        }
        if (--held.untilGlobalQueue <= 0) {
            int interval = shared.config().globalQueueInterval();
            held.untilGlobalQueue = interval == 0 ? GLOBAL_QUEUE_INTERVAL : interval;
            var task = shared.pollInjected();
            return task != null ? task : held.queue.pollFirst();
        }
        var task = held.queue.pollFirst();
        return task != null ? task : shared.pollInjected();
    }

    private void poll(Task<?> task) {
        var hooks = shared.hooks();
        var cx = context.startTask(task);
        hooks.beforePoll(task);
        try {
            task.run(cx);
        } finally {
            hooks.afterPoll(task);
            context.endTask();
        }
    }

    private void sleep(Goal goal, BooleanSupplier news) {
        var held = heldCore();
        endBatch(held);
        // A paused clock jumps to the next timer once nothing else can happen.
        if (news.getAsBoolean() || !shared.drivers().time().advanceToNext()) {
            var hooks = shared.config().threadHooks();
            hooks.onPark().run();
            shared.metrics().add(Counter.PARKS, 1);
            shared.drivers().park(goal.patience(), news);
            hooks.onUnpark().run();
            if (held.queue.isEmpty() && !news.getAsBoolean()) {
                shared.metrics().add(Counter.NOOPS, 1);
            }
        }
    }

    private static void endBatch(CurrentThreadCore held) {
        if (held.stats.hasPolls()) {
            held.stats.endBatch(System.nanoTime());
        }
    }

    @Override
    public void submitLocal(Task<?> task, boolean yielded) {
        shared.metrics().add(Counter.LOCAL_SCHEDULES, 1);
        heldCore().queue.addLast(task);
    }

    // ---- Lending the core to a helper thread while this one blocks ----

    private @Nullable CoreLoan loan;

    @Override
    public void handOver() {
        var lent = heldCore();
        core = null;
        shared.returnCore(lent);
        loan = CoreLoan.start(shared);
    }

    @Override
    public void reclaim() {
        var out = Objects.requireNonNull(loan, "reclaim follows handOver");
        loan = null;
        out.end();
        // The helper has returned the core; another thread in blockOn may be quicker than this one.
        core = shared.awaitCore();
    }
}
