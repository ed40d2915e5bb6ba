package dev.kyoto.signal;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import dev.kyoto.internal.util.LeakGuard;
import dev.kyoto.stream.AsyncStream;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A listener for one kind of signal; made by {@link Signals#listen}.
 *
 * <p>It sees the signals that come after it was made. Several that come between two calls of {@link
 * #recv} count as one, as they do in the system itself; none is lost. It serves one task at a time;
 * {@link #close} is for anybody. As a stream it ends when it is closed.
 *
 * <p>Answers to {@code tokio::signal::unix::Signal} and {@code tokio_stream::wrappers::SignalStream}.
 */
@CheckReturnValue
public final class Signal implements AsyncStream<SignalKind>, AutoCloseable {
    private final SignalKind kind;
    private final SignalSource.Listener listener;
    private final LeakGuard guard;

    Signal(SignalKind kind, SignalSource source) {
        this.kind = kind;
        this.listener = source.listen();
        // It holds no descriptor: one that is forgotten is just taken off the list.
        this.guard = LeakGuard.watchQuietly(this, closeOf(listener));
    }

    private static BooleanSupplier closeOf(SignalSource.Listener listener) {
        return () -> {
            listener.close();
            return false;
        };
    }

    /**
     * What it listens for.
     *
     * @return the kind
     */
    public SignalKind kind() {
        return kind;
    }

    /**
     * Waits until the signal has come since the call before, or since this was made.
     *
     * <p><b>Cancellation</b> Safe: a signal that was not told is told by the next call.
     *
     * <p><b>Errors</b> None.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var hangups = Signals.listen(SignalKind.hangup())) {
     *     while (hangups.recv().await() != null) {
     *         readSettings();
     *     }
     * }
     * }
     *
     * <p>Answers to {@code Signal::recv}.
     *
     * @return the kind, or null once this is closed
     */
    public Future<@Nullable SignalKind> recv() {
        return new Recv(this);
    }

    @Override
    public Future<@Nullable SignalKind> next() {
        return recv();
    }

    /**
     * The poll behind {@link #recv}.
     *
     * <p>Answers to {@code Signal::poll_recv}.
     *
     * @param cx the waker to keep and the budget to honour
     * @return the kind, null once this is closed, or Pending
     */
    @Override
    public Poll<@Nullable SignalKind> pollNext(Context cx) {
        if (!cx.proceed()) {
            return Poll.pending();
        }
        listener.waker.register(cx.waker());
        if (listener.isClosed()) {
            return Poll.ready(null);
        }
        if (listener.take()) {
            return Poll.ready(kind);
        }
        cx.restore();
        return Poll.pending();
    }

    /** Stops listening, as {@link #close}. */
    @Override
    public void cancel() {
        close();
    }

    /**
     * Stops listening; a task that waits is told. The signal has no effect on the program all the
     * same: see {@link Signals}. Idempotent.
     */
    @Override
    public void close() {
        guard.close();
    }

    @Override
    public String toString() {
        return (listener.isClosed() ? "closed listener for " : "listener for ") + kind;
    }

    private static final class Recv extends OneShotFuture<@Nullable SignalKind> {
        private final Signal signal;

        Recv(Signal signal) {
            this.signal = signal;
        }

        @Override
        protected Poll<@Nullable SignalKind> step(Context cx) {
            return signal.pollNext(cx);
        }

        /** The list of listeners is for ever: it must not keep a task that waits no more. */
        @Override
        protected void release() {
            var _ = signal.listener.waker.takeWaker();
        }

        @Override
        protected String name() {
            return "recv()";
        }
    }
}
