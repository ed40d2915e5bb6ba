package dev.kyoto.future;

import com.google.errorprone.annotations.CheckReturnValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A set of futures that run side by side in one task, and whose values are taken as they come.
 *
 * <p>Futures are added at any time, from any thread, also while {@link #next()} waits and from
 * inside a future of the set. They are polled inside the task that polls {@code next()}:
 * concurrently, never in parallel, and <em>only then</em>: while that task is busy with something
 * else, no future of the set makes progress. To use several workers, or to have them run on by
 * themselves, spawn them into a {@code JoinSet}.
 *
 * <p>Each future has a waker of its own and is polled only when it was woken, so a set of a million
 * costs no more than those that make progress. Those woken first are polled first; one that wakes
 * itself waits for its next turn; when the budget of the turn is spent, the rest is left for the
 * next one. A future that has ended is let go at once.
 *
 * <p>Taking and closing belong to one task. A second task that waits for {@code next()} at the same
 * time is refused.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var pages = new FutureSet<Page>()) {
 *     for (var url : urls) {
 *         pages.add(fetch(url));
 *     }
 *     for (var page = pages.next().await(); page != null; page = pages.next().await()) {
 *         show(page);
 *     }
 * }
 * }
 *
 * <p>Answers to {@code futures::stream::FuturesUnordered}.
 *
 * @param <T> the type of the futures
 */
@CheckReturnValue
public final class FutureSet<T extends @Nullable Object> implements AutoCloseable {
    // Three kinds of use:
    //   add             any thread; it meets the owner on the stack of `children`
    //   next, closing   one future at a time, as `user` sees to
    //   cancelAll, close   the owning task, between polls
    // The owner is whoever polls; `closing` goes from false to true and is everybody's to read.

    private final Children children = new Children();
    private final SoleUser user = new SoleUser("FutureSet");
    private volatile boolean closing;

    /** Creates an empty set. */
    public FutureSet() {}

    /**
     * Adds a future, to be polled by the {@link #next()} that waits or the one that comes; from any
     * thread.
     *
     * @param future the future; it belongs to the set from now on
     * @throws IllegalStateException if the set is closed; then the future is still the caller's
     */
    public void add(Future<? extends T> future) {
        Objects.requireNonNull(future, "future");
        if (closing || !children.add(0, future)) {
            throw new IllegalStateException(
                    "add() to a FutureSet that is closed; what it holds is cancelled, so cancel the"
                            + " future or await it elsewhere");
        }
    }

    /**
     * Waits for the next future of the set to end, whichever it is, and takes its value.
     *
     * <p>The value is null if the set is empty. Where the futures themselves may have the value
     * null, ask {@link #isEmpty()} before.
     *
     * <p><b>Cancellation</b> Safe: the futures stay in the set as they are, and no value is lost.
     *
     * <p><b>Errors</b> What a future of the set throws; it has left the set then, and the others go
     * on with the next call. {@link IllegalStateException} if another {@code next()} is waiting.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var both = new FutureSet<String>();
     * both.add(a);
     * both.add(b);
     * use(both.next().await());
     * use(both.next().await());
     * }
     *
     * <p>Answers to {@code futures::stream::StreamExt::next}.
     *
     * @return the value of a future that has ended, or null if there is none in the set
     */
    public Future<@Nullable T> next() {
        return new Next();
    }

    /**
     * How many futures are in the set: added, and not yet taken by {@link #next()}.
     *
     * @return their number; from other threads a moment's view
     */
    public int size() {
        return children.live();
    }

    /**
     * Whether {@link #next()} would find nothing to wait for.
     *
     * @return true if no future is in the set; from other threads a moment's view
     */
    public boolean isEmpty() {
        return children.live() == 0;
    }

    /**
     * Cancels all futures of the set without awaiting their cleanup; the set can be used again.
     *
     * <p>What they throw is reported to the uncaught exception handler of the thread.
     *
     * @throws IllegalStateException if called from inside a future of the set
     */
    public void cancelAll() {
        requireOutside("cancelAll()");
        children.wakeOwner();
        children.cancelAll();
    }

    /**
     * Cancels all futures of the set and waits until their cleanup has ended; then the set is
     * closed.
     *
     * <p>Nothing happens before the first poll. A future that another thread adds at that very
     * moment is cancelled with the others.
     *
     * <p><b>Cancellation</b> Once it has begun it is not taken back: the set is closed as by {@link
     * #close()}.
     *
     * <p><b>Errors</b> What cleanup threw, the first failure with the others suppressed in it. {@link
     * IllegalStateException} if a {@code next()} is waiting.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var pages = new FutureSet<Page>();
     * urls.forEach(url -> pages.add(fetch(url)));
     * show(pages.next().await());
     * pages.closing().await();
     * }
     *
     * @return a future that ends when no future of the set is alive
     */
    public Future<@Nullable Void> closing() {
        return new Closing(user, children) {
            @Override
            void begin() {
                closing = true;
            }
        };
    }

    /**
     * Cancels all futures of the set without awaiting their cleanup, and refuses new ones; calling
     * it again does nothing.
     *
     * <p>What they throw is reported to the uncaught exception handler of the thread. A {@link
     * #next()} that waits finds the set empty.
     *
     * @throws IllegalStateException if called from inside a future of the set
     */
    @Override
    public void close() {
        requireOutside("close()");
        closing = true;
        children.wakeOwner();
        children.close();
    }

    private void requireOutside(String what) {
        if (children.isVisiting()) {
            throw new IllegalStateException(
                    what
                            + " of a FutureSet from inside one of its own futures, which it would cancel"
                            + " in the middle of a poll; call it from the task that awaits next()");
        }
    }

    /** Behind {@link #next()}. */
    private final class Next extends OneShot<@Nullable T> implements Children.Visitor {
        private @Nullable Poll<T> value;
        private @Nullable Throwable failure;

        @Override
        Poll<@Nullable T> step(Context cx) {
            user.claim(this);
            children.visitWoken(cx, Children.Order.WOKEN, this);
            var thrown = failure;
            if (thrown != null) {
                end();
                throw Failures.unchecked(thrown);
            }
            var taken = value;
            if (taken == null && !isEmpty()) {
                return Poll.pending();
            }
            end();
            return taken != null ? upcast(taken) : Poll.ready(null);
        }

        @SuppressWarnings("unchecked") // each future of the set is a Future<? extends T>
        @Override
        public boolean visit(Children.Child child, Context cx) {
            try {
                var answer = (Poll<T>) child.future().poll(cx);
                if (answer.isPending()) {
                    return true;
                }
                value = answer;
            } catch (Throwable thrown) {
                failure = thrown;
            }
            children.ended(child);
            return false;
        }

        @Override
        void drop() {
            end();
        }

        @Override
        String name() {
            return "FutureSet.next()";
        }

        private void end() {
            if (user.release(this)) {
                children.releaseWaker();
            }
        }

        @SuppressWarnings("unchecked") // a poll that may be null promises less
        private Poll<@Nullable T> upcast(Poll<T> poll) {
            return (Poll<@Nullable T>) poll;
        }
    }
}
