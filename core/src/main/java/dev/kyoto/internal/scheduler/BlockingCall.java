package dev.kyoto.internal.scheduler;

import dev.kyoto.future.Context;
import dev.kyoto.future.Failures;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A closure that blocks, as the future of its task: its one poll is the call.
 *
 * <p>So a cancellation comes before the call or not at all; the closure is told of it if it wants to
 * be.
 */
final class BlockingCall<T extends @Nullable Object> implements Future<T> {
    private final Callable<T> body;

    BlockingCall(Callable<T> body) {
        this.body = body;
    }

    @Override
    public Poll<T> poll(Context cx) {
        try {
            return Poll.ready(body.call());
        } catch (Exception e) {
            throw Failures.unchecked(e);
        }
    }

    @Override
    public void cancel() {
        if (body instanceof Discardable it) {
            it.discard();
        }
    }
}
