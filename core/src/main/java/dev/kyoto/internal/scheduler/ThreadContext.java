package dev.kyoto.internal.scheduler;

import dev.kyoto.future.Awaiter;
import dev.kyoto.future.Context;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.util.Rng;
import dev.kyoto.internal.util.RngHolder;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What one thread knows about the runtime it works for.
 *
 * <p>A thread of a runtime has one for life; any other thread gets one at its first use of a
 * runtime. The thread of an async block borrows the context of whoever polls the block ({@link
 * #lend}), so that everything in the block sees the task and the worker it runs for; the poller
 * waits meanwhile, so a context is used by one thread at a time.
 */
public final class ThreadContext implements RngHolder {
    private static final ThreadLocal<ThreadContext> LOCAL =
            new ThreadLocal<>() {
                @Override
                protected ThreadContext initialValue() {
                    return new ThreadContext(Thread.currentThread());
                }
            };

    /** Binary digits of the ids that a thread takes at a time. */
    static final int TASK_ID_BITS = 6;

    private static final AtomicLong UNUSED_TASK_IDS = new AtomicLong(1L << TASK_ID_BITS);

    private final Thread thread;
    private @Nullable Awaiter strayAwait;

    private @Nullable Scheduler scheduler;
    private @Nullable SchedulerLoop loop;
    private @Nullable Rng rng;

    /** What the tasks that are polled here are given, one after another: its waker is the task. */
    private Context turn = Context.of(Waker.noop());

    /** True while a task is polled here, with {@code turn}. */
    private boolean polling;

    /** Where {@code spawnLocal} spawns. */
    private @Nullable LocalTasks local;

    /** The set of local tasks that is being driven here, by the innermost poll. */
    private @Nullable LocalTasks driven;

    /** The task-locals that have a value here. */
    private @Nullable Binding bindings;

    /** The next id for a task that is spawned here; a new block of ids is due at a multiple. */
    private long nextTaskId;

    /** Guards that entered a runtime here and are open. */
    private int openGuards;

    /** True while blockOn drives a future here, so that a second one inside is refused. */
    private boolean driving;

    ThreadContext(Thread thread) {
        this.thread = thread;
    }

    /**
     * The context of the current thread.
     *
     * @return never null; it may know no runtime
     */
    public static ThreadContext current() {
        return Thread.currentThread() instanceof RuntimeThread thread
                ? thread.context()
                : LOCAL.get();
    }

    /**
     * Makes the current thread use a context that another thread waits with.
     *
     * @param context the context of the poller, or null to give it back
     */
    public static void lend(@Nullable ThreadContext context) {
        if (context == null) {
            LOCAL.remove();
        } else {
            LOCAL.set(context);
        }
    }

    /** The thread whose context it is, be it lent or not. */
    Thread thread() {
        return thread;
    }

    /** How this thread waits in the middle of a poll. */
    Awaiter strayAwait() {
        var awaiter = strayAwait;
        if (awaiter == null) {
            awaiter = StrayAwait.in(this);
            strayAwait = awaiter;
        }
        return awaiter;
    }

    /**
     * The runtime at hand.
     *
     * @return the scheduler that was entered last
     * @throws IllegalStateException if this thread knows no runtime
     */
    public Scheduler scheduler() {
        var entered = scheduler;
        if (entered == null) {
            throw new IllegalStateException(
                    "no Kyoto runtime on thread '"
                            + Thread.currentThread().getName()
                            + "': call this inside a task, inside runtime.blockOn(...), or after"
                            + " runtime.handle().enter()");
        }
        return entered;
    }

    /**
     * The runtime at hand, if there is one.
     *
     * @return the scheduler that was entered last, or null
     */
    public @Nullable Scheduler schedulerOrNull() {
        return scheduler;
    }

    /**
     * Makes a runtime the one at hand.
     *
     * @param next the scheduler, or null for none
     * @return what was entered before, to be entered again afterwards
     */
    public @Nullable Scheduler enter(@Nullable Scheduler next) {
        var previous = scheduler;
        scheduler = next;
        if (previous != next) {
            rng = null; // the random choices made here follow from the seed of the runtime at hand
        }
        return previous;
    }

    /**
     * The home of tasks that stay on this thread: the local tasks that were entered last, else the
     * runtime at hand if it belongs to one thread.
     *
     * @return the home, or null if there is none
     */
    public @Nullable TaskHome localHomeOrNull() {
        if (local != null) {
            return local;
        }
        return scheduler instanceof CurrentThreadScheduler here && here.isOfOneThread()
                ? here
                : null;
    }

    /** The local tasks that were entered last. */
    @Nullable LocalTasks local() {
        return local;
    }

    /**
     * Makes local tasks the target of {@code spawnLocal}.
     *
     * @param next the local tasks, or null for none
     * @return what was entered before, to be entered again afterwards
     */
    public @Nullable LocalTasks enterLocal(@Nullable LocalTasks next) {
        var previous = local;
        local = next;
        return previous;
    }

    /** The local tasks that are being driven here. */
    @Nullable LocalTasks driven() {
        return driven;
    }

    @Nullable LocalTasks setDriven(@Nullable LocalTasks next) {
        var previous = driven;
        driven = next;
        return previous;
    }

    // ---- Task-locals ----

    /**
     * The value that a task-local has here.
     *
     * @param key the task-local
     * @return its innermost value, or null if it has none
     */
    public @Nullable Object bound(Object key) {
        return Binding.find(bindings, key);
    }

    /**
     * Begins to run code of a scope.
     *
     * @param binding the scope's, which is in no list now
     */
    public void bind(Binding binding) {
        binding.outer = bindings;
        bindings = binding;
    }

    /**
     * Ends it.
     *
     * @param binding the one that was bound last
     */
    public void unbind(Binding binding) {
        bindings = binding.outer;
        binding.outer = null;
    }

    /**
     * All that is bound here.
     *
     * @return the innermost binding, or null if there is none
     */
    public @Nullable Binding bindings() {
        return bindings;
    }

    /**
     * Puts other bindings in the place of all that are here.
     *
     * @param next the innermost one, or null for none
     * @return what was here, to be put back afterwards
     */
    public @Nullable Binding swapBindings(@Nullable Binding next) {
        var previous = bindings;
        bindings = next;
        return previous;
    }

    /**
     * Counts one guard more that has entered a runtime.
     *
     * @return how many are open with it
     */
    public int openGuard() {
        return ++openGuards;
    }

    /**
     * Counts one guard less, if it is the one that was opened last.
     *
     * @param number what {@link #openGuard} has answered
     * @return false if a later one is still open
     */
    public boolean closeGuard(int number) {
        if (openGuards != number) {
            return false;
        }
        openGuards--;
        return true;
    }

    /**
     * The task that is being polled on this thread.
     *
     * @return the task, or null outside of one
     */
    public @Nullable Task<?> task() {
        return polling ? (Task<?>) turn.waker() : null;
    }

    /**
     * An id for a new task. A thread takes a block of them at a time, so that threads which spawn do
     * not wait for one another's memory: tasks that follow one another on a thread differ in the low
     * {@link #TASK_ID_BITS} alone.
     */
    long nextTaskId() {
        long id = nextTaskId;
        if ((id & ((1L << TASK_ID_BITS) - 1)) == 0) {
            id = UNUSED_TASK_IDS.getAndAdd(1L << TASK_ID_BITS);
        }
        nextTaskId = id + 1;
        return id;
    }

    /** Begins the poll of a task; answers the context to poll it with. */
    Context startTask(Task<?> task) {
        turn.startTurn(task);
        polling = true;
        return turn;
    }

    void endTask() {
        polling = false;
        turn.endTurn();
    }

    /** The loop of a scheduler that runs on this thread; it may have lost its core. */
    @Nullable SchedulerLoop loop() {
        return loop;
    }

    @Nullable SchedulerLoop setLoop(@Nullable SchedulerLoop next) {
        var previous = loop;
        loop = next;
        return previous;
    }

    /**
     * The random numbers for choices made on this thread, seeded by the runtime at hand.
     *
     * @return never null; unseeded if this thread knows no runtime
     */
    @Override
    public Rng rng() {
        var numbers = rng;
        if (numbers == null) {
            var entered = scheduler;
            numbers = new Rng(entered != null ? entered.nextSeed() : System.nanoTime());
            rng = numbers;
        }
        return numbers;
    }

    /**
     * Begins to drive a future here.
     *
     * @param what the method that does so, for the message
     * @throws IllegalStateException inside a task or inside another such call
     */
    void startDriving(String what) {
        var task = task();
        if (driving || task != null || (loop != null && loop.hasCore())) {
            throw new IllegalStateException(
                    what
                            + " was called "
                            + (task != null ? "inside " + task : "inside another blockOn")
                            + ", where it would block the thread that has to make progress; call"
                            + " await() on the future instead, or move the call to spawnBlocking");
        }
        driving = true;
    }

    void stopDriving() {
        driving = false;
    }

    /** What this thread was doing before it does something else in the middle of a poll. */
    record Suspended(Context turn, boolean polling, boolean driving) {}

    /** Puts the task that is polled here aside, so that others can be. */
    Suspended suspendTask() {
        var before = new Suspended(turn, polling, driving);
        turn = Context.of(Waker.noop());
        polling = false;
        return before;
    }

    /** Likewise, and lets a closure that may block do what a task may not. */
    Suspended startBlocking() {
        var before = suspendTask();
        driving = false;
        return before;
    }

    /** Goes on with what was put aside. */
    void resume(Suspended before) {
        turn = before.turn();
        polling = before.polling();
        driving = before.driving();
    }
}
