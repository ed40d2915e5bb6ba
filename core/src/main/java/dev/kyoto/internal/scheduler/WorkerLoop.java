package dev.kyoto.internal.scheduler;

import dev.kyoto.internal.scheduler.WorkerMetrics.Counter;
import dev.kyoto.internal.util.Sizes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a worker does all day, on the thread that has its core.
 *
 * <p>One turn: every so many ticks, poll the drivers; take a task (now and then from the global
 * queue first, else the LIFO slot, else the local queue, else a batch from the global queue, else
 * steal); run it, and up to three more that land in the LIFO slot; with nothing to run, park.
 *
 * <p>A glance at the global queue now and then is enough for what comes from outside, but not when
 * more tasks are always ready than the local queue holds: those in it would run round and round,
 * and those behind them wait for a hundred rounds. So once per lap, which is about as many polls as
 * the queue has tasks, the two queues are mixed: see {@link #startLap}.
 *
 * <p>The loop ends when the scheduler stops, or when the core was given away by a task that blocked
 * ({@link #handOver}) and could not be taken back: another thread runs this worker then.
 *
 * <p>{@code core} is null exactly while this thread may not run tasks.
 */
final class WorkerLoop implements SchedulerLoop {
    /** Polls in a row that the LIFO slot may get: two tasks that wake each other starve nobody. */
    private static final int MAX_LIFO_POLLS = 3;

    /** How long to look on for work after a sleep that was {@link #SHORT_SLEEP_NANOS} at most. */
    private static final long SPIN_NANOS = 20_000;

    /** About what it costs to fall asleep and be woken. */
    private static final long SHORT_SLEEP_NANOS = 50_000;

    private final MultiThreadScheduler shared;
    private final Worker worker;
    private final ThreadContext context = ThreadContext.current();
    private final Thread thread = Thread.currentThread();

    private @Nullable Core core;

    WorkerLoop(MultiThreadScheduler shared, Worker worker) {
        this.shared = shared;
        this.worker = worker;
    }

    @Override
    public Scheduler scheduler() {
        return shared;
    }

    @Override
    public boolean hasCore() {
        return core != null;
    }

    private Core heldCore() {
        return Objects.requireNonNull(core, "the worker runs only while it has its core");
    }

    /** Runs until the scheduler stops or the core is gone. */
    void run() {
        core = worker.takeCore();
        if (core == null) {
            return;
        }
        context.setLoop(this);
        worker.mark.attach(thread);
        heldCore().stats.startBatch(System.nanoTime());
        try {
            while (!shared.isStopping()) {
                if (!turn()) {
                    return;
                }
            }
        } finally {
            context.setLoop(null);
        }
        var last = heldCore();
        last.stats.endBatch(System.nanoTime()); // or the polls since the last look are not counted
        core = null;
        shared.coreStopped(last);
    }

    /** False if the core is gone. */
    private boolean turn() {
        var held = heldCore();
        if (--held.untilEvents <= 0) {
            held.untilEvents = shared.eventInterval();
            maintain(held);
        }
        if (held.lap <= 0) {
            startLap(held);
        }
        var task = nextTask(held);
        if (task == null) {
            task = steal(held);
        }
        if (task == null && held.calledEarly && held.searching) {
            task = spin(held);
        }
        if (task != null) {
            return runTask(task);
        }
        park(held);
        return true;
    }

    // ---- Choosing a task ----

    private @Nullable Task<?> nextTask(Core held) {
        if (--held.untilGlobalQueue <= 0) {
            tuneGlobalQueueInterval(held);
            held.untilGlobalQueue = held.globalQueueInterval;
            var task = shared.inject().isEmpty() ? null : shared.inject().poll();
            return task != null ? task : nextLocalTask(held);
        }
        var task = nextLocalTask(held);
        if (task != null) {
            return task;
        }
        return shared.inject().isEmpty() ? null : pullBatch(held);
    }

    private @Nullable Task<?> nextLocalTask(Core held) {
        var task = held.takeLifo();
        if (task != null) {
            return task;
        }
        held.lap--;
        return held.queue.pop();
    }

    /** Takes this worker's share of the global queue: the first to run, the others to the queue. */
    private @Nullable Task<?> pullBatch(Core held) {
        // At most half of the queue, so that a later overflow does not send the same tasks back.
        int room = Math.min(held.queue.free(), Sizes.LOCAL_QUEUE / 2);
        int share = globalShare();
        var first = shared.inject().poll();
        if (first != null && room > 0 && share > 1) {
            shared.inject().pollInto(held.queue, Math.min(room, share - 1));
        }
        held.lap = lapOf(held);
        return first;
    }

    private int globalShare() {
        return shared.inject().size() / shared.workers().length + 1;
    }

    /**
     * At least half of the queue, so that a short queue does not mean many looks; never less than
     * the queue, so that no task is sent back unpolled.
     */
    private static int lapOf(Core held) {
        return Math.max(held.queue.size(), Sizes.LOCAL_QUEUE / 2);
    }

    /**
     * Everything in the local queue has been polled once since the last call. If all that waits in
     * the global queue fits behind it, this worker's share comes in; if not, the local tasks queue
     * up at its end, in one batch, and the next look for a task takes from its front.
     */
    private void startLap(Core held) {
        int waiting = shared.inject().size();
        if (waiting > held.queue.free()) {
            sendToGlobalQueue(held);
        } else if (waiting > 0) {
            shared.inject().pollInto(held.queue, globalShare());
        }
        held.lap = lapOf(held);
    }

    private void sendToGlobalQueue(Core held) {
        var batch = new Task<?>[Sizes.LOCAL_QUEUE];
        int count = 0;
        for (var task = held.queue.pop(); task != null; task = held.queue.pop()) {
            batch[count++] = task;
        }
        shared.inject().pushBatch(batch, 0, count);
        // Nobody could see the tasks on their way, so somebody may just have gone to sleep.
        shared.notifyOne();
    }

    private @Nullable Task<?> steal(Core held) {
        if (!held.searching) {
            if (!shared.idle().transitionToSearching()) {
                return null;
            }
            held.searching = true;
        }
        var workers = shared.workers();
        int start = held.rng.nextInt(workers.length);
        for (int i = 0; i < workers.length; i++) {
            var victim = workers[(start + i) % workers.length];
            if (victim == worker) {
                continue;
            }
            var task = victim.stealer.stealInto(held.queue);
            if (task != null) {
                worker.metrics.add(Counter.STEALS, 1 + held.queue.size());
                return task;
            }
        }
        return shared.inject().isEmpty() ? null : shared.inject().poll();
    }

    /**
     * Looks on for a while before it sleeps, if somebody outside has ended the last sleep before it
     * was worth its price. Meanwhile the worker counts as searching, so that whoever submits a task
     * need not wake anybody. A worker that has looked on in vain sleeps at once the next times, until
     * that happens again. Sleeps that end by an event, a timer or the queue of another worker do not
     * count: nobody waits for this worker then, and a server would pay for it with each request.
     */
    private @Nullable Task<?> spin(Core held) {
        long start = System.nanoTime();
        do {
            Thread.onSpinWait();
            var task = steal(held);
            if (task != null) {
                return task;
            }
        } while (System.nanoTime() - start < SPIN_NANOS);
        held.calledEarly = false;
        return null;
    }

    private void tuneGlobalQueueInterval(Core held) {
        if (shared.config().globalQueueInterval() == 0) {
            held.globalQueueInterval = held.stats.tunedInterval(held.globalQueueInterval);
        }
    }

    // ---- Running ----

    /** False if the core is gone. */
    private boolean runTask(Task<?> first) {
        leaveSearching(heldCore());
        Task<?> task = first;
        for (int lifoPolls = 0; ; lifoPolls++) {
            heldCore().stats.countPoll();
            poll(task);
            var held = core;
            if (held == null) {
                return false;
            }
            var next = held.takeLifo();
            if (next == null) {
                break;
            }
            if (lifoPolls == MAX_LIFO_POLLS) {
                enqueue(held, next);
                break;
            }
            if (lifoPolls == MAX_LIFO_POLLS - 1) {
                // The next poll is the last of this run: what it wakes goes to the queue.
                held.lifoEnabled = false;
            }
            task = next;
        }
        heldCore().lifoEnabled = shared.config().lifoSlot();
        return true;
    }

    private void poll(Task<?> task) {
        var hooks = shared.hooks();
        var cx = context.startTask(task);
        worker.mark.polling(task);
        hooks.beforePoll(task);
        try {
            task.run(cx);
        } finally {
            hooks.afterPoll(task);
            worker.mark.polled();
            context.endTask();
        }
    }

    private void leaveSearching(Core held) {
        if (held.searching) {
            held.searching = false;
            if (shared.idle().transitionFromSearching()) {
                // The last searcher: tasks that came while it was searching have woken nobody.
                shared.notifyIfWorkPending();
            }
        }
    }

    @Override
    public void submitLocal(Task<?> task, boolean yielded) {
        var held = heldCore();
        worker.metrics.add(Counter.LOCAL_SCHEDULES, 1);
        if (yielded) {
            enqueue(held, task);
            return;
        }
        if (!held.lifoEnabled) {
            held.queue.push(task, shared.inject());
        } else {
            var displaced = held.swapLifo(task);
            if (displaced == null) {
                // A first task in an empty slot runs right after this poll: nobody need be woken.
                return;
            }
            held.queue.push(displaced, shared.inject());
        }
        if (!held.inDrivers) {
            shared.notifyOne();
        }
    }

    /**
     * Puts a task behind the others, between two polls. A task that this worker takes next itself need
     * wake nobody.
     */
    private void enqueue(Core held, Task<?> task) {
        boolean next = !held.hasTasks();
        held.queue.push(task, shared.inject());
        if (!next && !held.inDrivers) {
            shared.notifyOne();
        }
    }

    // ---- Drivers and sleep ----

    /** Lets I/O and timers have their turn, and looks whether the scheduler stops. */
    private void maintain(Core held) {
        held.stats.endBatch(System.nanoTime());
        held.inDrivers = true;
        try {
            held.parker.poll();
        } finally {
            held.inDrivers = false;
        }
        announceLocalTasks(held);
        held.stats.startBatch(System.nanoTime());
    }

    private void park(Core held) {
        long start = System.nanoTime();
        held.stats.endBatch(start);
        var hooks = shared.config().threadHooks();
        hooks.onPark().run();
        if (startParking(held)) {
            worker.metrics.add(Counter.PARKS, 1);
            do {
                // Left by a task's code; it means nothing to the worker, and park would not sleep.
                Thread.interrupted();
                held.inDrivers = true;
                try {
                    held.parker.park();
                } finally {
                    held.inDrivers = false;
                }
                announceLocalTasks(held);
            } while (!wokenForGood(held));
            if (!held.hasTasks() && shared.inject().isEmpty()) {
                worker.metrics.add(Counter.NOOPS, 1);
            }
        }
        hooks.onUnpark().run();
        shared.watch().workerAwake();
        long end = System.nanoTime();
        held.calledEarly =
                held.searching && end - start <= SHORT_SLEEP_NANOS && !shared.inject().isEmpty();
        held.stats.startBatch(end);
    }

    /** False if there is something to do after all. */
    private boolean startParking(Core held) {
        if (held.hasTasks() || shared.isStopping()) {
            return false;
        }
        boolean wasSearching = held.searching;
        held.searching = false;
        if (shared.idle().transitionToParked(worker.index, wasSearching)) {
            // The last searcher: tasks that came while it was searching have woken nobody.
            shared.notifyIfWorkPending();
        }
        return true;
    }

    /** Whether the sleep is over: somebody took this worker off the sleepers, or it has work. */
    private boolean wokenForGood(Core held) {
        if (held.hasTasks()) {
            // Taken off the sleepers by a notifier means counted as searching by it.
            held.searching = !shared.idle().unparkSelf(worker.index);
            return true;
        }
        if (shared.isStopping()) {
            shared.idle().unparkSelf(worker.index);
            return true;
        }
        if (shared.idle().isParked(worker.index)) {
            return false;
        }
        held.searching = true;
        return true;
    }

    /**
     * What the drivers have woken may be more than this worker should do alone. It is not if it
     * takes so little time that to wake another worker costs more than it saves. If the tasks take
     * longer this once, the next look at the drivers finds it out, or the watch does.
     */
    private void announceLocalTasks(Core held) {
        int local = held.queue.size() + (held.hasLifo() ? 1 : 0);
        if (local > 1 && held.stats.isWorthAWakeUp(local - 1)) {
            shared.notifyOne();
        }
    }

    // ---- Giving the core away ----

    @Override
    public void handOver() {
        var held = heldCore();
        var next = held.takeLifo();
        if (next != null) {
            held.queue.push(next, shared.inject());
        }
        held.lifoEnabled = shared.config().lifoSlot();
        worker.mark.polled();
        core = null;
        shared.launch(worker, held);
    }

    @Override
    public void reclaim() {
        var back = worker.takeCore();
        if (back != null) {
            core = back;
            worker.mark.attach(thread);
        }
    }
}
