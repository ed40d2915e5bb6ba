package dev.kyoto.runtime;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.Future;
import dev.kyoto.internal.scheduler.CurrentThreadScheduler;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A current-thread runtime whose tasks never leave the thread that made it: what they share needs no
 * lock, and may belong to a thread, as a toolkit's widgets do.
 *
 * <p>Its own methods are for that thread, and throw {@link IllegalStateException} on any other. Other
 * threads may keep its {@link #handle()} and spawn on that: such tasks as well run on the runtime's
 * thread, while it is in {@link #blockOn}.
 *
 * <p>A task never moves, so what lets a thread block elsewhere does not here: {@code blockInPlace} is
 * refused, and an {@code await()} in the middle of a poll (in synchronous code that no async block
 * contains) runs the other tasks within that call. Such awaits end in the reverse order in which
 * they began; they are reported once for each line. An async block that runs on a virtual thread has
 * a thread of its own for life, which stands in for this one while it runs.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var local = LocalRuntime.create()) {
 *     local.blockOn(() -> {
 *         var seen = new HashMap<String, Integer>();
 *         var first = local.spawnLocal(() -> { seen.merge(messages.recv().await(), 1, Integer::sum); });
 *         var second = local.spawnLocal(() -> { seen.merge(channel.recv().await(), 1, Integer::sum); });
 *         first.await();
 *         second.await();
 *         show(seen);
 *     });
 * }
 * }
 *
 * <p>Answers to {@code tokio::runtime::LocalRuntime}.
 */
@CheckReturnValue
public final class LocalRuntime implements AutoCloseable {
    private final CurrentThreadScheduler scheduler;
    private final AsyncRuntime runtime;

    LocalRuntime(CurrentThreadScheduler scheduler) {
        this.scheduler = scheduler;
        this.runtime = new AsyncRuntime(scheduler);
    }

    /**
     * A runtime of the current thread, with the default settings. For others: {@code
     * AsyncRuntime.currentThreadBuilder()} and {@link RuntimeBuilder#buildLocal()}.
     *
     * @return a runtime that runs tasks while this thread is in {@link #blockOn}
     */
    public static LocalRuntime create() {
        return AsyncRuntime.currentThreadBuilder().buildLocal();
    }

    /**
     * A reference to this runtime that other threads may use to spawn on it.
     *
     * @return the handle
     */
    public Handle handle() {
        return runtime.handle();
    }

    /**
     * Starts a future as a task of this thread.
     *
     * @param future what to poll
     * @param <T> the type of its value
     * @return the right to join it
     * @throws IllegalStateException on another thread; use {@link #handle()} there
     */
    public <T extends @Nullable Object> JoinHandle<T> spawnLocal(Future<T> future) {
        scheduler.requireHere("spawnLocal");
        return handle().spawn(future);
    }

    /**
     * Starts an async block as a task of this thread.
     *
     * @param body the body; it may await
     * @param <T> the type of its value
     * @return the right to join it
     * @throws IllegalStateException on another thread; use {@link #handle()} there
     */
    public <T extends @Nullable Object> JoinHandle<T> spawnLocal(AsyncCallable<T> body) {
        scheduler.requireHere("spawnLocal");
        return handle().spawn(body);
    }

    /**
     * Starts an async block without a value as a task of this thread.
     *
     * @param body the body; it may await
     * @return the right to join it
     * @throws IllegalStateException on another thread; use {@link #handle()} there
     */
    public JoinHandle<@Nullable Void> spawnLocal(AsyncRunnable body) {
        scheduler.requireHere("spawnLocal");
        return handle().spawn(body);
    }

    /**
     * Runs a closure on the blocking pool; see {@link Handle#spawnBlocking}.
     *
     * @param body the closure, which runs on another thread
     * @param <T> the type of its value
     * @return the right to join it
     */
    public <T extends @Nullable Object> JoinHandle<T> spawnBlocking(Callable<T> body) {
        return runtime.spawnBlocking(body);
    }

    /**
     * Drives a future and all tasks on this thread until the future is done.
     *
     * <p><b>Cancellation</b> If the thread is interrupted, the future is cancelled, the interrupt
     * status is kept and {@link CancellationException} is thrown.
     *
     * <p><b>Errors</b> What the future throws. {@link IllegalStateException} on another thread,
     * inside a task, or inside another blockOn.
     *
     * @param future what to drive
     * @param <T> the type of its value
     * @return its value
     */
    public <T extends @Nullable Object> T blockOn(Future<T> future) {
        return runtime.blockOn(future);
    }

    /**
     * Drives an async block on this thread; see {@link #blockOn(Future)}.
     *
     * @param body the body; it may await
     * @param <T> the type of its value
     * @return its value
     */
    public <T extends @Nullable Object> T blockOn(AsyncCallable<T> body) {
        return runtime.blockOn(body);
    }

    /**
     * Drives an async block without a value on this thread; see {@link #blockOn(Future)}.
     *
     * @param body the body; it may await
     */
    public void blockOn(AsyncRunnable body) {
        runtime.blockOn(body);
    }

    /**
     * Makes this runtime the one at hand for the current thread.
     *
     * @return a guard that ends it when closed
     */
    public EnterGuard enter() {
        return runtime.enter();
    }

    /**
     * Counters of the runtime.
     *
     * @return a view that reads the present numbers at each call
     */
    public RuntimeMetrics metrics() {
        return runtime.metrics();
    }

    /**
     * Refuses tasks from outside and lets those that are there end by themselves; see {@link
     * AsyncRuntime#drain}.
     *
     * @param limit how long to wait
     * @return true if no task is left; false if the limit has passed first
     * @throws IllegalStateException on another thread, or inside a task
     */
    public boolean drain(Duration limit) {
        scheduler.requireHere("drain");
        return runtime.drain(limit);
    }

    /**
     * Cancels every task at its next suspension and runs their cleanup, on this thread; see {@link
     * AsyncRuntime#close()}. Once the thread that made the runtime has ended, any other may do so.
     *
     * @throws IllegalStateException on another thread, or inside a task
     */
    @Override
    public void close() {
        scheduler.requireHere("close");
        runtime.close();
    }

    /**
     * As {@link #close()}, but waits no longer than that; see {@link AsyncRuntime#shutdown}.
     *
     * @param limit how long to wait in all; zero or less waits for nothing
     * @throws IllegalStateException on another thread, or inside a task
     */
    public void shutdown(Duration limit) {
        scheduler.requireHere("shutdown");
        runtime.shutdown(limit);
    }

    /**
     * Begins the shutdown and waits for nothing; allowed inside a task.
     *
     * @throws IllegalStateException on another thread
     */
    public void shutdownBackground() {
        scheduler.requireHere("shutdownBackground");
        runtime.shutdownBackground();
    }

    @Override
    public String toString() {
        return "LocalRuntime '" + handle().name() + "'";
    }
}
