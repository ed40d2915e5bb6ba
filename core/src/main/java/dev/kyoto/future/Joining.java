package dev.kyoto.future;

import com.google.errorprone.annotations.CheckReturnValue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A join of a few futures: drives all of them and has all their values.
 *
 * <p>Made by {@link Join#join(Future, Future)}, {@link Join#tryJoin(Future, Future)} and their
 * siblings.
 *
 * <p>The futures are polled inside the task that polls the join: concurrently, never in parallel;
 * to use several workers, spawn. Each poll polls all that are pending and starts at another one in
 * turn, so that the budget of the turn is not always spent by the same; {@link #biased()} keeps to
 * the written order. A poll that starts without budget polls none: it answers Pending and asks for
 * a new turn.
 *
 * <p><b>Cancellation</b> Cancels the futures that are pending, with their cleanup awaited in {@code
 * pollCancel}. The values that others have given already are lost.
 *
 * <p><b>Errors</b> {@code join} waits for all and then throws the first failure, with later ones
 * suppressed in it. {@code tryJoin} at the first failure cancels the others, awaits their cleanup,
 * and throws it, with what cleanup threw suppressed in it.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var both = Join.join(fetch("/user"), fetch("/orders")).await();
 * show(both.first(), both.second());
 * }
 *
 * <p>Not thread-safe, as every future. Answers to {@code tokio::join!} and {@code
 * tokio::try_join!}.
 *
 * @param <R> one of {@link Joined2} to {@link Joined8}
 */
@CheckReturnValue
public final class Joining<R> extends OneShot<R> {
    // Phases within OneShot's OPEN:
    //   JOINING -> ended      all have ended
    //   JOINING -> STOPPING   one has thrown and the others are to stop (`stopping`)
    //   STOPPING -> ended     the cleanup of the others has ended

    private final ArmList arms;
    private final @Nullable Object[] values;
    private final Function<@Nullable Object[], R> record;
    private final boolean stopAtFailure;
    private boolean biased;
    private boolean polled;
    private int first;
    private boolean stopping;
    private @Nullable Throwable failure;

    Joining(boolean stopAtFailure, Function<@Nullable Object[], R> record, Future<?>... futures) {
        this.stopAtFailure = stopAtFailure;
        this.record = record;
        this.arms = new ArmList(futures);
        this.values = new @Nullable Object[futures.length];
    }

    /**
     * Polls the futures in written order each time, the first one first.
     *
     * <p>Answers to {@code biased;} in {@code tokio::join!}.
     *
     * @return this join
     * @throws IllegalStateException if it was polled already
     */
    public Joining<R> biased() {
        if (polled || !isOpen()) {
            throw new IllegalStateException(
                    "biased() of a join that was polled or cancelled already; call it first");
        }
        biased = true;
        return this;
    }

    @Override
    Poll<R> step(Context cx) {
        polled = true;
        if (!stopping && !pollAll(cx)) {
            return Poll.pending();
        }
        if (stopping && !arms.pollCancelAll(cx)) {
            return Poll.pending();
        }
        var thrown = failure;
        if (thrown == null) {
            return Poll.ready(record.apply(values));
        }
        var cleanupFailure = arms.takeCleanupFailure();
        throw Failures.unchecked(
                cleanupFailure == null ? thrown : Uncaught.merge(thrown, cleanupFailure));
    }

    @Override
    void drop() {
        arms.cancelAll();
    }

    @Override
    Poll<@Nullable Void> pollDrop(Context cx) {
        return arms.pollDropAll(cx);
    }

    /** Polls each pending future once; true if all have ended or the others are to stop. */
    private boolean pollAll(Context cx) {
        if (!cx.hasBudget()) {
            cx.waker().wake();
            return false;
        }
        int count = arms.size();
        int start = first;
        if (!biased) {
            first = start + 1 < count ? start + 1 : 0;
        }
        boolean done = true;
        for (int i = 0; i < count; i++) {
            int arm = start + i < count ? start + i : start + i - count;
            var future = arms.live(arm);
            if (future == null) {
                continue;
            }
            try {
                if (future.poll(cx) instanceof Poll.Ready<?>(var value)) {
                    arms.ended(arm);
                    values[arm] = value;
                } else {
                    done = false;
                }
            } catch (Throwable thrown) {
                arms.ended(arm);
                failure = Uncaught.merge(failure, thrown);
                if (stopAtFailure) {
                    stopping = true;
                    return true;
                }
            }
        }
        return done;
    }
}
