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
 * The ways to put a task into a {@link JoinMap}: the map itself, or the map with a name for the
 * task, as in {@code map.named("resolver").spawn(key, ...)}. Thread-safe.
 *
 * <p>If the key has a task already, that one is aborted and replaced: it is not joined any more, and
 * its failure, if it has one, goes to the uncaught handler.
 *
 * <p>Answers to {@code tokio_util::task::JoinMap} and {@code tokio::task::join_set::Builder}.
 *
 * @param <K> the type of the keys
 * @param <T> the type of the tasks' values
 */
public abstract sealed class KeyedSpawner<K, T extends @Nullable Object>
        permits JoinMap, KeyedSpawner.Named {

    KeyedSpawner() {}

    /** The one place through which every task comes into the map. */
    abstract AbortHandle admit(K key, Supplier<JoinHandle<T>> start);

    /** The name for the task, or null. */
    abstract @Nullable String name();

    private Launch here() {
        return Launch.here(name());
    }

    private Launch on(Handle handle) {
        return new Launch(Objects.requireNonNull(handle, "handle"), name());
    }

    /**
     * The same map, with a name for each task that is spawned through what this returns; it shows in
     * dumps and in the messages of {@link dev.kyoto.runtime.JoinException}.
     *
     * <p>Answers to {@code tokio::task::JoinSet::build_task}.
     *
     * @param name the name
     * @return a view of this map
     */
    public abstract KeyedSpawner<K, T> named(String name);

    /**
     * Starts an async block as the task of a key, on the runtime at hand.
     *
     * @param key the key
     * @param body the body; it may await
     * @return the right to abort it
     * @throws IllegalStateException if the map was closed, or if this thread knows no runtime
     */
    public final AbortHandle spawn(K key, AsyncCallable<T> body) {
        var launch = here();
        return admit(key, () -> launch.start(body));
    }

    /**
     * Starts an async block without a value as the task of a key; joining it gives the value that
     * is given here, which is null in a {@code JoinMap<K, Void>}.
     *
     * @param key the key
     * @param body the body; it may await
     * @param value what joining it gives
     * @return the right to abort it
     * @throws IllegalStateException if the map was closed, or if this thread knows no runtime
     */
    public final AbortHandle spawn(K key, AsyncRunnable body, T value) {
        var launch = here();
        return admit(key, () -> launch.start(body, value));
    }

    /**
     * Starts a future as the task of a key, on the runtime at hand.
     *
     * @param key the key
     * @param future what to poll
     * @return the right to abort it
     * @throws IllegalStateException if the map was closed, or if this thread knows no runtime
     */
    public final AbortHandle spawn(K key, Future<T> future) {
        var launch = here();
        return admit(key, () -> launch.start(future));
    }

    /**
     * Starts an async block as the task of a key, on a given runtime.
     *
     * @param handle the runtime
     * @param key the key
     * @param body the body; it may await
     * @return the right to abort it
     * @throws IllegalStateException if the map was closed
     */
    public final AbortHandle spawnOn(Handle handle, K key, AsyncCallable<T> body) {
        var launch = on(handle);
        return admit(key, () -> launch.start(body));
    }

    /**
     * Starts an async block without a value as the task of a key, on a given runtime.
     *
     * @param handle the runtime
     * @param key the key
     * @param body the body; it may await
     * @param value what joining it gives
     * @return the right to abort it
     * @throws IllegalStateException if the map was closed
     */
    public final AbortHandle spawnOn(Handle handle, K key, AsyncRunnable body, T value) {
        var launch = on(handle);
        return admit(key, () -> launch.start(body, value));
    }

    /**
     * Starts a future as the task of a key, on a given runtime.
     *
     * @param handle the runtime
     * @param key the key
     * @param future what to poll
     * @return the right to abort it
     * @throws IllegalStateException if the map was closed
     */
    public final AbortHandle spawnOn(Handle handle, K key, Future<T> future) {
        var launch = on(handle);
        return admit(key, () -> launch.start(future));
    }

    /**
     * Runs a closure that blocks as the task of a key, on the blocking pool of the runtime at hand.
     * It can be aborted only before it has started.
     *
     * @param key the key
     * @param body the closure
     * @return the right to abort it
     * @throws IllegalStateException if the map was closed, or if this thread knows no runtime
     */
    public final AbortHandle spawnBlocking(K key, Callable<T> body) {
        var launch = here();
        return admit(key, () -> launch.startBlocking(body));
    }

    /**
     * Runs a closure that blocks as the task of a key, on the blocking pool of a given runtime. It
     * can be aborted only before it has started.
     *
     * @param handle the runtime
     * @param key the key
     * @param body the closure
     * @return the right to abort it
     * @throws IllegalStateException if the map was closed
     */
    public final AbortHandle spawnBlockingOn(Handle handle, K key, Callable<T> body) {
        var launch = on(handle);
        return admit(key, () -> launch.startBlocking(body));
    }

    /**
     * Starts an async block as the task of a key that stays on this thread, in the LocalSet or
     * LocalRuntime at hand.
     *
     * @param key the key
     * @param body the body; it may await
     * @return the right to abort it
     * @throws IllegalStateException if the map was closed, or if there is nothing local at hand
     */
    public final AbortHandle spawnLocal(K key, AsyncCallable<T> body) {
        return admit(key, () -> LocalHandle.current().spawnLocal(name(), Blocks.of(body)));
    }

    /**
     * Starts an async block without a value as the task of a key that stays on this thread, in the
     * LocalSet or LocalRuntime at hand; joining it gives the value that is given here.
     *
     * @param key the key
     * @param body the body; it may await
     * @param value what joining it gives
     * @return the right to abort it
     * @throws IllegalStateException if the map was closed, or if there is nothing local at hand
     */
    public final AbortHandle spawnLocal(K key, AsyncRunnable body, T value) {
        return admit(
                key,
                () ->
                        LocalHandle.current()
                                .spawnLocal(name(), Futures.map(Blocks.of(body), ended -> value)));
    }

    /**
     * Starts a future as the task of a key that stays on this thread, in the LocalSet or
     * LocalRuntime at hand.
     *
     * @param key the key
     * @param future what to poll
     * @return the right to abort it
     * @throws IllegalStateException if the map was closed, or if there is nothing local at hand
     */
    public final AbortHandle spawnLocal(K key, Future<T> future) {
        return admit(key, () -> LocalHandle.current().spawnLocal(name(), future));
    }

    /**
     * Starts an async block as the task of a key that stays on the thread of a given {@link
     * LocalSet}.
     *
     * @param local the set whose thread it stays on, which is this one
     * @param key the key
     * @param body the body; it may await
     * @return the right to abort it
     * @throws IllegalStateException if the map was closed, or on another thread than that of the local set
     */
    public final AbortHandle spawnLocalOn(LocalSet local, K key, AsyncCallable<T> body) {
        return admit(key, () -> local.spawnLocal(name(), Blocks.of(body)));
    }

    /**
     * Starts an async block without a value as the task of a key that stays on the thread of a
     * given {@link LocalSet}; joining it gives the value that is given here.
     *
     * @param local the set whose thread it stays on, which is this one
     * @param key the key
     * @param body the body; it may await
     * @param value what joining it gives
     * @return the right to abort it
     * @throws IllegalStateException if the map was closed, or on another thread than that of the local set
     */
    public final AbortHandle spawnLocalOn(LocalSet local, K key, AsyncRunnable body, T value) {
        return admit(
                key, () -> local.spawnLocal(name(), Futures.map(Blocks.of(body), ended -> value)));
    }

    /**
     * Starts a future as the task of a key that stays on the thread of a given {@link LocalSet}.
     *
     * @param local the set whose thread it stays on, which is this one
     * @param key the key
     * @param future what to poll
     * @return the right to abort it
     * @throws IllegalStateException if the map was closed, or on another thread than that of the local set
     */
    public final AbortHandle spawnLocalOn(LocalSet local, K key, Future<T> future) {
        return admit(key, () -> local.spawnLocal(name(), future));
    }

    /** A map, and a name for what comes into it. */
    static final class Named<K, T extends @Nullable Object> extends KeyedSpawner<K, T> {
        private final KeyedSpawner<K, T> map;
        private final String name;

        Named(KeyedSpawner<K, T> map, String name) {
            this.map = map;
            this.name = Objects.requireNonNull(name, "name");
        }

        @Override
        AbortHandle admit(K key, Supplier<JoinHandle<T>> start) {
            return map.admit(key, start);
        }

        @Override
        String name() {
            return name;
        }

        @Override
        public KeyedSpawner<K, T> named(String other) {
            return new Named<>(map, other);
        }
    }
}
