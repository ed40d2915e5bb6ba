package dev.kyoto.runtime;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.kyoto.future.BlockMode;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.internal.driver.Parking;
import dev.kyoto.internal.driver.Provider;
import dev.kyoto.internal.driver.Seam;
import dev.kyoto.internal.scheduler.CurrentThreadScheduler;
import dev.kyoto.internal.scheduler.MultiThreadScheduler;
import dev.kyoto.internal.scheduler.SchedulerConfig;
import dev.kyoto.internal.scheduler.Task;
import dev.kyoto.internal.scheduler.TaskHooks;
import dev.kyoto.internal.scheduler.TaskMeta;
import dev.kyoto.internal.scheduler.ThreadHooks;
import dev.kyoto.internal.scheduler.UncaughtHandler;
import dev.kyoto.internal.timer.Clock;
import dev.kyoto.internal.timer.PausableClock;
import dev.kyoto.internal.timer.SystemClock;
import dev.kyoto.internal.util.Sizes;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a runtime. Not thread-safe; a builder may build several runtimes.
 *
 * <p>Drivers need no switch: timers and I/O cost nothing until they are used.
 *
 * <p>Answers to {@code tokio::runtime::Builder}.
 */
public final class RuntimeBuilder {
    private static final int MAX_WORKERS = 0x7FFF;
    private static final AtomicLong RUNTIMES = new AtomicLong();

    private final RuntimeFlavor flavor;
    private int workers = Runtime.getRuntime().availableProcessors();
    private int maxBlockingThreads = 512;
    private Duration blockingKeepAlive = Duration.ofSeconds(10);
    private @Nullable String name;
    private @Nullable Supplier<String> threadName;
    private long threadStackSize;
    private int globalQueueInterval;
    private int eventInterval = Sizes.EVENT_INTERVAL;
    private boolean lifoSlot = true;
    private boolean startPaused;
    private boolean trackSpawnSites;
    private Duration stallWarning = Duration.ofSeconds(2);
    private BlockMode blocks = Blocks.DEFAULT_MODE;
    private @Nullable Long seed;
    private ThreadHooks threadHooks = ThreadHooks.NONE;
    private @Nullable Consumer<TaskInfo> onTaskSpawn;
    private @Nullable Consumer<TaskInfo> onBeforeTaskPoll;
    private @Nullable Consumer<TaskInfo> onAfterTaskPoll;
    private @Nullable Consumer<TaskInfo> onTaskTerminate;
    private @Nullable BiConsumer<TaskInfo, Throwable> uncaughtHandler;

    RuntimeBuilder(RuntimeFlavor flavor) {
        this.flavor = flavor;
        var fromProperty = Integer.getInteger("kyoto.workers");
        if (fromProperty != null) {
            workerThreads(fromProperty);
        }
    }

    /** Not a lambda: the JVM takes long to link the first ones, and every start would wait. */
    private static final class LogUncaught implements UncaughtHandler {
        @Override
        public void uncaught(long id, TaskMeta meta, Throwable failure) {
            var task = new TaskInfo(id, meta);
            System.getLogger("dev.kyoto")
                    .log(
                            System.Logger.Level.ERROR,
                            task + " failed and nobody joined it: " + failure,
                            failure);
        }
    }

    private static int atLeast(int least, int value, String what) {
        if (value < least) {
            throw new IllegalArgumentException(
                    what + " must be at least " + least + ", but was " + value);
        }
        return value;
    }

    private static Duration notNegative(Duration value, String what) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(what + " must not be negative, but was " + value);
        }
        return value;
    }

    /**
     * How many workers a multi-thread runtime has; the number of processors if not set here or by
     * the system property {@code kyoto.workers}. A current-thread runtime has one.
     *
     * @param count from 1 to 32,767
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder workerThreads(int count) {
        if (count > MAX_WORKERS) {
            throw new IllegalArgumentException(
                    "workerThreads must be at most " + MAX_WORKERS + ", but was " + count);
        }
        workers = atLeast(1, count, "workerThreads");
        return this;
    }

    /**
     * How many threads run blocking closures at most, workers not counted. Default: 512.
     *
     * @param count at least 1
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder maxBlockingThreads(int count) {
        maxBlockingThreads = atLeast(1, count, "maxBlockingThreads");
        return this;
    }

    /**
     * How long an idle blocking thread lives. Default: 10 seconds.
     *
     * @param time zero or more
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder threadKeepAlive(Duration time) {
        blockingKeepAlive = notNegative(time, "threadKeepAlive");
        return this;
    }

    /**
     * The name of the runtime, in messages and thread names. Default: kyoto-1, kyoto-2, …
     *
     * @param runtimeName the name
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder name(String runtimeName) {
        name = Objects.requireNonNull(runtimeName, "runtimeName");
        return this;
    }

    /**
     * One name for all threads of the runtime.
     *
     * @param threads the name
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder threadName(String threads) {
        Objects.requireNonNull(threads, "threads");
        return threadName(() -> threads);
    }

    /**
     * Makes the name of each new thread. Default: the runtime's name and a number.
     *
     * @param names called for each thread
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder threadName(Supplier<String> names) {
        threadName = Objects.requireNonNull(names, "names");
        return this;
    }

    /**
     * Stack bytes of each thread; a hint to the JVM.
     *
     * @param bytes zero for the JVM's default
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder threadStackSize(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("threadStackSize must not be negative: " + bytes);
        }
        threadStackSize = bytes;
        return this;
    }

    /**
     * Called on each thread when it begins.
     *
     * @param hook what to do
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder onThreadStart(Runnable hook) {
        var h = threadHooks;
        threadHooks =
                new ThreadHooks(
                        Objects.requireNonNull(hook, "hook"), h.onStop(), h.onPark(), h.onUnpark());
        return this;
    }

    /**
     * Called on each thread before it ends.
     *
     * @param hook what to do
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder onThreadStop(Runnable hook) {
        var h = threadHooks;
        threadHooks =
                new ThreadHooks(
                        h.onStart(),
                        Objects.requireNonNull(hook, "hook"),
                        h.onPark(),
                        h.onUnpark());
        return this;
    }

    /**
     * Called on a worker before it goes to sleep.
     *
     * @param hook what to do
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder onThreadPark(Runnable hook) {
        var h = threadHooks;
        threadHooks =
                new ThreadHooks(
                        h.onStart(),
                        h.onStop(),
                        Objects.requireNonNull(hook, "hook"),
                        h.onUnpark());
        return this;
    }

    /**
     * Called on a worker after it has woken up.
     *
     * @param hook what to do
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder onThreadUnpark(Runnable hook) {
        var h = threadHooks;
        threadHooks =
                new ThreadHooks(
                        h.onStart(), h.onStop(), h.onPark(), Objects.requireNonNull(hook, "hook"));
        return this;
    }

    /**
     * Called for each task that is spawned, on the spawning thread.
     *
     * @param hook what to do; it must not block or throw
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder onTaskSpawn(Consumer<TaskInfo> hook) {
        onTaskSpawn = Objects.requireNonNull(hook, "hook");
        return this;
    }

    /**
     * Called before each poll of a task, on its worker.
     *
     * @param hook what to do; it must not block or throw
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder onBeforeTaskPoll(Consumer<TaskInfo> hook) {
        onBeforeTaskPoll = Objects.requireNonNull(hook, "hook");
        return this;
    }

    /**
     * Called after each poll of a task, on its worker.
     *
     * @param hook what to do; it must not block or throw
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder onAfterTaskPoll(Consumer<TaskInfo> hook) {
        onAfterTaskPoll = Objects.requireNonNull(hook, "hook");
        return this;
    }

    /**
     * Called once for each task that has ended, in whatever way.
     *
     * @param hook what to do; it must not block or throw
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder onTaskTerminate(Consumer<TaskInfo> hook) {
        onTaskTerminate = Objects.requireNonNull(hook, "hook");
        return this;
    }

    /**
     * Polls between two looks at the queue that all workers share. Default: tuned by itself from
     * how long polls take.
     *
     * @param polls at least 1
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder globalQueueInterval(int polls) {
        globalQueueInterval = atLeast(1, polls, "globalQueueInterval");
        return this;
    }

    /**
     * Polls between two looks at timers and I/O. Default: 61.
     *
     * @param polls at least 1
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder eventInterval(int polls) {
        eventInterval = atLeast(1, polls, "eventInterval");
        return this;
    }

    /**
     * Sends every woken task to the end of the queue; by default the one that the current task woke
     * last runs next, which is good for messages and answers.
     *
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder disableLifoSlot() {
        lifoSlot = false;
        return this;
    }

    /**
     * Begins with the clock paused at zero: it moves by itself to the next timer when nothing else
     * can happen. For current-thread runtimes, in tests.
     *
     * @param paused whether
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder startPaused(boolean paused) {
        startPaused = paused;
        return this;
    }

    /**
     * Makes every random choice of the runtime repeatable: whom to steal from, and where a select
     * begins.
     *
     * @param value any number; the same one gives the same choices
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder rngSeed(long value) {
        seed = value;
        return this;
    }

    /**
     * Keeps with each task the line that spawned it, for messages. It costs a stack walk per spawn.
     * Default: off.
     *
     * @param track whether
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder trackSpawnSites(boolean track) {
        trackSpawnSites = track;
        return this;
    }

    /**
     * How long one poll of a task may take before a warning names the task and the line, once per
     * line. Default: 2 seconds. Multi-thread runtimes only.
     *
     * @param limit zero for never
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder stallWarning(Duration limit) {
        stallWarning = notNegative(limit, "stallWarning");
        return this;
    }

    /**
     * How the async blocks that are made inside this runtime are run. Default: the system property
     * {@code kyoto.blocks}, or {@link BlockMode#AUTO}.
     *
     * @param mode what to force, or {@code AUTO}
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder blocks(BlockMode mode) {
        blocks = Objects.requireNonNull(mode, "mode");
        return this;
    }

    /**
     * Told the failure of each task that nobody joins. Default: logged as an error.
     *
     * @param handler called on any thread; it must not block
     * @return this
     */
    @CanIgnoreReturnValue
    public RuntimeBuilder uncaughtHandler(BiConsumer<TaskInfo, Throwable> handler) {
        uncaughtHandler = Objects.requireNonNull(handler, "handler");
        return this;
    }

    /**
     * Builds the runtime.
     *
     * @return a runtime; a multi-thread one has its workers running
     * @throws IllegalStateException if the settings do not fit each other
     */
    public AsyncRuntime build() {
        if (startPaused && flavor != RuntimeFlavor.CURRENT_THREAD) {
            throw new IllegalStateException(
                    "startPaused needs a current-thread runtime: with several workers there is no"
                            + " moment at which nothing can happen; use currentThreadBuilder()");
        }
        Blocks.prepare(blocks); // first, to go on beside what follows
        var config = config();
        return new AsyncRuntime(
                flavor == RuntimeFlavor.CURRENT_THREAD
                        ? new CurrentThreadScheduler(config)
                        : new MultiThreadScheduler(config));
    }

    /**
     * Builds a runtime of the current thread, which its tasks never leave.
     *
     * @return a runtime that only this thread can drive
     * @throws IllegalStateException if this is not a builder of current-thread runtimes
     */
    public LocalRuntime buildLocal() {
        if (flavor != RuntimeFlavor.CURRENT_THREAD) {
            throw new IllegalStateException(
                    "buildLocal needs a current-thread runtime: a worker of another one takes any"
                            + " task; use AsyncRuntime.currentThreadBuilder()");
        }
        Blocks.prepare(blocks); // first, to go on beside what follows
        var config = config();
        return new LocalRuntime(CurrentThreadScheduler.forThisThread(config));
    }

    private SchedulerConfig config() {
        var runtimeName = name != null ? name : numbered("kyoto", RUNTIMES.incrementAndGet());
        var handler = uncaughtHandler;
        UncaughtHandler uncaught =
                handler == null
                        ? new LogUncaught()
                        : (id, meta, failure) -> handler.accept(new TaskInfo(id, meta), failure);
        return new SchedulerConfig(
                runtimeName,
                flavor == RuntimeFlavor.CURRENT_THREAD ? 1 : workers,
                maxBlockingThreads,
                blockingKeepAlive,
                threadName != null ? threadName : numberedNames(runtimeName),
                threadStackSize,
                globalQueueInterval,
                eventInterval,
                lifoSlot,
                trackSpawnSites,
                stallWarning,
                blocks,
                threadHooks,
                taskHooks(),
                uncaught,
                Seam.in(
                        new Provider(
                                clock(),
                                seed != null ? seed : System.nanoTime(),
                                Parking.JDK,
                                null)));
    }

    private static Supplier<String> numberedNames(String runtimeName) {
        var count = new AtomicLong();
        // No lambda: the JVM takes long to link the first ones, and every start would wait.
        return new Supplier<>() {
            @Override
            public String get() {
                return numbered(runtimeName, count.incrementAndGet());
            }
        };
    }

    /** Not by the operator +, which the JVM links for milliseconds at its first use. */
    private static String numbered(String name, long number) {
        return name.concat("-").concat(Long.toString(number));
    }

    private Clock clock() {
        if (flavor == RuntimeFlavor.MULTI_THREAD) {
            return SystemClock.INSTANCE;
        }
        return startPaused ? PausableClock.startPaused() : new PausableClock(SystemClock.INSTANCE);
    }

    private TaskHooks taskHooks() {
        if (onTaskSpawn == null
                && onBeforeTaskPoll == null
                && onAfterTaskPoll == null
                && onTaskTerminate == null) {
            return TaskHooks.NONE;
        }
        var spawn = onTaskSpawn;
        var before = onBeforeTaskPoll;
        var after = onAfterTaskPoll;
        var terminate = onTaskTerminate;
        return new TaskHooks() {
            @Override
            public void onSpawn(Task<?> task) {
                tell(spawn, task);
            }

            @Override
            public void beforePoll(Task<?> task) {
                tell(before, task);
            }

            @Override
            public void afterPoll(Task<?> task) {
                tell(after, task);
            }

            @Override
            public void onTerminate(Task<?> task) {
                tell(terminate, task);
            }

            private void tell(@Nullable Consumer<TaskInfo> hook, Task<?> task) {
                if (hook != null) {
                    hook.accept(new TaskInfo(task.id(), task.meta()));
                }
            }
        };
    }
}
