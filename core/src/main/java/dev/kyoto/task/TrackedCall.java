package dev.kyoto.task;

import dev.kyoto.internal.scheduler.Discardable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A closure for the blocking pool that is counted until it has been called, or never will be. */
final class TrackedCall<T extends @Nullable Object> implements Callable<T>, Discardable {
    private final TaskTracker.Token token;
    private final Callable<T> body;

    TrackedCall(TaskTracker.Token token, Callable<T> body) {
        this.token = token;
        this.body = body;
    }

    @Override
    public T call() throws Exception {
        try (token) {
            return body.call();
        }
    }

    @Override
    public void discard() {
        token.close();
    }
}
