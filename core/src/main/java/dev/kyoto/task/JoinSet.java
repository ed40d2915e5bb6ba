package dev.kyoto.task;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
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
public final class JoinSet<T extends @Nullable Object> extends JoinedTasks<T> {
    /** Creates an empty set. */
    public JoinSet() {
        super("JoinSet", false);
    }

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
}
