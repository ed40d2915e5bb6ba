package dev.kyoto.task;

import dev.kyoto.future.Context;
import dev.kyoto.future.Failures;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of a {@link TaskScope} and the wait for its tasks.
 *
 * <pre>
 *   RUNNING    -> WAITING     the body has a value
 *   RUNNING    -> STOPPING    the body has failed, or a task has in a scope that is not supervised
 *   WAITING    -> STOPPING    a task has failed
 *   WAITING    -> ENDED       no task is live
 *   STOPPING   -> ENDED       the body's cleanup has ended and no task is live: throws
 *   any        -> CANCELLING  pollCancel
 *   CANCELLING -> ENDED       the body's cleanup has ended and no task is live
 *   any        -> ENDED       cancel: waits for nothing
 * </pre>
 *
 * <p>All fields belong to whoever polls.
 */
final class Scoped<T extends @Nullable Object> implements Future<T> {
    private enum State {
        RUNNING,
        WAITING,
        STOPPING,
        CANCELLING,
        ENDED
    }

    private final TaskScope scope;
    private State state = State.RUNNING;

    /** Null once the body has ended. */
    private @Nullable Future<T> body;

    private @Nullable Poll<T> value;
    private @Nullable Throwable failure;

    /** In a supervised scope, the tasks that have failed: until the end they may be joined. */
    private final List<Subtask<?>> failed = new ArrayList<>();

    Scoped(TaskScope scope, Future<T> body) {
        this.scope = scope;
        this.body = body;
    }

    @Override
    public Poll<T> poll(Context cx) {
        if (state == State.CANCELLING || state == State.ENDED) {
            throw new IllegalStateException(
                    "poll of a scope that has ended or is being cancelled; make a new scope");
        }
        advance(cx);
        if (!end()) {
            return Poll.pending();
        }
        if (failure != null) {
            throw Failures.unchecked(failure);
        }
        return Objects.requireNonNull(value, "a body that has not failed has a value");
    }

    /**
     * Polls what there is to poll. The waker is registered before the ended tasks are taken, and
     * they are put on the list before it is woken; so none is missed.
     */
    private void advance(Context cx) {
        scope.owner.register(cx.waker());
        takeEnded();
        if (body != null && state == State.RUNNING) {
            pollBody(body, cx);
            takeEnded(); // those that have ended while the body ran
        }
        if (body != null && state != State.RUNNING) {
            pollCleanup(body, cx);
        }
    }

    /** Ends if nothing is left to wait for. */
    private boolean end() {
        if (body != null || !scope.tryClose()) {
            return false;
        }
        scope.owner.takeWaker();
        state = State.ENDED;
        for (var subtask : failed) {
            var thrown = subtask.failure();
            if (thrown != null && !subtask.isFailureSeen()) {
                addFailure(thrown);
            }
        }
        return true;
    }

    private void pollBody(Future<T> running, Context cx) {
        try {
            var polled = running.poll(cx);
            if (polled.isReady()) {
                body = null;
                value = polled;
                state = State.WAITING;
            }
        } catch (Throwable thrown) { // whatever the body throws is the scope's failure
            body = null;
            fail(thrown);
        }
    }

    private void pollCleanup(Future<T> cancelled, Context cx) {
        try {
            if (cancelled.pollCancel(cx).isPending()) {
                return;
            }
        } catch (Throwable thrown) {
            addFailure(thrown);
        }
        body = null;
    }

    private void takeEnded() {
        for (var subtask : scope.takeEnded()) {
            var thrown = subtask.failure();
            if (thrown == null) {
                continue;
            }
            if (scope.isSupervised()) {
                failed.add(subtask);
            } else {
                fail(thrown);
            }
        }
    }

    private void fail(Throwable thrown) {
        addFailure(thrown);
        if (state != State.CANCELLING) {
            state = State.STOPPING;
        }
        scope.stop();
    }

    private void addFailure(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        } else if (failure != thrown) {
            failure.addSuppressed(thrown);
        }
    }

    @Override
    public void cancel() {
        if (state == State.ENDED) {
            return;
        }
        state = State.ENDED;
        scope.owner.takeWaker();
        scope.abandon();
        if (body != null) {
            var abandoned = body;
            body = null;
            abandoned.cancel();
        }
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
        if (state == State.ENDED) {
            return Poll.ready(null);
        }
        if (state != State.CANCELLING) {
            state = State.CANCELLING;
            scope.stop();
        }
        advance(cx);
        if (!end()) {
            return Poll.pending();
        }
        if (failure != null) {
            throw Failures.unchecked(failure);
        }
        return Poll.ready(null);
    }

    @Override
    public String toString() {
        return "scope " + state + " of " + scope;
    }
}
