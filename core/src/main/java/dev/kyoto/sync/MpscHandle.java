package dev.kyoto.sync;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import dev.kyoto.internal.util.LeakGuard;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What bounded and unbounded senders have in common: being counted.
 *
 * <p>A handle is open from its creation until {@link #close()}, or until it is unreachable; while
 * one is open the channel is. Futures and permits of a sender refer to it, so it does not count as
 * forgotten while one of them is in use.
 */
abstract class MpscHandle<T> implements AutoCloseable {
    private static final VarHandle CLOSED;

    static {
        try {
            CLOSED =
                    MethodHandles.lookup().findVarHandle(MpscHandle.class, "closed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final MpscCore<T> core;
    private final LeakGuard guard;

    /** Whether {@link #close} was called. Asked by every send, so it is here and not in the guard. */
    @SuppressWarnings("FieldMayBeFinal") // written through CLOSED
    private volatile boolean closed;

    /** Takes over one count of the core's senders. */
    MpscHandle(MpscCore<T> core) {
        this.core = core;
        this.guard = LeakGuard.kept(new SenderGuard(this, core), this);
    }

    private static final class SenderGuard extends LeakGuard {
        private final MpscCore<?> core;

        SenderGuard(MpscHandle<?> sender, MpscCore<?> core) {
            super(sender, site());
            this.core = core;
        }

        @Override
        protected boolean end() {
            return core.senderGone();
        }

        @Override
        protected String name() {
            return core.isBounded() ? "an Mpsc.Sender" : "an Mpsc.UnboundedSender";
        }
    }

    /** Whether this handle itself was closed. */
    final boolean isHandleClosed() {
        return closed;
    }

    /** Counts one more sender, or fails. */
    final MpscCore<T> shareCore() {
        if (isHandleClosed() || !core.senders.add()) {
            throw new ClosedException(
                    "this sender was closed and cannot make another; fork() before close()");
        }
        return core;
    }

    /** Says why nothing can be sent. */
    final String whyClosed() {
        return isHandleClosed()
                ? "this sender was closed; the message was not sent and is still the caller's"
                : "the receiver of this mpsc channel is closed; the message was not sent and is"
                        + " still the caller's";
    }

    /**
     * Waits until the receiver is closed. Use it to stop work nobody wants the result of.
     *
     * <p><b>Cancellation</b> Safe: nothing is lost.
     *
     * <p><b>Errors</b> None.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * spawn(() -> {
     *     sender.closed().await();
     *     subscription.close();
     * }).detach();
     * }
     *
     * <p>Answers to {@code Sender::closed}.
     *
     * @return the wait
     */
    @CheckReturnValue
    public final Future<@Nullable Void> closed() {
        return core.closed(this);
    }

    /**
     * Whether nothing can be sent any more: the receiver, or this sender, is closed.
     *
     * <p>Answers to {@code Sender::is_closed}.
     *
     * @return true once closed; never false again
     */
    public final boolean isClosed() {
        return isHandleClosed() || core.isClosed();
    }

    /**
     * How many senders of the channel are open.
     *
     * <p>Answers to {@code Sender::strong_count}.
     *
     * @return the number; a snapshot
     */
    public final int strongCount() {
        return core.senders.strong();
    }

    /**
     * How many weak senders of the channel are open.
     *
     * <p>Answers to {@code Sender::weak_count}.
     *
     * @return the number; a snapshot
     */
    public final int weakCount() {
        return core.senders.weak();
    }

    /**
     * Closes this sender. When the last one of a channel is closed the channel is: the receiver
     * takes what was sent and then sees the end. A send that still waits on the last sender fails.
     *
     * <p>Idempotent. Messages that were sent are not touched.
     */
    @Override
    public final void close() {
        // The guard's atomic step, which every close() takes, is what makes it visible at once.
        CLOSED.setRelease(this, true);
        guard.close();
    }
}
