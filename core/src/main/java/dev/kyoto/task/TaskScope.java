package dev.kyoto.task;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.AsyncFunction;
import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.AtomicWaker;
import dev.kyoto.future.Future;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.runtime.Handle;
import dev.kyoto.runtime.JoinHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that cannot outlive the block that has started them.
 *
 * <p>A scope is a future around a body. It is done once the body <em>and every task spawned in it</em>
 * have ended, whether or not anybody has joined them: when the value is there, nothing of the scope
 * runs any more.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * int sum = TaskScope.scope(scope -> {
 *     var one = scope.spawn(() -> stream.readInt().await());
 *     var two = scope.spawn(() -> stream.readInt().await());
 *     return one.await() + two.await();
 * }).await();
 * }
 *
 * <p><b>Failures.</b> In a {@link #scope} all succeed or none does: once a task fails, or the body
 * does, the body is cancelled at its await and the other tasks are aborted, all of them are waited
 * for, cleanup included, and the first failure is thrown: what the body threw as it is, the failure
 * of a task as a {@link dev.kyoto.runtime.JoinException}, later ones suppressed in it. In a {@link
 * #supervised} scope a task that fails disturbs nobody: the failure is thrown to who joins it; if
 * nobody has, the scope throws it when all have ended. A task that was aborted has not failed.
 *
 * <p>The scope may be handed on to its own tasks, which spawn in it too. Thread-safe.
 *
 * <p>Answers to {@code std::thread::scope}; Tokio has no scopes.
 */
@CheckReturnValue
public final class TaskScope {
    // Phases:
    //   OPEN     -> STOPPING   a failure, or cancellation: live tasks are aborted, later ones at
    // birth
    //   OPEN     -> CLOSED     the body has ended and no task is live
    //   STOPPING -> CLOSED     likewise; or plain cancel(), which waits for nothing
    //
    // A spawn counts as starting under the monitor that closing takes to look at the count: so it
    // comes before, and its task is waited for, or after, and is refused.
    private enum Phase {
        OPEN,
        STOPPING,
        CLOSED
    }

    /** Woken whenever a task has ended, after it was put on the list of those. */
    final AtomicWaker owner = new AtomicWaker();

    private final boolean supervised;

    // All below is guarded by this object's monitor.
    private Phase phase = Phase.OPEN;
    private @Nullable Subtask<?> live;
    private @Nullable Subtask<?> ended;

    /** Spawns under way, whose tasks are not on the list yet. */
    private int starting;

    private TaskScope(boolean supervised) {
        this.supervised = supervised;
    }

    /**
     * A scope in which the first failure ends all.
     *
     * <p><b>Cancellation</b> Cancels the body, aborts the tasks, and {@code pollCancel} waits until
     * all have ended; after a plain {@code cancel()} they end by themselves. Values are lost.
     *
     * <p><b>Errors</b> The first failure, of the body or of a task.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * TaskScope.scope(scope -> {
     *     for (var item : batch) {
     *         scope.spawn(() -> sender.send(item).await());
     *     }
     *     return batch.size();
     * }).await();
     * }
     *
     * @param body the body; it may await, and spawns in the scope that it is handed
     * @param <T> the type of the body's value
     * @return a future that ends after the body and all tasks
     */
    public static <T extends @Nullable Object> Future<T> scope(AsyncFunction<TaskScope, T> body) {
        return in(new TaskScope(false), body);
    }

    /**
     * A scope whose tasks fail one by one.
     *
     * <p><b>Cancellation</b> As in {@link #scope}.
     *
     * <p><b>Errors</b> What the body throws, which aborts the tasks; else the first failure of a
     * task that nobody has joined, once all have ended.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * TaskScope.supervised(scope -> {
     *     var mirror = scope.spawn(() -> fetch("/mirror").await());
     *     try {
     *         return mirror.await();
     *     } catch (JoinException e) {
     *         return fetch("/origin").await();
     *     }
     * }).await();
     * }
     *
     * @param body the body; it may await, and spawns in the scope that it is handed
     * @param <T> the type of the body's value
     * @return a future that ends after the body and all tasks
     */
    public static <T extends @Nullable Object> Future<T> supervised(
            AsyncFunction<TaskScope, T> body) {
        return in(new TaskScope(true), body);
    }

    private static <T extends @Nullable Object> Future<T> in(
            TaskScope scope, AsyncFunction<TaskScope, T> body) {
        return new Scoped<>(scope, Blocks.of(body, scope));
    }

    /**
     * Starts an async block as a task of this scope, on the runtime at hand.
     *
     * @param body the body; it may await
     * @param <T> the type of its value
     * @return the right to join it, which may be let go of
     * @throws IllegalStateException if the scope has ended
     */
    @CanIgnoreReturnValue
    public <T extends @Nullable Object> ScopedJoinHandle<T> spawn(AsyncCallable<T> body) {
        return add(() -> Handle.current().spawn(body));
    }

    /**
     * Starts an async block without a value as a task of this scope, on the runtime at hand.
     *
     * @param body the body; it may await
     * @return the right to join it, which may be let go of
     * @throws IllegalStateException if the scope has ended
     */
    @CanIgnoreReturnValue
    public ScopedJoinHandle<@Nullable Void> spawn(AsyncRunnable body) {
        return spawn(Blocks.of(body));
    }

    /**
     * Starts a future as a task of this scope, on the runtime at hand.
     *
     * @param future what to poll
     * @param <T> the type of its value
     * @return the right to join it, which may be let go of
     * @throws IllegalStateException if the scope has ended
     */
    @CanIgnoreReturnValue
    public <T extends @Nullable Object> ScopedJoinHandle<T> spawn(Future<T> future) {
        return spawn(null, future);
    }

    /**
     * Starts a named future as a task of this scope, on the runtime at hand.
     *
     * @param name the name, which shows in dumps and messages, or null
     * @param future what to poll
     * @param <T> the type of its value
     * @return the right to join it, which may be let go of
     * @throws IllegalStateException if the scope has ended
     */
    @CanIgnoreReturnValue
    public <T extends @Nullable Object> ScopedJoinHandle<T> spawn(
            @Nullable String name, Future<T> future) {
        return add(() -> Handle.current().spawn(name, future));
    }

    /**
     * Runs a closure that blocks on the blocking pool, as a task of this scope. Once it runs it
     * cannot be aborted, and the scope waits for it.
     *
     * @param body the closure
     * @param <T> the type of its value
     * @return the right to join it, which may be let go of
     * @throws IllegalStateException if the scope has ended
     */
    @CanIgnoreReturnValue
    public <T extends @Nullable Object> ScopedJoinHandle<T> spawnBlocking(Callable<T> body) {
        return add(() -> Handle.current().spawnBlocking(body));
    }

    /** How a task is started, once it is sure that the scope takes it. */
    @FunctionalInterface
    private interface Start<T extends @Nullable Object> {
        JoinHandle<T> task();
    }

    private <T extends @Nullable Object> ScopedJoinHandle<T> add(Start<T> start) {
        synchronized (this) {
            if (phase == Phase.CLOSED) {
                throw new IllegalStateException(
                        "this scope has ended, so no task can be spawned in it; spawn before its"
                                + " body and its tasks have ended");
            }
            starting++;
        }
        Subtask<T> subtask = null;
        boolean stopping = false;
        try {
            subtask = new Subtask<>(this, start.task()); // may run user code: without the monitor
        } finally {
            stopping = started(subtask);
        }
        if (stopping) {
            subtask.task().abort();
        }
        subtask.watch();
        return new ScopedJoinHandle<>(subtask);
    }

    /** Lists a task that was started, or none if that has failed; true if it shall be aborted. */
    private boolean started(@Nullable Subtask<?> subtask) {
        boolean stopping;
        synchronized (this) {
            starting--;
            if (subtask != null && phase != Phase.CLOSED) {
                link(subtask);
            }
            stopping = phase != Phase.OPEN;
        }
        if (subtask == null) {
            owner.wake(); // it may have waited for this start alone
        }
        return stopping;
    }

    private void link(Subtask<?> subtask) {
        var first = live;
        subtask.next = first;
        if (first != null) {
            first.previous = subtask;
        }
        live = subtask;
    }

    private void unlink(Subtask<?> subtask) {
        var before = subtask.previous;
        var after = subtask.next;
        if (before == null) {
            live = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        }
        subtask.previous = null;
        subtask.next = null;
    }

    /** A task has ended; called any number of times for the same. */
    void ended(Subtask<?> subtask) {
        synchronized (this) {
            if (subtask.toldEnded || phase == Phase.CLOSED) {
                return;
            }
            subtask.toldEnded = true;
            unlink(subtask);
            subtask.nextEnded = ended;
            ended = subtask;
        }
        owner.wake();
    }

    /** Takes the tasks that have ended since the last call, the first one first. */
    List<Subtask<?>> takeEnded() {
        Subtask<?> last;
        synchronized (this) {
            last = ended;
            ended = null;
        }
        if (last == null) {
            return List.of();
        }
        var taken = new ArrayList<Subtask<?>>();
        for (var subtask = last; subtask != null; subtask = subtask.nextEnded) {
            taken.addFirst(subtask);
        }
        return taken;
    }

    boolean isSupervised() {
        return supervised;
    }

    /** Aborts all tasks, and those that are still to come. */
    void stop() {
        List<Subtask<?>> stopped;
        synchronized (this) {
            if (phase != Phase.OPEN) {
                return;
            }
            phase = Phase.STOPPING;
            stopped = liveTasks();
        }
        stopped.forEach(subtask -> subtask.task().abort());
    }

    /** Refuses tasks from now on, if none is live and all that have ended were taken. */
    synchronized boolean tryClose() {
        if (live != null || ended != null || starting > 0) {
            return false;
        }
        phase = Phase.CLOSED;
        return true;
    }

    /** Aborts all tasks and leaves them to themselves. */
    void abandon() {
        List<Subtask<?>> left;
        synchronized (this) {
            phase = Phase.CLOSED;
            left = liveTasks();
            for (var subtask = ended; subtask != null; subtask = subtask.nextEnded) {
                left.add(subtask);
            }
        }
        for (var subtask : left) {
            subtask.task().abort();
            subtask.task().detach();
        }
    }

    private List<Subtask<?>> liveTasks() {
        var tasks = new ArrayList<Subtask<?>>();
        for (var subtask = live; subtask != null; subtask = subtask.next) {
            tasks.add(subtask);
        }
        return tasks;
    }

    @Override
    public synchronized String toString() {
        return "TaskScope[" + phase + ", " + liveTasks().size() + " live]";
    }
}
