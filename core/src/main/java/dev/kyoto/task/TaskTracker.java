package dev.kyoto.task;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.sync.Notify;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Counts tasks, and lets one wait until all of them have ended: for a graceful shutdown.
 *
 * <p>Other than a {@link JoinSet} it keeps nothing of a task, neither its value nor a way to abort
 * it; a task that has ended costs nothing any more. A {@link CancellationToken} tells the tasks to
 * stop, the tracker when they have. Thread-safe; any number of tasks may wait.
 *
 * <p>{@link #finished()} ends once the tracker is <em>closed and empty</em>, so that a moment without
 * a task is not taken for the end. Closing says that no more is to come. It releases nothing, and
 * what comes all the same is counted; so a tracker is not {@code AutoCloseable}, and one that is
 * never closed is no leak.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var tracker = new TaskTracker();
 * var stop = new CancellationToken();
 * while (stop.runUntilCancelled(listener.accept()).await() instanceof TcpStream accepted) {
 *     tracker.spawn(() -> serve(accepted)).detach();
 * }
 * tracker.close();
 * tracker.finished().await();
 * }
 *
 * <p>Answers to {@code tokio_util::task::TaskTracker}.
 */
public final class TaskTracker extends TaskSpawner {
    // The word: bit 0 CLOSED; bits 1.. how many are tracked. Transitions:
    //
    //   n, c      -> n + 1, c     token, track, spawn
    //   n, c      -> n - 1, c     the end of what was tracked
    //   n, open   -> n, closed    close
    //   n, closed -> n, open      reopen
    //
    // Whoever makes it (0, closed) notifies all waiters after that. No wake-up is lost: a waiter
    // makes its Notified first and reads the word afterwards; the other side changes the word by a
    // compare-and-set and notifies afterwards. Either the waiter sees (0, closed), or its Notified
    // is older than the notification, which reaches it.
    //
    // A waiter also ends if the tracker was closed and empty at some moment since it was made, even
    // if it has been reopened meanwhile.

    private static final long CLOSED = 1;
    private static final long ONE = 2;

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(TaskTracker.class, "word", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Notify finished = new Notify();

    @SuppressWarnings("FieldMayBeFinal") // written through WORD
    private volatile long word;

    /** Creates an open tracker that tracks nothing. */
    public TaskTracker() {}

    /** The word at one moment. */
    private record Snapshot(long word) {
        boolean isClosed() {
            return (word & CLOSED) != 0;
        }

        long count() {
            return word / ONE;
        }

        boolean isFinished() {
            return word == CLOSED;
        }
    }

    private Snapshot volatileSnapshot() {
        return new Snapshot(word);
    }

    private boolean casWord(Snapshot expected, long next) {
        return WORD.compareAndSet(this, expected.word, next);
    }

    private void enter() {
        WORD.getAndAdd(this, ONE);
    }

    private void exit() {
        long before = (long) WORD.getAndAdd(this, -ONE);
        if (before == CLOSED + ONE) {
            finished.notifyWaiters();
        }
    }

    @Override
    @Nullable String name() {
        return null;
    }

    @Override
    <T extends @Nullable Object> Future<T> wrap(Future<T> future) {
        return track(future);
    }

    @Override
    <T extends @Nullable Object> Callable<T> wrapBlocking(Callable<T> body) {
        return new TrackedCall<>(token(), body);
    }

    /**
     * The same tracker, with a name for each task that is spawned through what this returns.
     *
     * @param name the name
     * @return a view of this tracker
     */
    @CheckReturnValue
    public TaskSpawner named(String name) {
        return new TrackerSpawner(this, Objects.requireNonNull(name, "name"));
    }

    /**
     * Counts a future, from now until it has ended or was cancelled, be it polled or not. One that
     * is neither polled to its end nor cancelled counts for ever.
     *
     * <p><b>Cancellation</b> and <b>Errors</b> are those of the future.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var tracker = new TaskTracker();
     * show(tracker.track(fetch(url)).await());
     * }
     *
     * <p>Answers to {@code TaskTracker::track_future}.
     *
     * @param future the future
     * @param <T> its type
     * @return a future that owns the given one
     */
    @CheckReturnValue
    public <T extends @Nullable Object> Future<T> track(Future<T> future) {
        return new Tracked<>(Objects.requireNonNull(future, "future"), token());
    }

    /**
     * Counts something by hand, from now until the token is closed.
     *
     * <p>Answers to {@code TaskTracker::token}.
     *
     * @return the token; a forgotten one counts for ever
     */
    @CheckReturnValue
    public Token token() {
        enter();
        return new Token(this);
    }

    /**
     * Says that no more is to come, so that {@link #finished()} can end. What comes all the same is
     * counted.
     *
     * <p>Answers to {@code TaskTracker::close}.
     *
     * @return true if it was open
     */
    public boolean close() {
        while (true) {
            var seen = volatileSnapshot();
            if (seen.isClosed()) {
                return false;
            }
            if (casWord(seen, seen.word | CLOSED)) {
                if (seen.count() == 0) {
                    finished.notifyWaiters();
                }
                return true;
            }
        }
    }

    /**
     * Takes {@link #close()} back.
     *
     * <p>Answers to {@code TaskTracker::reopen}.
     *
     * @return true if it was closed
     */
    public boolean reopen() {
        while (true) {
            var seen = volatileSnapshot();
            if (!seen.isClosed()) {
                return false;
            }
            if (casWord(seen, seen.word & ~CLOSED)) {
                return true;
            }
        }
    }

    /**
     * Whether no more is said to come.
     *
     * @return true after {@link #close()}
     */
    @CheckReturnValue
    public boolean isClosed() {
        return volatileSnapshot().isClosed();
    }

    /**
     * Waits until the tracker is closed and everything it has counted has ended. A moment at which it
     * was so counts from the call of this method on, even if it has been reopened since.
     *
     * <p><b>Cancellation</b> Safe.
     *
     * <p><b>Errors</b> None.
     *
     * <p>Answers to {@code TaskTracker::wait}.
     *
     * @return the wait
     */
    @CheckReturnValue
    public Future<@Nullable Void> finished() {
        return new Finished(this);
    }

    /**
     * How much is tracked.
     *
     * <p>Answers to {@code TaskTracker::len}.
     *
     * @return the number of this moment
     */
    @CheckReturnValue
    public long size() {
        return volatileSnapshot().count();
    }

    /**
     * Whether nothing is tracked.
     *
     * @return true if so, whether or not the tracker is closed
     */
    @CheckReturnValue
    public boolean isEmpty() {
        return size() == 0;
    }

    /**
     * The count, and whether it is closed.
     *
     * @return as "TaskTracker[3, closed]"
     */
    @Override
    public String toString() {
        var seen = volatileSnapshot();
        return "TaskTracker[" + seen.count() + (seen.isClosed() ? ", closed]" : "]");
    }

    /**
     * Keeps a tracker from being empty until it is closed. Thread-safe.
     *
     * <p>Answers to {@code tokio_util::task::task_tracker::TaskTrackerToken}.
     */
    public static final class Token implements AutoCloseable {
        private static final VarHandle RELEASED;

        static {
            try {
                RELEASED =
                        MethodHandles.lookup()
                                .findVarHandle(Token.class, "released", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final TaskTracker tracker;

        @SuppressWarnings("unused") // accessed as RELEASED
        private volatile boolean released;

        private Token(TaskTracker tracker) {
            this.tracker = tracker;
        }

        /**
         * The tracker.
         *
         * @return the one that counts this token
         */
        @CheckReturnValue
        public TaskTracker tracker() {
            return tracker;
        }

        /** Ends what it stands for. Closing twice does nothing. */
        @Override
        public void close() {
            if (!(boolean) RELEASED.getAndSet(this, true)) {
                tracker.exit();
            }
        }

        @Override
        public String toString() {
            return "Token of " + tracker;
        }
    }

    /** A future that is counted until its end. */
    private static final class Tracked<T extends @Nullable Object> implements Future<T> {
        private final Future<T> inner;
        private final Token token;

        Tracked(Future<T> inner, Token token) {
            this.inner = inner;
            this.token = token;
        }

        @Override
        public Poll<T> poll(Context cx) {
            boolean pending = false;
            try {
                var answer = inner.poll(cx);
                pending = answer.isPending();
                return answer;
            } finally {
                if (!pending) {
                    token.close();
                }
            }
        }

        @Override
        public void cancel() {
            try {
                inner.cancel();
            } finally {
                token.close();
            }
        }

        @Override
        public Poll<@Nullable Void> pollCancel(Context cx) {
            boolean pending = false;
            try {
                var answer = inner.pollCancel(cx);
                pending = answer.isPending();
                return answer;
            } finally {
                if (!pending) {
                    token.close();
                }
            }
        }

        @Override
        public String toString() {
            return "tracked " + inner;
        }
    }

    /** The wait for the end of all. */
    private static final class Finished extends Leaf<@Nullable Void> {
        private final TaskTracker tracker;
        private final Notify.Notified notified;

        Finished(TaskTracker tracker) {
            this.tracker = tracker;
            this.notified = tracker.finished.notified();
        }

        @Override
        public Poll<@Nullable Void> poll(Context cx) {
            checkLive();
            // The word is read after `notified` was made, and notified after it was written.
            if (tracker.volatileSnapshot().isFinished()) {
                notified.cancel();
                return ready(null);
            }
            if (notified.poll(cx).isReady()) {
                return ready(null);
            }
            stage = Stage.WAITING;
            return Poll.pending();
        }

        @Override
        void leave() {
            notified.cancel();
        }

        @Override
        public String toString() {
            return "finished()";
        }
    }
}
