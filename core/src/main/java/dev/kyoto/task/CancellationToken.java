package dev.kyoto.task;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import dev.kyoto.internal.util.LeakGuard;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A signal to stop, given once, for any number of tasks.
 *
 * <p>Nothing is forced: a task that has work to end or to save looks at the token, waits for it in a
 * select, or runs a future under it. Tokens form a tree: a {@link #child()} is cancelled along with
 * its parent, but not the other way round. Thread-safe; compared by identity.
 *
 * <p>A child costs its parent nothing once it is cancelled or unreachable, so a server may make one
 * for each request.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var stop = new CancellationToken();
 * var server = spawn(() -> {
 *     while (stop.runUntilCancelled(listener.accept()).await() instanceof TcpStream accepted) {
 *         spawn(() -> serve(accepted)).detach();
 *     }
 * });
 * stop.cancel();
 * server.await();
 * }
 *
 * <p>Answers to {@code tokio_util::sync::CancellationToken}.
 */
public final class CancellationToken {
    private final TokenNode node;

    /** Takes the node out of its tree when this token is forgotten; a root is in no other's list. */
    private final @Nullable LeakGuard forgotten;

    /** Creates a token that is cancelled by nobody but its holders. */
    public CancellationToken() {
        node = new TokenNode();
        forgotten = null;
    }

    private CancellationToken(TokenNode child) {
        node = child;
        forgotten = child.isCancelled() ? null : LeakGuard.watchQuietly(this, releaseOf(child));
    }

    /** Static, since what is run when a token is forgotten must not reach it. */
    private static BooleanSupplier releaseOf(TokenNode node) {
        return () -> {
            node.release();
            return false;
        };
    }

    TokenNode node() {
        return node;
    }

    /**
     * Makes a token that is cancelled with this one, or by itself; at birth if this one is cancelled.
     *
     * <p>Answers to {@code CancellationToken::child_token}.
     *
     * @return the child
     */
    @CheckReturnValue
    public CancellationToken child() {
        return new CancellationToken(node.child());
    }

    /**
     * Cancels this token and all below it, for good. When this returns, all of them are cancelled
     * and whoever waits for them was woken. Calling it again does nothing.
     *
     * <p>Answers to {@code CancellationToken::cancel}.
     */
    public void cancel() {
        node.cancel();
        if (forgotten != null) {
            forgotten.disarm();
        }
    }

    /**
     * Whether this token was cancelled; one volatile read.
     *
     * <p>Answers to {@code CancellationToken::is_cancelled}.
     *
     * @return true from {@link #cancel()} on
     */
    @CheckReturnValue
    public boolean isCancelled() {
        return node.isCancelled();
    }

    /**
     * Waits until this token is cancelled; ready at once if it is. Takes no unit of the cooperation
     * budget.
     *
     * <p><b>Cancellation</b> Safe.
     *
     * <p><b>Errors</b> None.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var stop = new CancellationToken();
     * switch (select(messages.recv(), stop.cancelled()).await()) {
     *     case OneOf2.First(var message) -> handle(message);
     *     case OneOf2.Second(var none) -> finish();
     * }
     * }
     *
     * <p>Answers to {@code CancellationToken::cancelled} and {@code cancelled_owned}.
     *
     * @return the wait
     */
    @CheckReturnValue
    public Future<@Nullable Void> cancelled() {
        return new CancelledFuture(this);
    }

    /**
     * Runs a future until it ends or this token is cancelled. Once it is, the future is cancelled and
     * its cleanup awaited.
     *
     * <p>If the token is cancelled before the first poll, the future is never polled. Afterwards the
     * future is polled first, so one that is done at the same time is not too late.
     *
     * <p><b>Cancellation</b> The future is cancelled along; what is lost is what its own cancellation
     * loses.
     *
     * <p><b>Errors</b> What the future throws, in its cleanup too.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var stop = new CancellationToken();
     * if (stop.runUntilCancelled(fetch(url)).await() instanceof Page page) {
     *     show(page);
     * }
     * }
     *
     * <p>Answers to {@code CancellationToken::run_until_cancelled} and {@code
     * run_until_cancelled_owned}.
     *
     * @param future the future
     * @param <T> its type
     * @return a future that owns the given one; its value is null if it was cancelled
     */
    @CheckReturnValue
    public <T extends @Nullable Object> Future<@Nullable T> runUntilCancelled(Future<T> future) {
        return new RunUntilCancelled<>(this, future);
    }

    /**
     * Makes a guard that cancels this token when it is closed.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var stop = new CancellationToken();
     * try (var guard = stop.cancelOnClose()) {
     *     spawn(stop.runUntilCancelled(fetch(url))).detach();
     *     work();
     * }
     * }
     *
     * <p>Answers to {@code CancellationToken::drop_guard} and {@code drop_guard_ref}.
     *
     * @return the guard; close it, best by try-with-resources
     */
    @CheckReturnValue
    public Guard cancelOnClose() {
        return new Guard(this);
    }

    @Override
    public String toString() {
        return isCancelled() ? "CancellationToken[cancelled]" : "CancellationToken[]";
    }

    /**
     * Cancels a token when it is closed, unless it was disarmed. Thread-safe.
     *
     * <p>Answers to {@code tokio_util::sync::DropGuard} and {@code DropGuardRef}.
     */
    public static final class Guard implements AutoCloseable {
        private final CancellationToken token;
        private volatile boolean disarmed;

        private Guard(CancellationToken token) {
            this.token = token;
        }

        /**
         * The token.
         *
         * @return the one that is cancelled
         */
        @CheckReturnValue
        public CancellationToken token() {
            return token;
        }

        /**
         * Makes closing do nothing.
         *
         * @return the token
         */
        public CancellationToken disarm() {
            disarmed = true;
            return token;
        }

        /** Cancels the token, unless the guard was disarmed. */
        @Override
        public void close() {
            if (!disarmed) {
                token.cancel();
            }
        }

        @Override
        public String toString() {
            return (disarmed ? "disarmed Guard of " : "Guard of ") + token;
        }
    }
}
