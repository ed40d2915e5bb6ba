package dev.kyoto.task;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import dev.kyoto.runtime.AbortHandle;
import dev.kyoto.runtime.JoinHandle;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Tasks with values of one type, joined in the order in which they end.
 *
 * <p>The set owns its tasks: closing it aborts those that have not ended. A task is in the set from
 * its spawn until it was joined, and what it has left is let go of then, so a set may live as long as
 * a server does. Joining looks at no task that has not ended, however many there are.
 *
 * <p>Tasks may be spawned from anywhere and at any time; <em>one</em> task or thread at a time waits
 * for their end. A set that is forgotten without being closed aborts nothing: its tasks go on, as
 * those of forgotten handles do.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var pages = new JoinSet<Page>()) {
 *     for (var it : urls) {
 *         pages.spawn(() -> fetch(it).await());
 *     }
 *     while (pages.joinNext().await() instanceof JoinResult<Page> result) {
 *         show(result.value());     // the others are aborted if this one has failed
 *     }
 * }
 * }
 *
 * <p>Tasks without a value:
 *
 * {@snippet :
 * try (var connections = new JoinSet<Void>()) {
 *     connections.spawn(() -> serve(stream), null);
 *     connections.shutdown().await();
 * }
 * }
 *
 * <p>Answers to {@code tokio::task::JoinSet}.
 *
 * @param <T> the type of the tasks' values
 */
public final class JoinSet<T extends @Nullable Object> extends SetSpawner<T>
        implements AutoCloseable {
    private final Members<TaskMember<T>> members = new Members<>("JoinSet", false);

    /** Creates an empty set. */
    public JoinSet() {}

    /**
     * Collects futures into a new set, on the runtime at hand: each is a task from the moment the
     * stream comes to it.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var pages = urls.stream().map(it -> fetch(it)).collect(JoinSet.toJoinSet())) {
     *     store(pages.joinAll().await());
     * }
     * }
     *
     * <p>Answers to {@code FromIterator} of {@code tokio::task::JoinSet}.
     *
     * @param <T> the type of the tasks' values
     * @return a collector for a sequential stream
     */
    @CheckReturnValue
    public static <T extends @Nullable Object> Collector<Future<T>, ?, JoinSet<T>> toJoinSet() {
        return Collector.of(
                JoinSet<T>::new,
                (set, future) -> {
                    var _ = set.spawn(future);
                },
                (one, other) -> {
                    throw new UnsupportedOperationException(
                            "a parallel stream cannot be collected into a JoinSet; call sequential()"
                                    + " on it");
                });
    }

    @Override
    AbortHandle admit(Supplier<JoinHandle<T>> start) {
        return TaskMember.admit(members, start, handle -> new TaskMember<>(members, handle));
    }

    @Override
    @Nullable String name() {
        return null;
    }

    @Override
    public SetSpawner<T> named(String name) {
        return new Named<>(this, name);
    }

    /**
     * Waits until a task ends, whichever comes first, and takes it out of the set.
     *
     * <p><b>Cancellation</b> Safe: no task leaves the set.
     *
     * <p><b>Errors</b> {@link IllegalStateException} if another future waits for tasks of this set.
     * How a task failed is in its {@link JoinResult}.
     *
     * <p>Answers to {@code JoinSet::join_next} and {@code join_next_with_id}.
     *
     * @return a future of how the task ended, or of null if the set is empty
     */
    @CheckReturnValue
    public Future<@Nullable JoinResult<T>> joinNext() {
        return new JoinNext<TaskMember<T>, JoinResult<T>>(members, TaskMember::result);
    }

    /**
     * Takes a task out of the set that has ended already.
     *
     * <p>Answers to {@code JoinSet::try_join_next} and {@code try_join_next_with_id}.
     *
     * @return how it ended, or null if none has ended
     */
    @CheckReturnValue
    public @Nullable JoinResult<T> tryJoinNext() {
        return JoinNext.tryNow(members, TaskMember::result);
    }

    /**
     * Joins all tasks, those included that are spawned meanwhile.
     *
     * <p>Once a task has no value, because it failed or was cancelled, the others are aborted and
     * waited for, so that nothing of the set is left when this fails.
     *
     * <p><b>Cancellation</b> What was joined so far is lost; what was not stays in the set, and goes
     * on. To keep each value, call {@link #joinNext()} in a loop.
     *
     * <p><b>Errors</b> The {@link dev.kyoto.runtime.JoinException} of the first task without a value;
     * later failures are suppressed in it. {@link IllegalStateException} if another future waits for
     * tasks of this set.
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
     * <p>Answers to {@code JoinSet::join_all}.
     *
     * @return a future of the values, in the order in which the tasks ended
     */
    @CheckReturnValue
    public Future<List<T>> joinAll() {
        return new JoinEach.All<>(members);
    }

    /**
     * Aborts all tasks; they stay in the set and can be joined.
     *
     * <p>Answers to {@code JoinSet::abort_all}.
     */
    public void abortAll() {
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
     * <p>Answers to {@code JoinSet::shutdown}.
     *
     * @return a future that begins with its first poll
     */
    @CheckReturnValue
    public Future<@Nullable Void> shutdown() {
        return new JoinEach.Shutdown<>(members);
    }

    /**
     * Lets go of all tasks, which go on by themselves; their failures go to the uncaught handler.
     *
     * <p>Answers to {@code JoinSet::detach_all}.
     */
    public void detachAll() {
        members.removeAll(false).forEach(TaskMember::letGo);
    }

    /**
     * How many tasks have not been joined, whether or not they have ended.
     *
     * <p>Answers to {@code JoinSet::len}.
     *
     * @return the number of this moment
     */
    @CheckReturnValue
    public int size() {
        return members.size();
    }

    /**
     * Whether all tasks have been joined.
     *
     * @return true if there is none
     */
    @CheckReturnValue
    public boolean isEmpty() {
        return size() == 0;
    }

    /**
     * Aborts all tasks and lets go of them, without waiting; failures that nobody has joined go to
     * the uncaught handler. Nothing can be spawned any more, and whoever waits for a task sees the
     * set empty. To wait for their end, call {@link #shutdown()} before. Closing twice does nothing.
     *
     * <p>Answers to dropping a {@code JoinSet}.
     */
    @Override
    public void close() {
        for (var member : members.removeAll(true)) {
            member.abort();
            member.letGo();
        }
    }

    @Override
    public String toString() {
        return "JoinSet[" + size() + " tasks]";
    }
}
