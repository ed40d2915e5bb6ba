package dev.kyoto.task;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import dev.kyoto.runtime.AbortHandle;
import dev.kyoto.runtime.JoinHandle;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tasks with values of one type, joined in the order in which they were spawned.
 *
 * <p>As {@link JoinSet} in all but the order: a task that ends early waits in the queue for those
 * before it. The queue owns its tasks: closing it aborts those that have not ended. Tasks may be
 * spawned from anywhere and at any time; <em>one</em> task or thread at a time waits for their end.
 *
 * <p><b>Example</b> Pages are fetched side by side and shown in the order of their addresses:
 *
 * {@snippet :
 * try (var pages = new JoinQueue<Page>()) {
 *     for (var it : urls) {
 *         pages.spawn(() -> fetch(it).await());
 *     }
 *     while (pages.joinNext().await() instanceof JoinResult<Page> result) {
 *         show(result.value());
 *     }
 * }
 * }
 *
 * <p>Answers to {@code tokio_util::task::JoinQueue}.
 *
 * @param <T> the type of the tasks' values
 */
public final class JoinQueue<T extends @Nullable Object> extends SetSpawner<T>
        implements AutoCloseable {
    private final Members<TaskMember<T>> members = new Members<>("JoinQueue", true);

    /** Creates an empty queue. */
    public JoinQueue() {}

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
     * Waits until the oldest task has ended, and takes it out of the queue.
     *
     * <p><b>Cancellation</b> Safe: no task leaves the queue.
     *
     * <p><b>Errors</b> {@link IllegalStateException} if another future waits for tasks of this queue.
     * How a task failed is in its {@link JoinResult}.
     *
     * <p>Answers to {@code JoinQueue::join_next} and {@code join_next_with_id}.
     *
     * @return a future of how the task ended, or of null if the queue is empty
     */
    @CheckReturnValue
    public Future<@Nullable JoinResult<T>> joinNext() {
        return new JoinNext<TaskMember<T>, JoinResult<T>>(members, TaskMember::result);
    }

    /**
     * Takes the oldest task out of the queue, if it has ended already.
     *
     * <p>Answers to {@code JoinQueue::try_join_next} and {@code try_join_next_with_id}.
     *
     * @return how it ended, or null if it has not, or if there is none
     */
    @CheckReturnValue
    public @Nullable JoinResult<T> tryJoinNext() {
        return JoinNext.tryNow(members, TaskMember::result);
    }

    /**
     * Joins all tasks, those included that are spawned meanwhile.
     *
     * <p>Once the oldest task has no value, because it failed or was cancelled, the others are aborted
     * and waited for, so that nothing of the queue is left when this fails.
     *
     * <p><b>Cancellation</b> What was joined so far is lost; what was not stays in the queue, and goes
     * on. To keep each value, call {@link #joinNext()} in a loop.
     *
     * <p><b>Errors</b> The {@link dev.kyoto.runtime.JoinException} of the oldest task without a value;
     * later failures are suppressed in it. {@link IllegalStateException} if another future waits for
     * tasks of this queue.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var pages = new JoinQueue<Page>()) {
     *     urls.forEach(it -> pages.spawn(fetch(it)));
     *     store(pages.joinAll().await());
     * }
     * }
     *
     * <p>Answers to {@code JoinQueue::join_all}.
     *
     * @return a future of the values, in the order in which the tasks were spawned
     */
    @CheckReturnValue
    public Future<List<T>> joinAll() {
        return new JoinEach.All<>(members);
    }

    /**
     * Aborts all tasks; they stay in the queue and can be joined.
     *
     * <p>Answers to {@code JoinQueue::abort_all}.
     */
    public void abortAll() {
        members.snapshot().forEach(TaskMember::abort);
    }

    /**
     * Aborts all tasks and waits until they are gone, cleanup included. The queue is empty then, and
     * can be used again.
     *
     * <p>Values are dropped; failures go to the uncaught handler of the runtime. A task that is
     * spawned meanwhile is waited for, but not aborted.
     *
     * <p><b>Cancellation</b> Safe: the tasks stay aborted, and those that have not been waited for
     * stay in the queue.
     *
     * <p><b>Errors</b> {@link IllegalStateException} if another future waits for tasks of this queue;
     * then nothing is aborted.
     *
     * <p>Answers to {@code JoinQueue::shutdown}.
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
     * <p>Answers to {@code JoinQueue::detach_all}.
     */
    public void detachAll() {
        members.removeAll(false).forEach(TaskMember::letGo);
    }

    /**
     * How many tasks have not been joined, whether or not they have ended.
     *
     * <p>Answers to {@code JoinQueue::len}.
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
     * queue empty. To wait for their end, call {@link #shutdown()} before. Closing twice does nothing.
     *
     * <p>Answers to dropping a {@code JoinQueue}.
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
        return "JoinQueue[" + size() + " tasks]";
    }
}
