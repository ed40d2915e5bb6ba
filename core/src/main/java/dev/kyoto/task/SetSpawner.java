package dev.kyoto.task;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.runtime.AbortHandle;
import dev.kyoto.runtime.Handle;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.runtime.LocalHandle;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The ways to put a task into a {@link JoinSet} or a {@link JoinQueue}: the set itself, or the set
 * with a name for the task, as in {@code set.named("resolver").spawn(...)}. Thread-safe.
 *
 * <p>What a spawn returns may be dropped: the set owns the task.
 *
 * <p>Answers to {@code tokio::task::join_set::Builder}.
 *
 * @param <T> the type of the tasks' values
 */
public abstract sealed class SetSpawner<T extends @Nullable Object>
        permits JoinedTasks, SetSpawner.Named {

    SetSpawner() {}

    /** The one place through which every task comes into the set. */
    abstract AbortHandle admit(Supplier<JoinHandle<T>> start);

    /** The name for the task, or null. */
    abstract @Nullable String name();

    private Launch here() {
        return Launch.here(name());
    }

    private Launch on(Handle handle) {
        return new Launch(Objects.requireNonNull(handle, "handle"), name());
    }

    /**
     * The same set, with a name for each task that is spawned through what this returns; it shows in
     * dumps and in the messages of {@link dev.kyoto.runtime.JoinException}.
     *
     * <p>Answers to {@code tokio::task::JoinSet::build_task}.
     *
     * @param name the name
     * @return a view of this set
     */
    public abstract SetSpawner<T> named(String name);

    /**
     * Starts an async block as a task of this set, on the runtime at hand.
     *
     * @param body the body; it may await
     * @return the right to abort it
     * @throws IllegalStateException if the set was closed, or if this thread knows no runtime
     */
    public final AbortHandle spawn(AsyncCallable<T> body) {
        var launch = here();
        return admit(() -> launch.start(body));
    }

    /**
     * Starts an async block without a value as a task of this set; joining it gives the value that
     * is given here, which is null in a {@code JoinSet<Void>}.
     *
     * @param body the body; it may await
     * @param value what joining it gives
     * @return the right to abort it
     * @throws IllegalStateException if the set was closed, or if this thread knows no runtime
     */
    public final AbortHandle spawn(AsyncRunnable body, T value) {
        var launch = here();
        return admit(() -> launch.start(body, value));
    }

    /**
     * Starts a future as a task of this set, on the runtime at hand.
     *
     * @param future what to poll
     * @return the right to abort it
     * @throws IllegalStateException if the set was closed, or if this thread knows no runtime
     */
    public final AbortHandle spawn(Future<T> future) {
        var launch = here();
        return admit(() -> launch.start(future));
    }

    /**
     * Starts an async block as a task of this set, on a given runtime.
     *
     * @param handle the runtime
     * @param body the body; it may await
     * @return the right to abort it
     * @throws IllegalStateException if the set was closed
     */
    public final AbortHandle spawnOn(Handle handle, AsyncCallable<T> body) {
        var launch = on(handle);
        return admit(() -> launch.start(body));
    }

    /**
     * Starts an async block without a value as a task of this set, on a given runtime.
     *
     * @param handle the runtime
     * @param body the body; it may await
     * @param value what joining it gives
     * @return the right to abort it
     * @throws IllegalStateException if the set was closed
     */
    public final AbortHandle spawnOn(Handle handle, AsyncRunnable body, T value) {
        var launch = on(handle);
        return admit(() -> launch.start(body, value));
    }

    /**
     * Starts a future as a task of this set, on a given runtime.
     *
     * @param handle the runtime
     * @param future what to poll
     * @return the right to abort it
     * @throws IllegalStateException if the set was closed
     */
    public final AbortHandle spawnOn(Handle handle, Future<T> future) {
        var launch = on(handle);
        return admit(() -> launch.start(future));
    }

    /**
     * Runs a closure that blocks as a task of this set, on the blocking pool of the runtime at hand.
     * It can be aborted only before it has started.
     *
     * @param body the closure
     * @return the right to abort it
     * @throws IllegalStateException if the set was closed, or if this thread knows no runtime
     */
    public final AbortHandle spawnBlocking(Callable<T> body) {
        var launch = here();
        return admit(() -> launch.startBlocking(body));
    }

    /**
     * Runs a closure that blocks as a task of this set, on the blocking pool of a given runtime. It
     * can be aborted only before it has started.
     *
     * @param handle the runtime
     * @param body the closure
     * @return the right to abort it
     * @throws IllegalStateException if the set was closed
     */
    public final AbortHandle spawnBlockingOn(Handle handle, Callable<T> body) {
        var launch = on(handle);
        return admit(() -> launch.startBlocking(body));
    }

    /**
     * Starts an async block as a task of this set that stays on this thread, in the LocalSet or
     * LocalRuntime at hand.
     *
     * @param body the body; it may await
     * @return the right to abort it
     * @throws IllegalStateException if the set was closed, or if there is nothing local at hand
     */
    public final AbortHandle spawnLocal(AsyncCallable<T> body) {
        return admit(() -> LocalHandle.current().spawnLocal(name(), Blocks.of(body)));
    }

    /**
     * Starts an async block without a value as a task of this set that stays on this thread, in
     * the LocalSet or LocalRuntime at hand; joining it gives the value that is given here.
     *
     * @param body the body; it may await
     * @param value what joining it gives
     * @return the right to abort it
     * @throws IllegalStateException if the set was closed, or if there is nothing local at hand
     */
    public final AbortHandle spawnLocal(AsyncRunnable body, T value) {
        return admit(
                () ->
                        LocalHandle.current()
                                .spawnLocal(name(), Futures.map(Blocks.of(body), ended -> value)));
    }

    /**
     * Starts a future as a task of this set that stays on this thread, in the LocalSet or
     * LocalRuntime at hand.
     *
     * @param future what to poll
     * @return the right to abort it
     * @throws IllegalStateException if the set was closed, or if there is nothing local at hand
     */
    public final AbortHandle spawnLocal(Future<T> future) {
        return admit(() -> LocalHandle.current().spawnLocal(name(), future));
    }

    /**
     * Starts an async block as a task of this set that stays on the thread of a given {@link
     * LocalSet}.
     *
     * @param local the set whose thread it stays on, which is this one
     * @param body the body; it may await
     * @return the right to abort it
     * @throws IllegalStateException if the set was closed, or on another thread than that of the local set
     */
    public final AbortHandle spawnLocalOn(LocalSet local, AsyncCallable<T> body) {
        return admit(() -> local.spawnLocal(name(), Blocks.of(body)));
    }

    /**
     * Starts an async block without a value as a task of this set that stays on the thread of a
     * given {@link LocalSet}; joining it gives the value that is given here.
     *
     * @param local the set whose thread it stays on, which is this one
     * @param body the body; it may await
     * @param value what joining it gives
     * @return the right to abort it
     * @throws IllegalStateException if the set was closed, or on another thread than that of the local set
     */
    public final AbortHandle spawnLocalOn(LocalSet local, AsyncRunnable body, T value) {
        return admit(() -> local.spawnLocal(name(), Futures.map(Blocks.of(body), ended -> value)));
    }

    /**
     * Starts a future as a task of this set that stays on the thread of a given {@link LocalSet}.
     *
     * @param local the set whose thread it stays on, which is this one
     * @param future what to poll
     * @return the right to abort it
     * @throws IllegalStateException if the set was closed, or on another thread than that of the local set
     */
    public final AbortHandle spawnLocalOn(LocalSet local, Future<T> future) {
        return admit(() -> local.spawnLocal(name(), future));
    }

    /**
     * Starts futures as tasks of this set, in their order, on the runtime at hand.
     *
     * <p>Answers to {@code Extend} of {@code tokio::task::JoinSet}.
     *
     * @param futures what to poll, a task for each
     * @throws IllegalStateException if the set was closed, or if this thread knows no runtime
     */
    public final void spawnAll(Iterable<? extends Future<T>> futures) {
        futures.forEach(this::spawn);
    }

    /** A set, and a name for what comes into it. */
    static final class Named<T extends @Nullable Object> extends SetSpawner<T> {
        private final SetSpawner<T> set;
        private final String name;

        Named(SetSpawner<T> set, String name) {
            this.set = set;
            this.name = Objects.requireNonNull(name, "name");
        }

        @Override
        AbortHandle admit(Supplier<JoinHandle<T>> start) {
            return set.admit(start);
        }

        @Override
        String name() {
            return name;
        }

        @Override
        public SetSpawner<T> named(String other) {
            return new Named<>(set, other);
        }
    }
}
