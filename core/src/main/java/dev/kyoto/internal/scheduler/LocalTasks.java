package dev.kyoto.internal.scheduler;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.kyoto.future.AtomicWaker;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.queue.InjectQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A set of tasks that are polled on one thread, whenever a future that drives the set is polled
 * there ({@link LocalDrive}).
 *
 * <p>"One thread" is told by its {@link ThreadContext}: the thread of an async block, which stands in
 * for its poller, counts as the poller. The context of the first drive is the owner, for good.
 *
 * <p>Who may touch which field:
 *
 * <ol>
 *   <li>{@code local}, {@code ticks}, {@code ticking}: whoever uses the owner's context.
 *   <li>{@code remote}, {@code waker}, {@code alive}, {@code tasks}, {@code failures}: anybody; each
 *       takes care of itself.
 *   <li>{@code owner}: set once, by compare-and-set; {@code host}: set once, under {@code lock}.
 *   <li>{@code drives}, {@code closed}: under {@code lock}.
 * </ol>
 *
 * <p>A wake puts the task into a queue and then wakes a drive; a drive registers its waker and then
 * looks at the queues. Both queues are volatile where the other side looks ({@code local} needs no
 * more than its one thread), so no wake is lost: see {@link AtomicWaker}. While the owner is in
 * {@link #tick} its own wakes need no drive: the tick looks at the queue once more.
 *
 * <p>One drive's waker at a time is registered, the newest. A drive that leaves wakes the others, so
 * that one of them takes its place.
 *
 * <p>The end: {@link #close} refuses tasks and aborts those that are there. If the set is being
 * driven then, the drive sees to their cleanup, and cuts off what is left when it ends itself;
 * else they are cut off at once. Both happen under {@code lock}: either close sees the drive, or the
 * drive that leaves sees {@code closed}.
 */
public final class LocalTasks extends TaskHome {
    private static final int TASKS_PER_TICK = 61;
    private static final int REMOTE_FIRST_EVERY = 31;

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final int number = NUMBERS.incrementAndGet();
    private final OwnedTasks tasks = new OwnedTasks(1);
    private final TaskFailures failures = new TaskFailures(this::uncaught);

    /** Tasks that have not ended, counted in before they are listed and out when they are not. */
    private final AtomicInteger alive = new AtomicInteger();

    private final AtomicReference<@Nullable ThreadContext> owner = new AtomicReference<>();
    private final InjectQueue<Task<?>> remote = new InjectQueue<>();
    private final ArrayDeque<Task<?>> local = new ArrayDeque<>(64);
    private int ticks;
    private boolean ticking;

    private final AtomicWaker waker = new AtomicWaker();
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final List<LocalDrive<?>> drives = new ArrayList<>(2);

    @GuardedBy("lock")
    private boolean closed;

    /** The runtime that the set was first driven on, if it was on any. */
    private volatile @Nullable Scheduler host;

    /** Creates a set that belongs to no thread yet. */
    public LocalTasks() {}

    // ---- The owner ----

    /**
     * Whether the current thread is the set's, or may become it.
     *
     * @return false if the set belongs to another thread
     */
    public boolean isHereOrFree() {
        var bound = owner.get();
        return bound == null || bound == ThreadContext.current();
    }

    /**
     * Refuses a call from another thread.
     *
     * @param what was called, for the message
     * @throws IllegalStateException if the set belongs to another thread
     */
    public void requireHere(String what) {
        if (!isHereOrFree()) {
            throw new IllegalStateException(
                    what
                            + " on thread '"
                            + Thread.currentThread().getName()
                            + "', but the tasks of "
                            + this
                            + " stay on the thread that drove it first; call it there, or send that"
                            + " thread a message");
        }
    }

    /** By a drive that is about to be polled: makes this thread the owner, if there is none. */
    void bindTo(ThreadContext context) {
        if (context.loop() instanceof WorkerLoop loop && loop.hasCore()) {
            throw new IllegalStateException(
                    this
                            + " was driven inside "
                            + (context.task() != null ? context.task() : "a task")
                            + " of a multi-thread runtime, which may move to another thread at any"
                            + " await; drive it by runtime.blockOn(set.runUntil(...)), on a"
                            + " LocalRuntime, or use a LocalPool");
        }
        if (owner.get() == null) {
            owner.compareAndSet(null, context);
        }
        requireHere("its future was polled");
    }

    private boolean isOwnedBy(ThreadContext context) {
        return owner.get() == context;
    }

    // ---- A home of tasks ----

    @Override
    public <T extends @Nullable Object> Task<T> spawnLocal(Future<T> future, TaskMeta meta) {
        requireHere("spawnLocal was called");
        return add(Task.of(this, future, meta));
    }

    private <T extends @Nullable Object> Task<T> add(Task<T> task) {
        alive.incrementAndGet();
        if (!tasks.bind(task)) {
            countOut();
            task.cutOff();
            return task;
        }
        hooks().onSpawn(task);
        submit(task, false);
        return task;
    }

    /** Cleanup of a local task goes on here while it can; false if it cannot. */
    boolean spawnCleanup(Future<?> cleanup) {
        if (!isOwnedBy(ThreadContext.current()) || isClosed()) {
            return false;
        }
        add(Task.of(this, cleanup, new TaskMeta("cleanup", null))).detach();
        return true;
    }

    @Override
    void submit(Task<?> task, boolean yielded) {
        if (isOwnedBy(ThreadContext.current())) {
            local.addLast(task);
            if (!ticking) {
                waker.wake();
            }
        } else {
            remote.push(task);
            waker.wake();
        }
    }

    @Override
    TaskFailures failures() {
        return failures;
    }

    private void uncaught(long id, TaskMeta meta, Throwable failure) {
        var runtime = host;
        if (runtime != null) {
            runtime.config().uncaught().uncaught(id, meta, failure);
        } else {
            System.getLogger("dev.kyoto")
                    .log(
                            System.Logger.Level.ERROR,
                            "task "
                                    + id
                                    + (meta.name() != null ? " '" + meta.name() + "'" : "")
                                    + " of "
                                    + this
                                    + " failed and nobody joined it: "
                                    + failure,
                            failure);
        }
    }

    @Override
    TaskHooks hooks() {
        var runtime = host != null ? host : ThreadContext.current().schedulerOrNull();
        return runtime == null ? TaskHooks.NONE : runtime.hooks();
    }

    @Override
    void ended(Task<?> task) {
        if (tasks.remove(task)) {
            countOut();
        }
    }

    private void countOut() {
        // A drive that waits for the end registers its waker and then reads the count.
        if (alive.decrementAndGet() == 0) {
            wakeDrives();
        }
    }

    /**
     * Tasks that were spawned and have not ended.
     *
     * @return how many there are now
     */
    public int aliveTasks() {
        return alive.get();
    }

    // ---- Driving ----

    /**
     * Drives the set until a future is done.
     *
     * @param future polled first, each time
     * @param <T> the type of its value
     * @return its value; lazy
     */
    public <T extends @Nullable Object> Future<T> runUntil(Future<T> future) {
        return new LocalDrive<>(this, future);
    }

    /**
     * Drives the set until all its tasks have ended.
     *
     * @return a future without a value; lazy
     */
    public Future<@Nullable Void> runToEnd() {
        return runUntil(this::pollEnd);
    }

    private Poll<@Nullable Void> pollEnd(Context cx) {
        if (isTickingHere(ThreadContext.current())) {
            throw new IllegalStateException(
                    "the end of all tasks of "
                            + this
                            + " was awaited inside one of them, which would wait for its own end;"
                            + " await it outside of the set, or join the tasks by their handles");
        }
        // The drive has registered its waker; the last task wakes it after it was counted out.
        return aliveTasks() == 0 ? Poll.ready(null) : Poll.pending();
    }

    AtomicWaker waker() {
        return waker;
    }

    /** Whether the current thread is polling a task of this set right now. */
    boolean isTickingHere(ThreadContext context) {
        return isOwnedBy(context) && ticking;
    }

    /** By the owner, which is about to wait in the middle of a poll: its wakes need a drive. */
    boolean setTicking(boolean next) {
        var before = ticking;
        ticking = next;
        return before;
    }

    /** Polls some tasks, on the owner's thread; true if there are more that are ready. */
    boolean tick(ThreadContext context) {
        var outerTask = context.suspendTask();
        var bindings = context.swapBindings(null); // no scope around the drive is theirs
        boolean outer = setTicking(true);
        try {
            for (int i = 0; i < TASKS_PER_TICK; i++) {
                var task = next();
                if (task == null) {
                    return false;
                }
                poll(context, task);
            }
            return !local.isEmpty() || !remote.isEmpty();
        } finally {
            setTicking(outer);
            context.swapBindings(bindings);
            context.resume(outerTask);
        }
    }

    private @Nullable Task<?> next() {
        if (++ticks % REMOTE_FIRST_EVERY == 0) {
            var task = remote.poll();
            return task != null ? task : local.pollFirst();
        }
        var task = local.pollFirst();
        return task != null ? task : remote.poll();
    }

    private void poll(ThreadContext context, Task<?> task) {
        var hooks = hooks();
        var cx = context.startTask(task);
        hooks.beforePoll(task);
        try {
            task.run(cx);
        } finally {
            hooks.afterPoll(task);
        }
    }

    /** A drive is about to be polled for the first time. */
    void join(LocalDrive<?> drive, @Nullable Scheduler runtime) {
        boolean first;
        synchronized (lock) {
            drives.add(drive);
            first = host == null && runtime != null;
            if (first) {
                host = runtime;
            }
        }
        if (first && runtime != null) {
            runtime.adopt(this);
        }
    }

    /** A drive has ended, in whatever way. */
    void leave(LocalDrive<?> drive) {
        boolean last;
        synchronized (lock) {
            drives.remove(drive);
            last = closed && drives.isEmpty();
        }
        if (last) {
            cutOff();
        } else {
            wakeDrives();
        }
    }

    /** Lets every drive look again, as one whose waker was registered is gone. */
    void wakeDrives() {
        List<LocalDrive<?>> others;
        synchronized (lock) {
            if (drives.isEmpty()) {
                return;
            }
            others = List.copyOf(drives);
        }
        others.forEach(LocalDrive::wake);
    }

    // ---- The end ----

    /** Aborts all tasks that are there now. */
    public void abortAll() {
        tasks.snapshot().forEach(Task::abort);
    }

    /**
     * Refuses tasks from now on and ends those that are there: by the drive if there is one, else
     * right here. Idempotent; from any thread.
     */
    public void close() {
        boolean driven;
        synchronized (lock) {
            closed = true;
            driven = !drives.isEmpty();
        }
        tasks.close();
        abortAll();
        if (driven) {
            wakeDrives();
        } else {
            cutOff();
        }
    }

    /**
     * Whether tasks are refused.
     *
     * @return true after {@link #close()}
     */
    public boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    /** After the runtime has stopped: nobody will drive the set any more whose thread has ended. */
    void endIfAbandoned() {
        var bound = owner.get();
        if (bound != null && !bound.thread().isAlive()) {
            cutOff();
        }
    }

    private void cutOff() {
        // Cleanup may ask for the runtime and the set at hand, and what awaits in it goes on there.
        var context = ThreadContext.current();
        var runtime = context.schedulerOrNull();
        if (runtime == null && host != null) {
            context.enter(host);
        }
        try {
            entered(
                    () -> {
                        tasks.snapshot().forEach(Task::cutOff);
                        return null;
                    });
        } finally {
            context.enter(runtime);
        }
        failures.reportRemaining();
    }

    /**
     * Calls a function while this set is the target of {@code spawnLocal}.
     *
     * @param body the function
     * @param <T> the type of its value
     * @return its value
     */
    public <T extends @Nullable Object> T entered(Supplier<T> body) {
        var context = ThreadContext.current();
        var before = context.enterLocal(this);
        try {
            return body.get();
        } finally {
            context.enterLocal(before);
        }
    }

    @Override
    public String toString() {
        return "LocalSet " + number;
    }
}
