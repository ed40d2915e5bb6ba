package dev.kyoto.task;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.Future;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.internal.scheduler.Binding;
import dev.kyoto.internal.scheduler.ThreadContext;
import java.lang.ScopedValue.CallableOp;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that code finds without being passed it, for as long as the future runs that it was bound
 * to: the user of a request, its trace id.
 *
 * <p>It belongs to the future and not to a thread: it is visible in every poll of the future and in
 * its cleanup, whichever thread that is on, and in nothing else that runs in between. A scope inside
 * another one of the same key hides the outer value, and only until it ends.
 *
 * <p>A task that is spawned inside a scope does not inherit the value, since it may outlive the
 * scope. To pass it on, bind it again: {@code spawn(USER.scope(USER.value(), future))}. The same holds
 * for {@code spawnBlocking}, where {@link #syncScope} does it.
 *
 * <p>Futures and tasks that use no task-local pay nothing for it. Thread-safe; no runtime is needed.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * TaskLocal<String> user = TaskLocal.named("user");
 * spawn(user.scope("alice", () -> {
 *     var page = fetch(url).await();
 *     log("%s has read %s", user.value(), page);
 * })).detach();
 * }
 *
 * <p>Answers to {@code tokio::task::LocalKey} and {@code tokio::task_local!}.
 *
 * @param <T> the type of the value, which is never null
 */
@CheckReturnValue
public final class TaskLocal<T> {
    private final String name;

    private TaskLocal(String name) {
        this.name = name;
    }

    /**
     * Creates a key. It is told from others by identity, so it is best kept in a constant.
     *
     * @param name for messages
     * @param <T> the type of the value
     * @return a key without a value
     */
    public static <T> TaskLocal<T> named(String name) {
        return new TaskLocal<>(Objects.requireNonNull(name, "name"));
    }

    /**
     * Binds a value for a future: it is there in every poll of the future and in its cancellation.
     *
     * <p><b>Cancellation</b> Cancels the future; its cleanup sees the value.
     *
     * <p><b>Errors</b> What the future throws.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * TaskLocal<Integer> depth = TaskLocal.named("depth");
     * int inner = depth.scope(1, async(() -> depth.scope(2, async(() -> depth.value())).await())).await();
     * show(inner); // 2
     * }
     *
     * <p>Answers to {@code tokio::task::LocalKey::scope}.
     *
     * @param value the value
     * @param future what sees it
     * @param <U> the type of the future's value
     * @return the future with the value; lazy
     */
    public <U extends @Nullable Object> Future<U> scope(T value, Future<U> future) {
        Objects.requireNonNull(value, "value");
        return new TaskLocalFuture<>(
                new Binding(this, value), Objects.requireNonNull(future, "future"));
    }

    /**
     * Binds a value for an async block; see {@link #scope(Object, Future)}.
     *
     * @param value the value
     * @param body what sees it; it may await
     * @param <U> the type of the block's value
     * @return the block with the value; lazy
     */
    public <U extends @Nullable Object> Future<U> scope(T value, AsyncCallable<U> body) {
        return scope(value, Blocks.of(body));
    }

    /**
     * Binds a value for an async block without a value; see {@link #scope(Object, Future)}.
     *
     * @param value the value
     * @param body what sees it; it may await
     * @return the block with the value; lazy
     */
    public Future<@Nullable Void> scope(T value, AsyncRunnable body) {
        return scope(value, Blocks.of(body));
    }

    /**
     * Binds a value for the duration of a call.
     *
     * <p>An await inside of it works, but makes the async block around it run on a virtual thread; use
     * {@link #scope(Object, AsyncCallable)} there.
     *
     * @param value the value
     * @param body what sees it
     * @param <U> the type of its result
     * @param <X> the type of what it throws
     * @return its result
     * @throws X what it throws
     */
    public <U extends @Nullable Object, X extends Throwable> U syncScope(
            T value, CallableOp<? extends U, X> body) throws X {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(body, "body");
        var binding = new Binding(this, value);
        ThreadContext.current().bind(binding);
        try {
            return body.call();
        } finally {
            // Asked for again: an await inside may have brought the caller to another worker.
            ThreadContext.current().unbind(binding);
        }
    }

    /**
     * The value here.
     *
     * @return the innermost one
     * @throws IllegalStateException outside of all scopes of this key
     */
    public T value() {
        var value = valueOrNull();
        if (value == null) {
            throw new IllegalStateException(
                    "the task-local '"
                            + name
                            + "' has no value here; read it inside scope(value, future), and bind it"
                            + " again for tasks that are spawned there, which do not inherit it");
        }
        return value;
    }

    /**
     * The value here, if there is one.
     *
     * @return the innermost one, or null outside of all scopes of this key
     */
    @SuppressWarnings("unchecked") // scope and syncScope bind what is a T
    public @Nullable T valueOrNull() {
        return (T) ThreadContext.current().bound(this);
    }

    /**
     * The name given at creation.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return "TaskLocal '" + name + "'";
    }
}
