package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/**
 * A source that never waits. Each value costs a unit of the task's budget, so that an endless one
 * cannot keep the worker for itself.
 */
abstract class ReadySource<T> implements AsyncStream<T> {
    private boolean cancelled;

    /** The next value, or null at the end. */
    abstract @Nullable T take();

    /** Called once, by a cancellation. Must not throw. */
    void release() {}

    @Override
    public final Poll<@Nullable T> pollNext(Context cx) {
        if (cancelled) {
            throw new IllegalStateException(
                    "this stream was cancelled and must not be polled again; make a new one");
        }
        return cx.proceed() ? Poll.ready(take()) : Poll.pending();
    }

    @Override
    public final void cancel() {
        if (!cancelled) {
            cancelled = true;
            release();
        }
    }
}
