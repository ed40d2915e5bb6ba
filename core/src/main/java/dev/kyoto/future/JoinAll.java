package dev.kyoto.future;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Behind {@link Join#joinAll} and {@link Join#tryJoinAll}.
 *
 * <pre>
 *   JOINING  -> ended      all have ended
 *   JOINING  -> STOPPING   one has thrown and the others are to stop, or the join is cancelled
 *   STOPPING -> ended      the cleanup of the others has ended
 * </pre>
 */
final class JoinAll<T extends @Nullable Object> extends OneShot<List<T>> {
    private final Children children;
    private final @Nullable Object[] values;
    private final boolean stopAtFailure;
    private boolean stopping;
    private @Nullable Throwable failure;

    JoinAll(boolean stopAtFailure, Collection<? extends Future<? extends T>> futures) {
        this.stopAtFailure = stopAtFailure;
        this.children = Children.of(futures);
        this.values = new @Nullable Object[children.live()];
    }

    @Override
    Poll<List<T>> step(Context cx) {
        if (!stopping) {
            children.visitWoken(cx, Children.Order.WOKEN, this::poll);
        }
        if (stopping ? !children.pollCancelAll(cx) : children.live() > 0) {
            return Poll.pending();
        }
        children.releaseWaker();
        var thrown = failure;
        if (thrown == null) {
            return Poll.ready(list());
        }
        var cleanupFailure = children.takeCleanupFailure();
        throw Failures.unchecked(
                cleanupFailure == null ? thrown : Uncaught.merge(thrown, cleanupFailure));
    }

    @Override
    void drop() {
        children.cancelAll();
    }

    @Override
    Poll<@Nullable Void> pollDrop(Context cx) {
        return children.pollDropAll(cx);
    }

    private boolean poll(Children.Child child, Context cx) {
        try {
            if (child.future().poll(cx) instanceof Poll.Ready<?>(var value)) {
                values[child.index] = value;
                children.ended(child);
            }
        } catch (Throwable thrown) {
            children.ended(child);
            failure = Uncaught.merge(failure, thrown);
            if (stopAtFailure) {
                stopping = true;
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("unchecked") // each value came from a Future<? extends T>
    private List<T> list() {
        return (List<T>) Collections.unmodifiableList(Arrays.asList(values));
    }
}
