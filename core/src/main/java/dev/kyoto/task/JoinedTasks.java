package dev.kyoto.task;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import dev.kyoto.runtime.AbortHandle;
import dev.kyoto.runtime.JoinHandle;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What {@link JoinSet} and {@link JoinQueue} have in common, which is all but the order in which
 * tasks are joined.
 */
abstract sealed class JoinedTasks<T extends @Nullable Object> extends SetSpawner<T>
        implements AutoCloseable permits JoinSet, JoinQueue {
    private final Members<TaskMember<T>> members;

    /** Names itself in messages; in the order of spawns, or else in that of ends. */
    JoinedTasks(String name, boolean inSpawnOrder) {
        members = new Members<>(name, inSpawnOrder);
    }

    @Override
    final AbortHandle admit(Supplier<JoinHandle<T>> start) {
        return TaskMember.admit(members, start, handle -> new TaskMember<>(members, handle));
    }

    @Override
    final @Nullable String name() {
        return null;
    }

    @Override
    public final SetSpawner<T> named(String name) {
        return new Named<>(this, name);
    }

    /**
     * Waits until the next task has ended, and takes it out of the set: whichever comes first, or in
     * a {@link JoinQueue} the oldest.
     *
     * <p><b>Cancellation</b> Safe: no task leaves the set.
     *
     * <p><b>Errors</b> {@link IllegalStateException} if another future waits for tasks of this set.
     * How a task failed is in its {@link JoinResult}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * while (pages.joinNext().await() instanceof JoinResult<Page> result) {
     *     show(result.value());
     * }
     * }
     *
     * <p>Answers to {@code join_next} and {@code join_next_with_id}.
     *
     * @return a future of how the task ended, or of null if the set is empty
     */
    @CheckReturnValue
    public final Future<@Nullable JoinResult<T>> joinNext() {
        return new JoinNext<TaskMember<T>, JoinResult<T>>(members, TaskMember::result);
    }

    /**
     * Takes the next task out of the set if it has ended already.
     *
     * <p>Answers to {@code try_join_next} and {@code try_join_next_with_id}.
     *
     * @return how it ended, or null if it has not, or if there is none
     */
    @CheckReturnValue
    public final @Nullable JoinResult<T> tryJoinNext() {
        return JoinNext.tryNow(members, TaskMember::result);
    }

    /**
     * Joins all tasks, those included that are spawned meanwhile.
     *
     * <p>Once one has no value, because it failed or was cancelled, the others are aborted and
     * waited for, so that nothing of the set is left when this fails.
     *
     * <p><b>Cancellation</b> What was joined so far is lost; what was not stays in the set, and goes
     * on. To keep each value, call {@link #joinNext()} in a loop.
     *
     * <p><b>Errors</b> The {@link dev.kyoto.runtime.JoinException} of the first task to be joined
     * without a value; later failures are suppressed in it. {@link IllegalStateException} if another
     * future waits for tasks of this set.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var pages = new JoinSet<Page>()) {
     *     urls.forEach(it -> pages.spawn(fetch(it)));
     *     store(pages.joinAll().await());
     * }
     * }
     *
     * <p>Answers to {@code join_all}.
     *
     * @return a future of the values, in the order in which they were joined
     */
    @CheckReturnValue
    public final Future<List<T>> joinAll() {
        return new JoinEach.All<>(members);
    }

    /**
     * Aborts all tasks; they stay in the set and can be joined.
     *
     * <p>Answers to {@code abort_all}.
     */
    public final void abortAll() {
        members.snapshot().forEach(TaskMember::abort);
    }

    /**
     * Aborts all tasks and waits until they are gone, cleanup included. The set is empty then, and
     * can be used again.
     *
     * <p>Values are dropped; failures go to the uncaught handler of the runtime. A task that is
     * spawned meanwhile is waited for, but not aborted.
     *
     * <p><b>Cancellation</b> Safe: the tasks stay aborted, and those that have not been waited for
     * stay in the set.
     *
     * <p><b>Errors</b> {@link IllegalStateException} if another future waits for tasks of this set;
     * then nothing is aborted.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * pages.shutdown().await();
     * }
     *
     * <p>Answers to {@code shutdown}.
     *
     * @return a future that begins with its first poll
     */
    @CheckReturnValue
    public final Future<@Nullable Void> shutdown() {
        return new JoinEach.Shutdown<>(members);
    }

    /**
     * Lets go of all tasks, which go on by themselves; their failures go to the uncaught handler.
     *
     * <p>Answers to {@code detach_all}.
     */
    public final void detachAll() {
        members.removeAll(false).forEach(TaskMember::letGo);
    }

    /**
     * How many tasks have not been joined, whether or not they have ended.
     *
     * <p>Answers to {@code len}.
     *
     * @return the number of this moment
     */
    @CheckReturnValue
    public final int size() {
        return members.size();
    }

    /**
     * Whether all tasks have been joined.
     *
     * @return true if there is none
     */
    @CheckReturnValue
    public final boolean isEmpty() {
        return size() == 0;
    }

    /**
     * Aborts all tasks and lets go of them, without waiting; failures that nobody has joined go to
     * the uncaught handler. Nothing can be spawned any more, and whoever waits for a task sees the
     * set empty. To wait for their end, call {@link #shutdown()} before. Closing twice does nothing.
     *
     * <p>Answers to dropping the set.
     */
    @Override
    public final void close() {
        for (var member : members.removeAll(true)) {
            member.abort();
            member.letGo();
        }
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + size() + " tasks]";
    }
}
