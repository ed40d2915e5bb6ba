package dev.kyoto.task;

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
public final class JoinQueue<T extends @Nullable Object> extends JoinedTasks<T> {
    /** Creates an empty queue. */
    public JoinQueue() {
        super("JoinQueue", true);
    }
}
