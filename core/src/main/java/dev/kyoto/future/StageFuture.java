package dev.kyoto.future;

import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Behind {@link Futures#fromStage}.
 *
 * <p>The stage's thread stores the outcome and wakes afterwards; the poll registers its waker and
 * looks afterwards. All else belongs to whoever polls.
 */
final class StageFuture<T extends @Nullable Object> extends OneShot<T> {

    /** How the stage ended: with the failure if there is one, else with the value. */
    private record Outcome<T extends @Nullable Object>(T value, @Nullable Throwable failure) {}

    private final CompletionStage<T> stage;
    private final AtomicWaker waiter = new AtomicWaker();
    private boolean listening;

    /** Volatile, as AtomicWaker asks of the condition that is waited for. */
    private volatile @Nullable Outcome<T> outcome;

    StageFuture(CompletionStage<T> stage) {
        this.stage = Objects.requireNonNull(stage, "stage");
    }

    @Override
    Poll<T> step(Context cx) {
        if (!cx.proceed()) {
            return Poll.pending();
        }
        waiter.register(cx.waker());
        if (!listening) {
            listening = true;
            var _ = stage.whenComplete(this::complete);
        }
        var ended = outcome;
        if (ended == null) {
            cx.restore();
            return Poll.pending();
        }
        if (ended.failure() != null) {
            throw Failures.unchecked(withoutWrapper(ended.failure()));
        }
        return Poll.ready(ended.value());
    }

    @Override
    void drop() {
        waiter.takeWaker();
        if (stage instanceof java.util.concurrent.Future<?> cancellable) {
            // Ours is cancelled already, so the callback that this runs wakes nobody.
            cancellable.cancel(true);
        }
    }

    private void complete(T value, @Nullable Throwable failure) {
        outcome = new Outcome<>(value, failure);
        waiter.wake();
    }

    /** Stages wrap what an earlier stage failed with, once or more often. */
    private static Throwable withoutWrapper(Throwable failure) {
        var bare = failure;
        while (bare instanceof CompletionException wrapper && wrapper.getCause() != null) {
            bare = wrapper.getCause();
        }
        return bare;
    }
}
