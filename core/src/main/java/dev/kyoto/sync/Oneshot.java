package dev.kyoto.sync;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.util.LeakGuard;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A channel for one value: a promise whose receiver can also say that it lost interest.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var reply = Oneshot.<String>channel();
 * requests.send(new Request("key", reply.sender())).await();
 * var value = reply.receiver().await();
 * }
 *
 * <p>Answers to {@code tokio::sync::oneshot}.
 */
public final class Oneshot {
    private Oneshot() {}

    /**
     * Creates a channel.
     *
     * <p>Answers to {@code oneshot::channel}.
     *
     * @param <T> the type of the value
     * @return its two ends
     */
    public static <T> Channel<T> channel() {
        var cell = new OneshotCell<T>();
        var sender = new Sender<>(cell);
        return new Channel<>(sender, new Receiver<>(cell, sender));
    }

    /**
     * The two ends of a new channel.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * if (Oneshot.<String>channel() instanceof Oneshot.Channel<String>(var sender, var receiver)) {
     *     spawn(() -> sender.send(compute().await()).orThrow()).detach();
     *     use(receiver.await());
     * }
     * }
     *
     * @param sender the end that sends
     * @param receiver the end that receives
     * @param <T> the type of the value
     */
    public record Channel<T>(Sender<T> sender, Receiver<T> receiver) {}

    /**
     * The end that sends, once.
     *
     * <p>Close it if it is let go of without sending. One that becomes unreachable while the
     * receiver waits is closed by the garbage collector and reported as a leak. Thread-safe; of
     * several that send, one succeeds.
     *
     * <p>Answers to {@code oneshot::Sender}.
     *
     * @param <T> the type of the value
     */
    public static final class Sender<T> implements AutoCloseable {
        private final OneshotCell<T> cell;
        private final @Nullable Throwable site = LeakGuard.site();

        private Sender(OneshotCell<T> cell) {
            this.cell = cell;
        }

        /**
         * Sends the value, without waiting.
         *
         * <p>Answers to {@code oneshot::Sender::send}.
         *
         * @param value the value
         * @return {@link SendResult#SENT}; or {@link SendResult#CLOSED} if the receiver is gone, in
         *     which case the value is still the caller's
         * @throws IllegalStateException if this sender has sent or was closed before
         */
        @CheckReturnValue
        public SendResult send(T value) {
            if (cell.send(Objects.requireNonNull(value, "value"))) {
                return SendResult.SENT;
            }
            if (cell.isReceiverGone()) {
                return SendResult.CLOSED;
            }
            throw new IllegalStateException(
                    "this oneshot sender has sent its value or was closed; make a new channel for"
                            + " each value");
        }

        /**
         * Waits until a value would not be taken any more: the receiver was closed or cancelled, or
         * this sender has sent or was closed. Use it to stop work nobody wants the result of.
         *
         * <p><b>Cancellation</b> Safe: nothing is lost.
         *
         * <p><b>Errors</b> None.
         *
         * <p><b>Example</b>
         *
         * {@snippet :
         * switch (select(sender.closed(), compute()).biased().await()) {
         *     case OneOf2.First(var gone) -> {}
         *     case OneOf2.Second(var result) -> sender.send(result).orThrow();
         * }
         * }
         *
         * <p>Answers to {@code oneshot::Sender::closed} and {@code poll_closed}.
         *
         * @return the wait
         */
        @CheckReturnValue
        public Future<@Nullable Void> closed() {
            return cell.closed(this);
        }

        /**
         * Whether the receiver was closed or cancelled before a value came.
         *
         * <p>Answers to {@code oneshot::Sender::is_closed}.
         *
         * @return true if a send is pointless
         */
        public boolean isClosed() {
            return cell.isReceiverGone();
        }

        /** Gives up sending; does nothing after a send or an earlier close. */
        @Override
        public void close() {
            cell.senderGone();
        }

        @Override
        public String toString() {
            return "Oneshot.Sender";
        }
    }

    /**
     * The end that receives: a future of the value.
     *
     * <p><b>Cancellation</b> To cancel it is to be gone: the sender sees it closed, and a value
     * that was sent but not received is let go. A select that must not cancel it is given {@code
     * keep(receiver)}.
     *
     * <p><b>Errors</b> {@link ClosedException} if the sender was closed without sending, or this
     * end was closed before a value came.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var answer = receiver.await();
     * }
     *
     * <p>It belongs to one task at a time. Answers to {@code oneshot::Receiver}.
     *
     * @param <T> the type of the value
     */
    public static final class Receiver<T> extends LeafFuture<T> implements AutoCloseable {
        private final OneshotCell<T> cell;

        /** Held until the first wait, which has it watched and lets go of it. */
        private @Nullable Sender<T> sender;

        /**
         * Watches the sender while this end waits. A sender nobody waits for is not worth it, so it
         * is enough that this end keeps the guard.
         */
        private @Nullable LeakGuard senderGuard;

        Receiver(OneshotCell<T> cell, @Nullable Sender<T> sender) {
            this.cell = cell;
            this.sender = sender;
        }

        @Override
        public Poll<T> poll(Context cx) {
            checkLive();
            if (!cx.proceed()) {
                return Poll.pending();
            }
            if (!cell.isClosed()) {
                cell.keepWaker(cx.waker());
                watchSender();
                if (!cell.isClosed()) {
                    stage = WAITING;
                    cx.restore();
                    return Poll.pending();
                }
            }
            return switch (take()) {
                case TryRecv.Received<T>(T value) -> ready(value);
                case TryRecv.Closed<T>() ->
                        throw failed(
                                "the oneshot channel was closed without a value; its sender must"
                                        + " send before it is closed");
                case TryRecv.Empty<T>() ->
                        throw new AssertionError("a oneshot that has ended cannot be empty");
            };
        }

        /**
         * Takes the value if it is there now. Once it is, this future has ended.
         *
         * <p>Answers to {@code oneshot::Receiver::try_recv}.
         *
         * @return the value, or that it is still to come, or that it will not come
         */
        @CheckReturnValue
        public TryRecv<T> tryRecv() {
            if (stage > WAITING) {
                return TryRecv.closed();
            }
            var taken = take();
            if (taken instanceof TryRecv.Received<T>) {
                stage = READY;
            }
            return taken;
        }

        private TryRecv<T> take() {
            var taken = cell.take();
            if (!(taken instanceof TryRecv.Empty<T>)) {
                unwatchSender();
            }
            return taken;
        }

        /**
         * Refuses a value that was not sent yet, and tells the sender. A value that was sent can
         * still be received.
         *
         * <p>Answers to {@code oneshot::Receiver::close}.
         */
        @Override
        public void close() {
            cell.receiverGone();
            unwatchSender();
        }

        @Override
        public void cancel() {
            if (stage <= WAITING) {
                stage = CANCELLED;
                close();
                cell.take();
                cell.keepWaker(null);
            }
        }

        /**
         * Whether this end will never give a value any more: it gave it, or failed, or was
         * cancelled.
         *
         * <p>Answers to {@code oneshot::Receiver::is_terminated}.
         *
         * @return true if a poll would be a bug
         */
        public boolean isTerminated() {
            return stage > WAITING;
        }

        /**
         * Whether no value is there now.
         *
         * <p>Answers to {@code oneshot::Receiver::is_empty}.
         *
         * @return false if {@link #tryRecv()} would give a value
         */
        public boolean isEmpty() {
            return !cell.hasValue();
        }

        private void watchSender() {
            var watched = sender;
            if (watched != null) {
                sender = null;
                senderGuard =
                        LeakGuard.watchWhileKept(
                                watched, () -> "a Oneshot.Sender", watched.site, cell::senderGone);
            }
        }

        private void unwatchSender() {
            sender = null;
            var guard = senderGuard;
            if (guard != null) {
                senderGuard = null;
                guard.disarm();
            }
        }

        @Override
        public String toString() {
            return "Oneshot.Receiver";
        }
    }
}
