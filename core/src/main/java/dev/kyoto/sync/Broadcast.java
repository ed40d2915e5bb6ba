package dev.kyoto.sync;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import dev.kyoto.internal.util.LeakGuard;
import java.lang.ref.Reference;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A channel from many senders to many receivers, each of which sees every message sent after it was
 * made.
 *
 * <p>Sending never waits. The channel keeps a fixed number of the newest messages; a receiver that
 * is slower than that misses the oldest, and is told how many: it receives {@link Received.Lagged}
 * in their place and goes on with the oldest that is kept. A message is let go of when all
 * receivers have seen it. All receivers are given the same object: send immutable ones. Messages
 * are not null.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var news = Broadcast.<String>sender(16)) {
 *     var receiver = news.subscribe();
 *     spawn(() -> {
 *         while (true) {
 *             switch (receiver.recv().await()) {
 *                 case Broadcast.Received.Message(var headline) -> handle(headline);
 *                 case Broadcast.Received.Lagged(var missed) -> log("%d headlines missed", missed);
 *                 case Broadcast.Received.Closed() -> {
 *                     return;
 *                 }
 *             }
 *         }
 *     }).detach();
 *     news.send("rain at last");
 * }
 * }
 *
 * <p>A sender is thread-safe and may be shared by tasks; {@code fork()} makes another one that is
 * counted and closed on its own. The channel ends when all its senders are closed: receivers take
 * what was sent and then see the end. A sender that becomes unreachable without being closed is
 * closed by the garbage collector, and reported as a leak if anybody listens. A receiver that
 * becomes unreachable is closed without a report; until then messages are kept for it.
 *
 * <p>Answers to {@code tokio::sync::broadcast}.
 */
public final class Broadcast {
    private Broadcast() {}

    /**
     * Creates a channel with a sender and a receiver.
     *
     * <p>Answers to {@code broadcast::channel}.
     *
     * @param capacity how many messages are kept for slow receivers, 1 to 2<sup>30</sup>; rounded
     *     up to a power of two
     * @param <T> the type of the messages
     * @return its two ends
     * @throws IllegalArgumentException if the capacity is out of range
     */
    public static <T> Channel<T> channel(int capacity) {
        Sender<T> sender = sender(capacity);
        return new Channel<>(sender, sender.subscribe());
    }

    /**
     * Creates a channel that has no receiver yet.
     *
     * <p>Answers to {@code broadcast::Sender::new}.
     *
     * @param capacity how many messages are kept for slow receivers, 1 to 2<sup>30</sup>; rounded
     *     up to a power of two
     * @param <T> the type of the messages
     * @return its first sender, to {@link Sender#subscribe()} to
     * @throws IllegalArgumentException if the capacity is out of range
     */
    @CheckReturnValue
    public static <T> Sender<T> sender(int capacity) {
        if (capacity < 1 || capacity > BroadcastCore.MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "the capacity of a broadcast channel must be 1 to %d, but was %d"
                            .formatted(BroadcastCore.MAX_CAPACITY, capacity));
        }
        return new Sender<>(new BroadcastCore<>(capacity));
    }

    /**
     * The two ends of a new channel.
     *
     * @param sender the first sender
     * @param receiver the first receiver
     * @param <T> the type of the messages
     */
    public record Channel<T>(Sender<T> sender, Receiver<T> receiver) {}

    /**
     * What a receiver is given.
     *
     * <p>Answers to {@code Result<T, RecvError>} in Tokio.
     *
     * @param <T> the type of the messages
     */
    public sealed interface Received<T> {

        /**
         * The next message.
         *
         * @param value the message
         * @param <T> its type
         */
        record Message<T>(T value) implements Received<T> {}

        /**
         * The receiver was too slow: messages were overwritten before it took them. It goes on
         * with the oldest that is kept.
         *
         * @param missed how many, 1 or more
         * @param <T> the type of the messages
         */
        record Lagged<T>(long missed) implements Received<T> {}

        /**
         * All that was sent was received, and nothing will come: all senders, or this receiver, are
         * closed.
         *
         * @param <T> the type of the messages
         */
        record Closed<T>() implements Received<T> {
            private static final Closed<?> INSTANCE = new Closed<>();
        }

        /**
         * The end.
         *
         * @param <T> the type of the messages
         * @return a shared instance
         */
        @SuppressWarnings("unchecked") // it holds no value
        static <T> Received<T> closed() {
            return (Received<T>) Closed.INSTANCE;
        }
    }

    /**
     * A sender. Thread-safe; to be closed.
     *
     * <p>Answers to {@code broadcast::Sender}.
     *
     * @param <T> the type of the messages
     */
    public static final class Sender<T> implements AutoCloseable {
        private final BroadcastCore<T> core;
        private final LeakGuard guard;

        private Sender(BroadcastCore<T> core) {
            this.core = core;
            this.guard =
                    LeakGuard.watch(
                            this, () -> "a Broadcast.Sender", LeakGuard.site(), core::senderGone);
        }

        /**
         * Sends a message to all receivers there are now, without waiting. If the channel is full
         * the oldest message makes room.
         *
         * <p>That nobody listens is not an error: those who will {@link #subscribe()} later see
         * what is sent later.
         *
         * <p>Answers to {@code broadcast::Sender::send}.
         *
         * @param message the message
         * @return how many receivers will see it, unless they lag or close; 0 if there are none, in
         *     which case the message was not kept
         * @throws ClosedException if this sender is closed
         */
        public int send(T message) {
            Objects.requireNonNull(message, "message");
            try {
                int audience = guard.isClosed() ? BroadcastCore.ENDED : core.send(message);
                if (audience == BroadcastCore.ENDED) {
                    throw new ClosedException(
                            "this sender was closed; the message was not sent and is still the"
                                    + " caller's");
                }
                return audience;
            } finally {
                Reference.reachabilityFence(this);
            }
        }

        /**
         * Makes a receiver of all that is sent from now on.
         *
         * <p>Answers to {@code broadcast::Sender::subscribe}.
         *
         * @return the receiver, to be closed or forgotten
         */
        @CheckReturnValue
        public Receiver<T> subscribe() {
            return new Receiver<>(core.subscribe());
        }

        /**
         * Makes another sender of the same channel, to be closed on its own.
         *
         * <p>Answers to {@code Sender::clone}.
         *
         * @return the new sender
         * @throws ClosedException if this sender is closed
         */
        @CheckReturnValue
        public Sender<T> fork() {
            if (guard.isClosed() || !core.senders.add()) {
                throw new ClosedException(
                        "this sender was closed and cannot make another; fork() before close()");
            }
            return new Sender<>(core);
        }

        /**
         * Waits until there is no receiver. Others may subscribe afterwards. Use it to stop work
         * nobody wants the result of.
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
         * <p>Answers to {@code broadcast::Sender::closed}.
         *
         * @return the wait
         */
        @CheckReturnValue
        public Future<@Nullable Void> closed() {
            return core.closed(this);
        }

        /**
         * How many messages are kept, because some receiver has yet to see them; a snapshot.
         *
         * <p>Answers to {@code broadcast::Sender::len}.
         *
         * @return the number
         */
        public int len() {
            return core.unseen();
        }

        /**
         * Whether all receivers have seen all messages; a snapshot.
         *
         * <p>Answers to {@code broadcast::Sender::is_empty}.
         *
         * @return true if no message is kept
         */
        public boolean isEmpty() {
            return core.unseen() == 0;
        }

        /**
         * How many receivers there are.
         *
         * <p>Answers to {@code broadcast::Sender::receiver_count}.
         *
         * @return the number; a snapshot
         */
        public int receiverCount() {
            return core.receivers();
        }

        /**
         * How many senders of the channel are open.
         *
         * <p>Answers to {@code broadcast::Sender::strong_count}.
         *
         * @return the number; a snapshot
         */
        public int strongCount() {
            return core.senders.strong();
        }

        /**
         * How many weak senders of the channel are open.
         *
         * <p>Answers to {@code broadcast::Sender::weak_count}.
         *
         * @return the number; a snapshot
         */
        public int weakCount() {
            return core.senders.weak();
        }

        /**
         * Whether another sender belongs to the same channel.
         *
         * <p>Answers to {@code broadcast::Sender::same_channel}.
         *
         * @param other the other sender
         * @return true if messages of both reach the same receivers
         */
        public boolean sameChannel(Sender<?> other) {
            return core == other.core;
        }

        /**
         * Makes a handle that does not keep the channel open.
         *
         * <p>Answers to {@code broadcast::Sender::downgrade}.
         *
         * @return the handle
         */
        @CheckReturnValue
        public WeakSender<T> downgrade() {
            return new WeakSender<>(core);
        }

        /**
         * Closes this sender. When the last one of a channel is closed the channel ends: receivers
         * take what was sent and then see the end. Idempotent.
         */
        @Override
        public void close() {
            guard.close();
        }

        @Override
        public String toString() {
            return "Broadcast.Sender[receivers=%d]".formatted(receiverCount());
        }
    }

    /**
     * A handle that does not keep the channel open. Thread-safe.
     *
     * <p>Answers to {@code broadcast::WeakSender}.
     *
     * @param <T> the type of the messages
     */
    public static final class WeakSender<T> extends WeakHandle {
        private final BroadcastCore<T> core;

        private WeakSender(BroadcastCore<T> core) {
            super(core.senders);
            this.core = core;
        }

        /**
         * Makes a sender, if any is still open.
         *
         * <p>Answers to {@code broadcast::WeakSender::upgrade}.
         *
         * @return a new sender, to be closed; null if all senders are closed
         */
        @CheckReturnValue
        public @Nullable Sender<T> upgrade() {
            return core.senders.add() ? new Sender<>(core) : null;
        }
    }

    /**
     * A receiver of all that is sent after it was made. It belongs to one task at a time: a second
     * one that receives while the first waits gets {@link IllegalStateException}. The methods that
     * only look, and {@link #close()}, may be called from anywhere.
     *
     * <p>Answers to {@code broadcast::Receiver}.
     *
     * @param <T> the type of the messages
     */
    public static final class Receiver<T> implements AutoCloseable {
        final BroadcastCursor<T> cursor;
        private final LeakGuard guard;

        private Receiver(BroadcastCursor<T> cursor) {
            this.cursor = cursor;
            this.guard = LeakGuard.watchQuietly(this, () -> cursor.core.close(cursor));
        }

        /**
         * Receives the next message, or that some were missed, or the end.
         *
         * <p><b>Cancellation</b> Safe: no message is lost.
         *
         * <p><b>Errors</b> {@link IllegalStateException} if another task is receiving.
         *
         * <p><b>Example</b>
         *
         * {@snippet :
         * var headlines = news.subscribe();
         * if (headlines.recv().await() instanceof Broadcast.Received.Message(var headline)) {
         *     handle(headline);
         * }
         * }
         *
         * <p>Answers to {@code broadcast::Receiver::recv} and {@code blocking_recv}.
         *
         * @return the wait
         */
        @CheckReturnValue
        public Future<Received<T>> recv() {
            return new BroadcastRecv<>(this, cursor);
        }

        /**
         * Receives the next message if it is there now, or that some were missed, or the end.
         *
         * <p>Answers to {@code broadcast::Receiver::try_recv}.
         *
         * @return what was received; null if nothing is there now
         * @throws IllegalStateException if another task is receiving
         */
        @CheckReturnValue
        public @Nullable Received<T> tryRecv() {
            try {
                return cursor.tryRecv();
            } finally {
                Reference.reachabilityFence(this);
            }
        }

        /**
         * Makes another receiver, of what is sent from now on: it sees nothing of what this one has
         * yet to receive.
         *
         * <p>Answers to {@code broadcast::Receiver::resubscribe}.
         *
         * @return the new receiver
         */
        @CheckReturnValue
        public Receiver<T> resubscribe() {
            return new Receiver<>(cursor.core.subscribe());
        }

        /**
         * How many messages were sent that this receiver has not received; a snapshot. They are
         * more than the channel keeps if the receiver lags.
         *
         * <p>Answers to {@code broadcast::Receiver::len}.
         *
         * @return the number; 0 once this receiver is closed
         */
        public int len() {
            return (int) Math.min(cursor.length(), Integer.MAX_VALUE);
        }

        /**
         * Whether this receiver has received all that was sent; a snapshot.
         *
         * <p>Answers to {@code broadcast::Receiver::is_empty}.
         *
         * @return true if nothing is there now
         */
        public boolean isEmpty() {
            return cursor.length() == 0;
        }

        /**
         * Whether nothing more will be sent: all senders, or this receiver, are closed.
         *
         * <p>Answers to {@code broadcast::Receiver::is_closed}.
         *
         * @return true once closed, also while messages are left
         */
        public boolean isClosed() {
            return cursor.isClosed() || cursor.core.isEnded();
        }

        /**
         * How many senders are open; a snapshot.
         *
         * <p>Answers to {@code broadcast::Receiver::sender_strong_count}.
         *
         * @return the number
         */
        public int senderStrongCount() {
            return cursor.core.senders.strong();
        }

        /**
         * How many weak senders are open; a snapshot.
         *
         * <p>Answers to {@code broadcast::Receiver::sender_weak_count}.
         *
         * @return the number
         */
        public int senderWeakCount() {
            return cursor.core.senders.weak();
        }

        /**
         * Whether another receiver belongs to the same channel.
         *
         * <p>Answers to {@code broadcast::Receiver::same_channel}.
         *
         * @param other the other receiver
         * @return true if both receive what the same senders send
         */
        public boolean sameChannel(Receiver<?> other) {
            return cursor.core == other.cursor.core;
        }

        /**
         * Stops receiving: messages need not be kept for this receiver any more, and it receives
         * {@link Received.Closed} from now on, also if it waits already. Idempotent.
         */
        @Override
        public void close() {
            guard.close();
        }

        @Override
        public String toString() {
            return isClosed()
                    ? "Broadcast.Receiver[len=%d, closed]".formatted(len())
                    : "Broadcast.Receiver[len=%d]".formatted(len());
        }
    }
}
