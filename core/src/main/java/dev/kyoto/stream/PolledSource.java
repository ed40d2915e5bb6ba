package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/** A stream of what has a poll of its own, such as a receiver. */
record PolledSource<T>(Polling<T> poll, Runnable onCancel) implements AsyncStream<T> {

    /** The poll for the next value. */
    @FunctionalInterface
    interface Polling<T> {
        Poll<@Nullable T> poll(Context cx);
    }

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        return poll.poll(cx);
    }

    @Override
    public void cancel() {
        onCancel.run();
    }

    /** Takes a unit of the budget for each value, on behalf of a poll that takes none. */
    record Paying<T>(Polling<T> poll) implements Polling<T> {
        @Override
        public Poll<@Nullable T> poll(Context cx) {
            if (!cx.proceed()) {
                return Poll.pending();
            }
            var polled = poll.poll(cx);
            if (polled.isPending()) {
                cx.restore();
            }
            return polled;
        }
    }
}
