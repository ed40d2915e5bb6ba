package dev.kyoto.signal;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import dev.kyoto.runtime.JoinException;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.time.Sleep;
import dev.kyoto.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the body and the tracked tasks of a {@link GracefulShutdown}; the value is whether all of
 * them have ended in time.
 *
 * <pre>
 *   body runs  -> begun          the body has ended, or somebody called begin()
 *   begun      -> Ready true     the body and all that is tracked have ended
 *   begun      -> Ready false    the limit has passed first
 * </pre>
 */
final class Shepherd extends OneShotFuture<Boolean> {
    private final GracefulShutdown shutdown;
    private final JoinHandle<@Nullable Void> body;
    private final Future<@Nullable Void> begun;
    private final Future<@Nullable Void> finished;
    private boolean bodyEnded;
    private boolean hasBegun;
    private @Nullable Throwable failure;
    private @Nullable Sleep limit;

    Shepherd(GracefulShutdown shutdown, JoinHandle<@Nullable Void> body) {
        this.shutdown = shutdown;
        this.body = body;
        this.begun = shutdown.token().cancelled();
        this.finished = shutdown.tracker().finished();
    }

    /** What the body has failed with, or null. */
    @Nullable Throwable failure() {
        return failure;
    }

    @Override
    protected Poll<Boolean> step(Context cx) {
        if (!bodyEnded && hasBodyEnded(cx)) {
            bodyEnded = true;
            shutdown.bodyEnded();
        }
        if (!hasBegun) {
            if (begun.poll(cx).isPending()) {
                return Poll.pending();
            }
            hasBegun = true;
            limit = Time.sleep(shutdown.limit());
        }
        if (bodyEnded && finished.poll(cx).isReady()) {
            return Poll.ready(true);
        }
        return limit != null && limit.poll(cx).isReady() ? Poll.ready(false) : Poll.pending();
    }

    private boolean hasBodyEnded(Context cx) {
        try {
            return body.poll(cx).isReady();
        } catch (JoinException e) {
            failure = e.isCancelled() ? e : e.getCause();
            return true;
        }
    }

    @Override
    protected void release() {
        body.cancel();
        begun.cancel();
        finished.cancel();
        if (limit != null) {
            limit.cancel();
        }
    }
}
