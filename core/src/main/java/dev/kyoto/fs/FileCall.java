package dev.kyoto.fs;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.LeafFuture;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * One call on the blocking pool for a resource with a {@link Lane}.
 *
 * <p>A call that was made goes on if it is cancelled, and the resource's next operation waits for it.
 *
 * @param <T> the type of the value
 */
final class FileCall<T extends @Nullable Object> extends LeafFuture<T> {
    private final String what;
    private final Lane lane;
    private final boolean writes;
    private final Callable<T> body;

    /** Keeps the resource from being taken for forgotten. */
    @SuppressWarnings("UnusedVariable")
    private final Object owner;

    private Lane.@Nullable Call<T> call;

    private FileCall(Object owner, Lane lane, boolean writes, String what, Callable<T> body) {
        this.owner = owner;
        this.lane = lane;
        this.writes = writes;
        this.what = what;
        this.body = body;
    }

    /** A call that leaves the resource as it is, or that is no loss if it is never made. */
    static <T extends @Nullable Object> FileCall<T> reading(
            Object owner, Lane lane, String what, Callable<T> body) {
        return new FileCall<>(owner, lane, false, what, body);
    }

    /** A call that is made even if the runtime is shut down meanwhile. */
    static <T extends @Nullable Object> FileCall<T> writing(
            Object owner, Lane lane, String what, Callable<T> body) {
        return new FileCall<>(owner, lane, true, what, body);
    }

    @Override
    protected Poll<T> attempt(Context cx) {
        var made = call;
        if (made != null) {
            return lane.poll(cx, made);
        }
        if (lane.pollEnter(cx).isReady()) {
            call = writes ? lane.submitWrite(cx, what, body) : lane.submit(cx, what, body);
        }
        return Poll.pending();
    }

    @Override
    protected String name() {
        return what;
    }
}
