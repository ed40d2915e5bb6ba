package dev.kyoto.runtime;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.internal.scheduler.CurrentThreadScheduler;
import dev.kyoto.internal.scheduler.Scheduler;
import dev.kyoto.internal.scheduler.Task;
import dev.kyoto.internal.scheduler.TaskMeta;
import dev.kyoto.internal.scheduler.ThreadContext;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A reference to a runtime, to spawn on it from anywhere. Cheap, thread-safe; it does not keep the
 * runtime open.
 *
 * <p><b>Example</b> A thread of another library hands work to the runtime:
 *
 * {@snippet :
 * var handle = runtime.handle();
 * Thread.ofPlatform().start(() -> handle.spawn(() -> serve(stream)).detach());
 * }
 *
 * <p>Answers to {@code tokio::runtime::Handle}.
 */
@CheckReturnValue
public final class Handle {
    private final Scheduler scheduler;
    private final boolean trackSites;

    Handle(Scheduler scheduler, boolean trackSites) {
        this.scheduler = scheduler;
        this.trackSites = trackSites;
    }

    /**
     * The runtime at hand: of the task that runs here, of blockOn, or of {@link #enter()}.
     *
     * @return a handle to it
     * @throws IllegalStateException if this thread knows no runtime
     */
    public static Handle current() {
        return of(ThreadContext.current().scheduler());
    }

    /**
     * The runtime at hand, if there is one.
     *
     * @return a handle to it, or empty
     */
    public static Optional<Handle> tryCurrent() {
        return Optional.ofNullable(ThreadContext.current().schedulerOrNull()).map(Handle::of);
    }

    private static Handle of(Scheduler scheduler) {
        return new Handle(scheduler, scheduler.config().trackSpawnSites());
    }

    Scheduler scheduler() {
        return scheduler;
    }

    /**
     * Makes this runtime the one at hand for the current thread.
     *
     * @return a guard that ends it when closed
     */
    public EnterGuard enter() {
        return new EnterGuard(scheduler);
    }

    /**
     * A future that sees this runtime as the one at hand, whatever polls it: so what needs timers or
     * I/O can be awaited on a runtime that has none, or in none at all. The future itself still runs
     * in the task that polls it.
     *
     * <p><b>Cancellation</b> As that of the future.
     *
     * <p><b>Errors</b> Those of the future.
     *
     * <p><b>Example</b> A client whose connections belong to another runtime:
     *
     * {@snippet :
     * var page = runtime.handle().wrap(fetch(url)).await();
     * }
     *
     * <p>Answers to {@code tokio_util::context::RuntimeExt::wrap}.
     *
     * @param future what to poll
     * @param <T> the type of its value
     * @return a future of the same value
     */
    public <T extends @Nullable Object> Future<T> wrap(Future<T> future) {
        return new WithRuntime<>(this, future);
    }

    /**
     * Starts a future as a task.
     *
     * @param future what to poll
     * @param <T> the type of its value
     * @return the right to join it; its task is cancelled already if the runtime was shut down
     */
    public <T extends @Nullable Object> JoinHandle<T> spawn(Future<T> future) {
        return spawn(null, future);
    }

    /**
     * Starts an async block as a task.
     *
     * @param body the body; it may await
     * @param <T> the type of its value
     * @return the right to join it
     */
    public <T extends @Nullable Object> JoinHandle<T> spawn(AsyncCallable<T> body) {
        return spawn(null, body);
    }

    /**
     * Starts an async block without a value as a task.
     *
     * @param body the body; it may await
     * @return the right to join it
     */
    public JoinHandle<@Nullable Void> spawn(AsyncRunnable body) {
        return spawn(null, body);
    }

    /**
     * Starts a named future as a task; the name shows in dumps and messages.
     *
     * @param name the name, or null
     * @param future what to poll
     * @param <T> the type of its value
     * @return the right to join it
     */
    public <T extends @Nullable Object> JoinHandle<T> spawn(
            @Nullable String name, Future<T> future) {
        Objects.requireNonNull(future, "future");
        return new JoinHandle<>(scheduler.spawn(future, meta(name)));
    }

    /**
     * Starts a named async block as a task.
     *
     * @param name the name, or null
     * @param body the body; it may await
     * @param <T> the type of its value
     * @return the right to join it
     */
    public <T extends @Nullable Object> JoinHandle<T> spawn(
            @Nullable String name, AsyncCallable<T> body) {
        return spawn(name, Blocks.of(body, scheduler.config().blocks()));
    }

    /**
     * Starts a named async block without a value as a task.
     *
     * @param name the name, or null
     * @param body the body; it may await
     * @return the right to join it
     */
    public JoinHandle<@Nullable Void> spawn(@Nullable String name, AsyncRunnable body) {
        return spawn(name, Blocks.of(body, scheduler.config().blocks()));
    }

    /**
     * Runs a closure that blocks on the blocking pool.
     *
     * @param body the closure
     * @param <T> the type of its value
     * @return the right to join it; aborting it has an effect only before it has started
     */
    public <T extends @Nullable Object> JoinHandle<T> spawnBlocking(Callable<T> body) {
        return spawnBlocking(null, body);
    }

    /**
     * Runs a closure that blocks on the blocking pool, under a name.
     *
     * @param name the name, or null
     * @param body the closure
     * @param <T> the type of its value
     * @return the right to join it; aborting it has an effect only before it has started
     */
    public <T extends @Nullable Object> JoinHandle<T> spawnBlocking(
            @Nullable String name, Callable<T> body) {
        Objects.requireNonNull(body, "body");
        return new JoinHandle<>(scheduler.spawnBlocking(body, meta(name)));
    }

    private TaskMeta meta(@Nullable String name) {
        return SpawnMeta.of(name, trackSites);
    }

    /**
     * Drives a future on the calling thread; see {@link AsyncRuntime#blockOn(Future)}.
     *
     * @param future what to drive
     * @param <T> the type of its value
     * @return its value
     */
    public <T extends @Nullable Object> T blockOn(Future<T> future) {
        return scheduler.blockOn(Objects.requireNonNull(future, "future"));
    }

    /**
     * Drives an async block on the calling thread; see {@link AsyncRuntime#blockOn(Future)}.
     *
     * @param body the body; it may await
     * @param <T> the type of its value
     * @return its value
     */
    public <T extends @Nullable Object> T blockOn(AsyncCallable<T> body) {
        return scheduler.blockOn(Blocks.of(body, scheduler.config().blocks()));
    }

    /**
     * Drives an async block without a value on the calling thread.
     *
     * @param body the body; it may await
     */
    public void blockOn(AsyncRunnable body) {
        var _ = scheduler.blockOn(Blocks.of(body, scheduler.config().blocks()));
    }

    /**
     * The runtime as the executor that other libraries ask for: each command is a task. A command
     * must not block; one that throws goes to the uncaught handler.
     *
     * @return an executor that refuses commands once the runtime was shut down
     */
    public Executor asExecutor() {
        return command -> {
            Objects.requireNonNull(command, "command");
            if (scheduler.isShutdown()) {
                throw new RejectedExecutionException(
                        "the runtime '" + name() + "' was shut down and takes no commands");
            }
            Future<@Nullable Void> task =
                    cx -> {
                        command.run();
                        return Poll.ready(null);
                    };
            spawn(task).detach();
        };
    }

    /**
     * Which scheduler the runtime has.
     *
     * @return the flavour
     */
    public RuntimeFlavor flavor() {
        return scheduler instanceof CurrentThreadScheduler
                ? RuntimeFlavor.CURRENT_THREAD
                : RuntimeFlavor.MULTI_THREAD;
    }

    /**
     * The runtime's name, as given to the builder.
     *
     * @return the name
     */
    public String name() {
        return scheduler.config().name();
    }

    /**
     * The tasks that have not ended, and what each is doing. They go on meanwhile, so this is a look
     * at a moment that has passed. {@link RuntimeBuilder#trackSpawnSites} adds the line that has
     * spawned each.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * runtime.handle().dump().forEach(System.out::println);
     * }
     *
     * <p>Answers to {@code tokio::runtime::Handle::dump}.
     *
     * @return one line for each task, by id: those that one thread has spawned are in their order
     */
    public List<TaskDump> dump() {
        return scheduler.listTasks().stream()
                .sorted(Comparator.comparingLong(Task::id))
                .map(TaskDump::of)
                .toList();
    }

    /**
     * Counters of the runtime.
     *
     * @return a view that reads the present numbers at each call
     */
    public RuntimeMetrics metrics() {
        return new RuntimeMetrics(scheduler);
    }

    @Override
    public String toString() {
        return "Handle of runtime '" + name() + "'";
    }
}
