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
    private @Nullable Throwable cleanupFailure;

    JoinAll(boolean stopAtFailure, Collection<? extends Future<? extends T>> futures) {
        this.stopAtFailure = stopAtFailure;
        this.children = new Children(futures);
        this.values = new @Nullable Object[children.size()];
    }

    @Override
    Poll<List<T>> step(Context cx) {
        if (!stopping) {
            children.visitWoken(cx, this::poll);
        }
        if (stopping) {
            children.visitWoken(cx, this::pollCancel);
        }
        if (children.live() > 0) {
            return Poll.pending();
        }
        children.release();
        if (cleanupFailure != null) {
            failure = Uncaught.merge(failure, cleanupFailure);
        }
        if (failure != null) {
            throw Failures.unchecked(failure);
        }
        return Poll.ready(list());
    }

    @Override
    void drop() {
        children.cancel();
        if (cleanupFailure != null) {
            Uncaught.report(cleanupFailure);
        }
    }

    @Override
    Poll<@Nullable Void> pollDrop(Context cx) {
        if (!stopping) {
            stop();
        }
        children.visitWoken(cx, this::pollCancel);
        if (children.live() > 0) {
            return Poll.pending();
        }
        children.release();
        if (cleanupFailure != null) {
            throw Failures.unchecked(cleanupFailure);
        }
        return Poll.ready(null);
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
                stop();
                return false;
            }
        }
        return true;
    }

    private boolean pollCancel(Children.Child child, Context cx) {
        boolean ended = true;
        try {
            ended = child.future().pollCancel(cx).isReady();
        } catch (Throwable thrown) {
            cleanupFailure = Uncaught.merge(cleanupFailure, thrown);
        }
        if (ended) {
            children.ended(child);
        }
        return true;
    }

    private void stop() {
        stopping = true;
        children.wakeAll();
    }

    @SuppressWarnings("unchecked") // each value came from a Future<? extends T>
    private List<T> list() {
        return (List<T>) Collections.unmodifiableList(Arrays.asList(values));
    }
}
