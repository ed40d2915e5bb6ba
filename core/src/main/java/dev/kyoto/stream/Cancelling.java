package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/** The cancellation of a stream as a future, so that a thread can wait for it. */
record Cancelling(AsyncStream<?> stream) implements Future<@Nullable Void> {

    @Override
    public Poll<@Nullable Void> poll(Context cx) {
        return stream.pollCancel(cx);
    }

    @Override
    public void cancel() {
        stream.cancel();
    }
}
