package dev.kyoto.codec;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/**
 * The one-shot rule for this package's futures: a poll after the end is reported, not answered.
 *
 * <p>They hold nothing of their own; what has begun is kept by the framed object they belong to, so
 * {@link #cancel()} gives back nothing.
 */
abstract class FrameFuture<T extends @Nullable Object> implements Future<T> {
    private boolean ended;

    /** Makes what progress is possible; never called again after Ready or an exception. */
    abstract Poll<T> step(Context cx);

    @Override
    public final Poll<T> poll(Context cx) {
        if (ended) {
            throw new IllegalStateException(
                    "polled after its end: %s was ready, failed or cancelled; call the method again for a new future"
                            .formatted(getClass().getSimpleName()));
        }
        ended = true; // stays so if step() throws
        var outcome = step(cx);
        ended = outcome.isReady();
        return outcome;
    }

    @Override
    public final void cancel() {
        ended = true;
    }
}
