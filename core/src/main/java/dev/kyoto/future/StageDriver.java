package dev.kyoto.future;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Behind {@link Futures#toStage}: a task in the small, driven by an executor.
 *
 * <pre>
 *   IDLE      -> SCHEDULED  wake: whoever makes this step submits
 *   SCHEDULED -> RUNNING    run, on the executor
 *   SCHEDULED -> ENDED      the executor refused
 *   RUNNING   -> NOTIFIED   wake
 *   RUNNING   -> IDLE       Pending
 *   RUNNING   -> ENDED      Ready, failed, or cleaned up after a cancel
 *   NOTIFIED  -> SCHEDULED  Pending: the poller submits again
 *   NOTIFIED  -> ENDED      as from RUNNING
 * </pre>
 *
 * <p>The future and the context belong to whoever holds RUNNING or NOTIFIED, and to whoever was
 * refused while holding SCHEDULED.
 */
final class StageDriver<T extends @Nullable Object> implements Runnable, Waker {
    private static final int IDLE = 0;
    private static final int SCHEDULED = 1;
    private static final int RUNNING = 2;
    private static final int NOTIFIED = 3;
    private static final int ENDED = 4;

    private final Future<T> future;
    private final Executor executor;
    private final CompletableFuture<T> stage = new CompletableFuture<>();
    private final Context cx = Context.of(this);

    // Only changed by compare-and-set or swap: a wake that finds NOTIFIED or SCHEDULED and does
    // nothing is ordered before the swap to RUNNING, hence before the poll that sees its cause.
    private final AtomicInteger state = new AtomicInteger(SCHEDULED);

    StageDriver(Future<T> future, Executor executor) {
        this.future = Objects.requireNonNull(future, "future");
        this.executor = Objects.requireNonNull(executor, "executor");
    }

    CompletableFuture<T> start() {
        submit();
        // Whoever else completes the stage asks for the cancellation of the future by a wake-up.
        var _ = stage.whenComplete((value, failure) -> wake());
        return stage;
    }

    @Override
    public void wake() {
        while (true) {
            int seen = state.get();
            int next =
                    switch (seen) {
                        case IDLE -> SCHEDULED;
                        case RUNNING -> NOTIFIED;
                        // Written all the same, so that the next reader sees what came before.
                        case SCHEDULED, NOTIFIED -> seen;
                        default -> ENDED;
                    };
            if (state.compareAndSet(seen, next)) {
                if (seen == IDLE) {
                    submit();
                }
                return;
            }
        }
    }

    @Override
    public void run() {
        state.getAndSet(RUNNING);
        cx.startTurn();
        if (stage.isDone() ? pollCancel() : poll()) {
            state.set(ENDED);
        } else if (!state.compareAndSet(RUNNING, IDLE)) {
            // A swap, so that wake-ups since the failed step are ordered before the next poll.
            state.getAndSet(SCHEDULED);
            submit();
        }
    }

    private void submit() {
        try {
            executor.execute(this);
        } catch (RuntimeException refused) {
            state.set(ENDED);
            try {
                future.cancel();
            } catch (Throwable failure) {
                Uncaught.report(failure);
            }
            stage.completeExceptionally(refused);
        }
    }

    /** Polls once; true if the future has ended. */
    private boolean poll() {
        try {
            if (future.poll(cx) instanceof Poll.Ready<T>(T value)) {
                stage.complete(value);
                return true;
            }
            return false;
        } catch (Throwable failure) {
            stage.completeExceptionally(failure);
            return true;
        }
    }

    /**
     * Goes on with the cleanup after the stage was completed from outside; true if it has ended.
     */
    private boolean pollCancel() {
        try {
            return future.pollCancel(cx).isReady();
        } catch (Throwable failure) {
            Uncaught.report(failure);
            return true;
        }
    }
}
