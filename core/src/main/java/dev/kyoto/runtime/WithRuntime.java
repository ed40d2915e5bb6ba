package dev.kyoto.runtime;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/** Polls, and cancels, a future with a runtime at hand that need not be the one that polls. */
final class WithRuntime<T extends @Nullable Object> implements Future<T> {
    private final Handle handle;
    private final Future<T> future;

    WithRuntime(Handle handle, Future<T> future) {
        this.handle = handle;
        this.future = future;
    }

    @Override
    public Poll<T> poll(Context cx) {
        try (var _ = handle.enter()) {
            return future.poll(cx);
        }
    }

    @Override
    public void cancel() {
        try (var _ = handle.enter()) {
            future.cancel();
        }
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
        try (var _ = handle.enter()) {
            return future.pollCancel(cx);
        }
    }

    @Override
    public String toString() {
        return future + " with " + handle;
    }
}
