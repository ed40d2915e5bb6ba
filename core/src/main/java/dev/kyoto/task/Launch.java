package dev.kyoto.task;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.runtime.Handle;
import dev.kyoto.runtime.JoinHandle;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Where a task is to be started, and under which name.
 *
 * @param handle the runtime
 * @param name the name, or null
 */
record Launch(Handle handle, @Nullable String name) {

    /** On the runtime at hand. */
    static Launch here(@Nullable String name) {
        return new Launch(Handle.current(), name);
    }

    <T extends @Nullable Object> JoinHandle<T> start(Future<T> future) {
        return handle.spawn(name, future);
    }

    <T extends @Nullable Object> JoinHandle<T> start(AsyncCallable<T> body) {
        return handle.spawn(name, body);
    }

    <T extends @Nullable Object> JoinHandle<T> start(AsyncRunnable body, T value) {
        return handle.spawn(name, Futures.map(block(body), ended -> value));
    }

    <T extends @Nullable Object> JoinHandle<T> startBlocking(Callable<T> body) {
        return handle.spawnBlocking(name, body);
    }

    /** The block of a body, run in the way of the runtime it will run on. */
    <T extends @Nullable Object> Future<T> block(AsyncCallable<T> body) {
        try (var _ = handle.enter()) {
            return Blocks.of(body);
        }
    }

    /** The block of a body without a value. */
    Future<@Nullable Void> block(AsyncRunnable body) {
        try (var _ = handle.enter()) {
            return Blocks.of(body);
        }
    }
}
