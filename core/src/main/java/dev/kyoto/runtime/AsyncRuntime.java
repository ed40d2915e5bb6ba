package dev.kyoto.runtime;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.BlockReport;
import dev.kyoto.future.Future;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.internal.scheduler.Deadline;
import dev.kyoto.internal.scheduler.Scheduler;
import dev.kyoto.internal.scheduler.ThreadContext;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Owns a scheduler, its drivers and its threads; closing it ends them all.
 *
 * <p>Thread-safe. Several runtimes may live side by side in one process.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var runtime = AsyncRuntime.create()) {
 *     int sum = runtime.blockOn(() -> {
 *         var one = Handle.current().spawn(() -> 20);
 *         var two = Handle.current().spawn(() -> 22);
 *         return one.await() + two.await();
 *     });
 * }
 * }
 *
 * <p>Answers to {@code tokio::runtime::Runtime}.
 */
@CheckReturnValue
public final class AsyncRuntime implements AutoCloseable {
    private final Scheduler scheduler;
    private final Handle handle;

    AsyncRuntime(Scheduler scheduler) {
        this.scheduler = scheduler;
        this.handle = new Handle(scheduler, scheduler.config().trackSpawnSites());
    }

    /**
     * A multi-thread runtime with the default settings: one worker per processor.
     *
     * @return a running runtime
     */
    public static AsyncRuntime create() {
        return builder().build();
    }

    /**
     * Settings of a multi-thread runtime.
     *
     * @return a new builder
     */
    public static RuntimeBuilder builder() {
        return new RuntimeBuilder(RuntimeFlavor.MULTI_THREAD);
    }

    /**
     * Settings of a runtime whose tasks run on the thread that calls blockOn.
     *
     * @return a new builder
     */
    public static RuntimeBuilder currentThreadBuilder() {
        return new RuntimeBuilder(RuntimeFlavor.CURRENT_THREAD);
    }

    /**
     * A reference to this runtime that can be kept and shared.
     *
     * @return the handle
     */
    public Handle handle() {
        return handle;
    }

    /**
     * How each body of an async block that this process has used so far runs on this runtime, and
     * why.
     *
     * @return a report for each body, in the order of their first uses
     */
    public List<BlockReport> blockReports() {
        return Blocks.reports(handle.scheduler().config().blocks());
    }

    /**
     * Starts a future as a task; see {@link Handle#spawn(Future)}.
     *
     * @param future what to poll
     * @param <T> the type of its value
     * @return the right to join it
     */
    public <T extends @Nullable Object> JoinHandle<T> spawn(Future<T> future) {
        return handle.spawn(future);
    }

    /**
     * Starts an async block as a task.
     *
     * @param body the body; it may await
     * @param <T> the type of its value
     * @return the right to join it
     */
    public <T extends @Nullable Object> JoinHandle<T> spawn(AsyncCallable<T> body) {
        return handle.spawn(body);
    }

    /**
     * Starts an async block without a value as a task.
     *
     * @param body the body; it may await
     * @return the right to join it
     */
    public JoinHandle<@Nullable Void> spawn(AsyncRunnable body) {
        return handle.spawn(body);
    }

    /**
     * Runs a closure on the blocking pool; see {@link Handle#spawnBlocking}.
     *
     * @param body the closure
     * @param <T> the type of its value
     * @return the right to join it
     */
    public <T extends @Nullable Object> JoinHandle<T> spawnBlocking(Callable<T> body) {
        return handle.spawnBlocking(body);
    }

    /**
     * Drives a future on the calling thread until it is done. On a current-thread runtime this is
     * what runs its tasks; on a multi-thread runtime the tasks go on on the workers anyway.
     *
     * <p><b>Cancellation</b> If the calling thread is interrupted, the future is cancelled, the
     * interrupt status is kept and {@link CancellationException} is thrown.
     *
     * <p><b>Errors</b> What the future throws. {@link IllegalStateException} inside a task or
     * inside another blockOn, where it would block the thread that has to make progress.
     *
     * @param future what to drive
     * @param <T> the type of its value
     * @return its value
     */
    public <T extends @Nullable Object> T blockOn(Future<T> future) {
        return handle.blockOn(future);
    }

    /**
     * Drives an async block on the calling thread; see {@link #blockOn(Future)}.
     *
     * @param body the body; it may await
     * @param <T> the type of its value
     * @return its value
     */
    public <T extends @Nullable Object> T blockOn(AsyncCallable<T> body) {
        return handle.blockOn(body);
    }

    /**
     * Drives an async block without a value on the calling thread; see {@link #blockOn(Future)}.
     *
     * @param body the body; it may await
     */
    public void blockOn(AsyncRunnable body) {
        handle.blockOn(body);
    }

    /**
     * Makes this runtime the one at hand for the current thread.
     *
     * @return a guard that ends it when closed
     */
    public EnterGuard enter() {
        return handle.enter();
    }

    /**
     * Counters of the runtime.
     *
     * @return a view that reads the present numbers at each call
     */
    public RuntimeMetrics metrics() {
        return handle.metrics();
    }

    /**
     * Refuses tasks from outside and lets those that are there end by themselves; they may still
     * spawn. Call {@link #close()} afterwards.
     *
     * @param limit how long to wait
     * @return true if no task is left; false if the limit has passed first
     */
    public boolean drain(Duration limit) {
        Objects.requireNonNull(limit, "limit");
        requireOutsideOfTask("drain");
        try {
            return scheduler.drain(Deadline.in(limit));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted in drain; tasks that are left go on");
        }
    }

    /**
     * Cancels every task at its next suspension, runs their cleanup, waits for blocking closures
     * that have started, and ends all threads. Logs a warning with the number of tasks that were
     * cut off while work was under way; call {@link #drain} first to let them end. Idempotent.
     *
     * <p>It takes as long as cleanup and blocking closures take; see {@link #shutdown}.
     *
     * @throws IllegalStateException inside a task, which cannot wait for its own end
     */
    @Override
    public void close() {
        shutDown("close", null);
    }

    /**
     * As {@link #close()}, but waits no longer than that. Blocking closures that still run then go
     * on on their threads until they end by themselves.
     *
     * @param limit how long to wait in all; zero or less waits for nothing
     * @throws IllegalStateException inside a task; use {@link #shutdownBackground()} there
     */
    public void shutdown(Duration limit) {
        Objects.requireNonNull(limit, "limit");
        shutDown("shutdown", limit);
    }

    /**
     * Begins the shutdown and waits for nothing; what runs goes on until its next suspension.
     * Allowed inside a task.
     */
    public void shutdownBackground() {
        try {
            warnOfCutOff(scheduler.shutdown(Deadline.in(Duration.ZERO)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void shutDown(String method, @Nullable Duration limit) {
        requireOutsideOfTask(method);
        boolean interrupted = false;
        var deadline = Deadline.in(limit);
        try {
            while (true) {
                try {
                    warnOfCutOff(scheduler.shutdown(deadline));
                    return;
                } catch (InterruptedException e) {
                    // Half a shutdown would leak threads: the rest is done without waiting.
                    interrupted = true;
                    deadline = Deadline.in(Duration.ZERO);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void requireOutsideOfTask(String method) {
        var context = ThreadContext.current();
        if (context.task() != null) {
            throw new IllegalStateException(
                    method
                            + " was called inside "
                            + context.task()
                            + ", which would have to wait for its own end; use"
                            + " shutdownBackground()");
        }
    }

    private void warnOfCutOff(long tasks) {
        if (tasks > 0) {
            System.getLogger("dev.kyoto")
                    .log(
                            System.Logger.Level.WARNING,
                            "runtime ''{0}'' was closed while {1} tasks were under way: they were cancelled."
                                    + " Join them, or call drain(Duration) before close().",
                            handle.name(),
                            tasks);
        }
    }

    @Override
    public String toString() {
        return "AsyncRuntime '" + handle.name() + "' (" + handle.flavor() + ")";
    }
}
