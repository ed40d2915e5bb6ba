package dev.kyoto.task;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.Future;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.runtime.Handle;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.runtime.LocalHandle;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The ways to start a task that is joined by its own handle: with a name ({@link TaskBuilder}),
 * counted by a {@link TaskTracker}, or both. Thread-safe.
 *
 * <p>Answers to the spawning methods of {@code tokio::task::Builder} and {@code
 * tokio_util::task::TaskTracker}.
 */
@CheckReturnValue
public abstract sealed class TaskSpawner permits TaskBuilder, TaskTracker, TrackerSpawner {

    TaskSpawner() {}

    /** The name for the task, or null. */
    abstract @Nullable String name();

    /** What stands for a future in the task, if not the future itself. */
    <T extends @Nullable Object> Future<T> wrap(Future<T> future) {
        return future;
    }

    /** What stands for a closure in the task, if not the closure itself. */
    <T extends @Nullable Object> Callable<T> wrapBlocking(Callable<T> body) {
        return body;
    }

    private Launch here() {
        return Launch.here(name());
    }

    private Launch on(Handle handle) {
        return new Launch(Objects.requireNonNull(handle, "handle"), name());
    }

    private <T extends @Nullable Object> JoinHandle<T> start(Launch launch, Future<T> future) {
        return launch.start(wrap(Objects.requireNonNull(future, "future")));
    }

    private <T extends @Nullable Object> JoinHandle<T> startBlocking(
            Launch launch, Callable<T> body) {
        return launch.startBlocking(wrapBlocking(Objects.requireNonNull(body, "body")));
    }

    /**
     * Starts an async block as a task of the runtime at hand.
     *
     * @param body the body; it may await
     * @param <T> the type of its value
     * @return the right to join it
     * @throws IllegalStateException if this thread knows no runtime
     */
    public final <T extends @Nullable Object> JoinHandle<T> spawn(AsyncCallable<T> body) {
        var launch = here();
        return start(launch, launch.block(body));
    }

    /**
     * Starts an async block without a value as a task of the runtime at hand.
     *
     * @param body the body; it may await
     * @return the right to join it
     * @throws IllegalStateException if this thread knows no runtime
     */
    public final JoinHandle<@Nullable Void> spawn(AsyncRunnable body) {
        var launch = here();
        return start(launch, launch.block(body));
    }

    /**
     * Starts a future as a task of the runtime at hand.
     *
     * @param future what to poll
     * @param <T> the type of its value
     * @return the right to join it
     * @throws IllegalStateException if this thread knows no runtime
     */
    public final <T extends @Nullable Object> JoinHandle<T> spawn(Future<T> future) {
        return start(here(), future);
    }

    /**
     * Starts an async block as a task of a given runtime.
     *
     * @param handle the runtime
     * @param body the body; it may await
     * @param <T> the type of its value
     * @return the right to join it
     */
    public final <T extends @Nullable Object> JoinHandle<T> spawnOn(
            Handle handle, AsyncCallable<T> body) {
        var launch = on(handle);
        return start(launch, launch.block(body));
    }

    /**
     * Starts an async block without a value as a task of a given runtime.
     *
     * @param handle the runtime
     * @param body the body; it may await
     * @return the right to join it
     */
    public final JoinHandle<@Nullable Void> spawnOn(Handle handle, AsyncRunnable body) {
        var launch = on(handle);
        return start(launch, launch.block(body));
    }

    /**
     * Starts a future as a task of a given runtime.
     *
     * @param handle the runtime
     * @param future what to poll
     * @param <T> the type of its value
     * @return the right to join it
     */
    public final <T extends @Nullable Object> JoinHandle<T> spawnOn(
            Handle handle, Future<T> future) {
        return start(on(handle), future);
    }

    /**
     * Runs a closure that blocks on the blocking pool of the runtime at hand.
     *
     * @param body the closure
     * @param <T> the type of its value
     * @return the right to join it; aborting it has an effect only before it has started
     * @throws IllegalStateException if this thread knows no runtime
     */
    public final <T extends @Nullable Object> JoinHandle<T> spawnBlocking(Callable<T> body) {
        return startBlocking(here(), body);
    }

    /**
     * Runs a closure that blocks on the blocking pool of a given runtime.
     *
     * @param handle the runtime
     * @param body the closure
     * @param <T> the type of its value
     * @return the right to join it; aborting it has an effect only before it has started
     */
    public final <T extends @Nullable Object> JoinHandle<T> spawnBlockingOn(
            Handle handle, Callable<T> body) {
        return startBlocking(on(handle), body);
    }

    /**
     * Starts an async block as a task that stays on this thread, in the LocalSet or LocalRuntime
     * at hand.
     *
     * @param body the body; it may await
     * @param <T> the type of its value
     * @return the right to join it
     * @throws IllegalStateException if there is nothing local at hand
     */
    public final <T extends @Nullable Object> JoinHandle<T> spawnLocal(AsyncCallable<T> body) {
        return LocalHandle.current().spawnLocal(name(), wrap(Blocks.of(body)));
    }

    /**
     * Starts an async block without a value as a task that stays on this thread, in the LocalSet
     * or LocalRuntime at hand.
     *
     * @param body the body; it may await
     * @return the right to join it
     * @throws IllegalStateException if there is nothing local at hand
     */
    public final JoinHandle<@Nullable Void> spawnLocal(AsyncRunnable body) {
        return LocalHandle.current().spawnLocal(name(), wrap(Blocks.of(body)));
    }

    /**
     * Starts a future as a task that stays on this thread, in the LocalSet or LocalRuntime at
     * hand.
     *
     * @param future what to poll
     * @param <T> the type of its value
     * @return the right to join it
     * @throws IllegalStateException if there is nothing local at hand
     */
    public final <T extends @Nullable Object> JoinHandle<T> spawnLocal(Future<T> future) {
        return LocalHandle.current()
                .spawnLocal(name(), wrap(Objects.requireNonNull(future, "future")));
    }

    /**
     * Starts an async block as a task that stays on the thread of a given {@link LocalSet}.
     *
     * @param local the set whose thread it stays on, which is this one
     * @param body the body; it may await
     * @param <T> the type of its value
     * @return the right to join it
     * @throws IllegalStateException on another thread than that of the local set
     */
    public final <T extends @Nullable Object> JoinHandle<T> spawnLocalOn(
            LocalSet local, AsyncCallable<T> body) {
        return local.spawnLocal(name(), wrap(Blocks.of(body)));
    }

    /**
     * Starts an async block without a value as a task that stays on the thread of a given {@link
     * LocalSet}.
     *
     * @param local the set whose thread it stays on, which is this one
     * @param body the body; it may await
     * @return the right to join it
     * @throws IllegalStateException on another thread than that of the local set
     */
    public final JoinHandle<@Nullable Void> spawnLocalOn(LocalSet local, AsyncRunnable body) {
        return local.spawnLocal(name(), wrap(Blocks.of(body)));
    }

    /**
     * Starts a future as a task that stays on the thread of a given {@link LocalSet}.
     *
     * @param local the set whose thread it stays on, which is this one
     * @param future what to poll
     * @param <T> the type of its value
     * @return the right to join it
     * @throws IllegalStateException on another thread than that of the local set
     */
    public final <T extends @Nullable Object> JoinHandle<T> spawnLocalOn(
            LocalSet local, Future<T> future) {
        return local.spawnLocal(name(), wrap(Objects.requireNonNull(future, "future")));
    }
}
