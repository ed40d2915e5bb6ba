package dev.kyoto.sync;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import dev.kyoto.internal.util.LeakGuard;
import java.lang.ref.Reference;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A channel from many senders to many receivers: each message goes to exactly one of them.
 *
 * <p>It spreads work over workers. Bounded, it makes senders wait while it is full; unbounded, it
 * takes whatever is sent, for as long as there is memory. Senders and receivers that wait are
 * served in the order of their first polls. Messages are taken out in the order they were sent.
 * Messages are not null.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var jobs = Mpmc.<String>bounded(100);
 * for (int i = 0; i < 4; i++) {
 *     var receiver = jobs.receiver().fork();
 *     spawn(() -> {
 *         try (receiver) {
 *             for (var job = receiver.recv().await(); job != null; job = receiver.recv().await()) {
 *                 handle(job);
 *             }
 *         }
 *     }).detach();
 * }
 * jobs.receiver().close();
 * try (var sender = jobs.sender()) {
 *     sender.send("job").await();
 * }
 * }
 *
 * <p>Both ends are thread-safe and may be shared by tasks; {@code fork()} makes another one that is
 * counted and closed on its own. The channel closes when all its senders are closed, or all its
 * receivers, or by {@code closeChannel()}. Then it takes no more messages, and those that are in it
 * can still be received.
 *
 * <p>A sender that becomes unreachable without being closed is closed by the garbage collector and
 * reported as a leak by the logger {@code dev.kyoto.leaks}; run with {@code -Dkyoto.leaks=track} to
 * see where it was created. A receiver that becomes unreachable is closed without a report.
 *
 * <p>Tokio has no such channel: it answers to {@code tokio::sync::mpsc} with a receiver that can be
 * cloned.
 */
public final class Mpmc {
    private Mpmc() {}

    /**
     * Creates a channel that holds up to a number of messages.
     *
     * @param capacity how many messages, 1 to {@code Integer.MAX_VALUE - 1}
     * @param <T> the type of the messages
     * @return its two ends
     * @throws IllegalArgumentException if the capacity is out of range
     */
    public static <T> Channel<T> bounded(int capacity) {
        if (capacity < 1 || capacity == MpmcCore.UNBOUNDED) {
            throw new IllegalArgumentException(
                    "the capacity of a channel must be 1 to %d, but was %d; use unbounded() for one"
                                    .formatted(MpmcCore.UNBOUNDED - 1, capacity)
                            + " without a limit");
        }
        return channel(new MpmcCore<>(capacity));
    }

    /**
     * Creates a channel without a limit. If messages come faster than they are received for long,
     * it ends in {@link OutOfMemoryError}: prefer {@link #bounded}.
     *
     * @param <T> the type of the messages
     * @return its two ends
     */
    public static <T> Channel<T> unbounded() {
        return channel(new MpmcCore<>(MpmcCore.UNBOUNDED));
    }

    private static <T> Channel<T> channel(MpmcCore<T> core) {
        return new Channel<>(new Sender<>(core), new Receiver<>(core));
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
     * A sender. Thread-safe; to be closed.
     *
     * <p>Answers to {@code mpsc::Sender} and {@code UnboundedSender}.
     *
     * @param <T> the type of the messages
     */
    public static final class Sender<T> extends MpmcEnd<T> {
        private final LeakGuard guard;

        /** Takes over one count of the core's senders. */
        private Sender(MpmcCore<T> core) {
            super(core);
            this.guard =
                    LeakGuard.watch(
                            this, () -> "an Mpmc.Sender", LeakGuard.site(), core::senderGone);
        }

        @Override
        LeakGuard guard() {
            return guard;
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
            return new Sender<>(shareCore(core.senders, "sender"));
        }

        /**
         * Sends a message; waits while the channel is full, first come, first served.
         *
         * <p><b>Cancellation</b> Safe: if the future is cancelled the message was not sent and is
         * still the caller's. What is lost is the place in the queue of senders.
         *
         * <p><b>Errors</b> {@link ClosedException} if the channel, or this sender, is closed before
         * the message was taken.
         *
         * <p><b>Example</b>
         *
         * {@snippet :
         * sender.send("hello").await();
         * }
         *
         * <p>Answers to {@code Sender::send}.
         *
         * @param message the message
         * @return the wait; it has ended after the first poll if the channel is unbounded
         */
        @CheckReturnValue
        public Future<@Nullable Void> send(T message) {
            return new MpmcSend<>(this, Objects.requireNonNull(message, "message"));
        }

        /**
         * Sends a message if there is a free slot now and nobody waits for it.
         *
         * <p>Answers to {@code Sender::try_send} and {@code UnboundedSender::send}.
         *
         * @param message the message; unless sent it is still the caller's
         * @return what came of it
         */
        @CheckReturnValue
        public SendResult trySend(T message) {
            Objects.requireNonNull(message, "message");
            try {
                return isHandleClosed() ? SendResult.CLOSED : core.trySend(message);
            } finally {
                Reference.reachabilityFence(this);
            }
        }

        /**
         * Waits until the channel is closed: by hand, or because one side is gone. Use it to stop
         * work nobody wants the result of.
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
        public Future<@Nullable Void> closed() {
            return core.closed(this);
        }

        /**
         * Whether nothing can be sent any more: the channel, or this sender, is closed.
         *
         * <p>Answers to {@code Sender::is_closed}.
         *
         * @return true once closed; never false again
         */
        public boolean isClosed() {
            return isHandleClosed() || core.isClosed();
        }

        /**
         * How many senders of the channel are open; a snapshot.
         *
         * <p>Answers to {@code Sender::strong_count}.
         *
         * @return the number
         */
        public int strongCount() {
            return core.senders.strong();
        }

        /**
         * How many weak senders of the channel are open; a snapshot.
         *
         * <p>Answers to {@code Sender::weak_count}.
         *
         * @return the number
         */
        public int weakCount() {
            return core.senders.weak();
        }

        /**
         * Whether another sender belongs to the same channel.
         *
         * <p>Answers to {@code Sender::same_channel}.
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
         * <p>Answers to {@code Sender::downgrade}.
         *
         * @return the handle
         */
        @CheckReturnValue
        public WeakSender<T> downgrade() {
            return new WeakSender<>(core);
        }

        @Override
        public String toString() {
            return "Mpmc.Sender[%s]".formatted(core);
        }
    }

    /**
     * A handle that does not keep the channel open. Thread-safe.
     *
     * <p>Answers to {@code mpsc::WeakSender}.
     *
     * @param <T> the type of the messages
     */
    public static final class WeakSender<T> extends WeakHandle {
        private final MpmcCore<T> core;

        private WeakSender(MpmcCore<T> core) {
            super(core.senders);
            this.core = core;
        }

        /**
         * Makes a sender, if any is still open.
         *
         * <p>Answers to {@code WeakSender::upgrade}.
         *
         * @return a new sender, to be closed; null if all senders are closed
         */
        @CheckReturnValue
        public @Nullable Sender<T> upgrade() {
            return core.senders.add() ? new Sender<>(core) : null;
        }
    }

    /**
     * A receiver. Thread-safe: tasks may also share one, as each of its waits has a place in the
     * queue of its own.
     *
     * <p>A closed receiver takes nothing from an open channel. What is left in a closed one it
     * still can take, so that the last to close can see to what nobody will.
     *
     * <p>Answers to {@code mpsc::Receiver} and {@code UnboundedReceiver}.
     *
     * @param <T> the type of the messages
     */
    public static final class Receiver<T> extends MpmcEnd<T> {
        private final LeakGuard guard;

        /** Takes over one count of the core's receivers. */
        private Receiver(MpmcCore<T> core) {
            super(core);
            this.guard = LeakGuard.watchQuietly(this, core::receiverGone);
        }

        @Override
        LeakGuard guard() {
            return guard;
        }

        /** Whether this handle has nothing more to take although the channel may have. */
        boolean hasEnded() {
            return isHandleClosed() && !core.isClosed();
        }

        /**
         * Makes another receiver of the same channel, to be closed on its own.
         *
         * @return the new receiver
         * @throws ClosedException if this receiver is closed
         */
        @CheckReturnValue
        public Receiver<T> fork() {
            return new Receiver<>(shareCore(core.receivers, "receiver"));
        }

        /**
         * Receives the next message; receivers that wait are served first come, first served.
         *
         * <p>A wait that was woken has a message set aside for it, which no other receiver gets: it
         * is to be polled on, or cancelled.
         *
         * <p><b>Cancellation</b> Safe: a message that was set aside goes to the next. What is lost
         * is the place in the queue of receivers.
         *
         * <p><b>Errors</b> None.
         *
         * <p><b>Example</b>
         *
         * {@snippet :
         * for (var m = receiver.recv().await(); m != null; m = receiver.recv().await()) {
         *     handle(m);
         * }
         * }
         *
         * <p>Answers to {@code Receiver::recv}.
         *
         * @return the wait; its value is null once the channel is closed and drained, or this
         *     receiver is closed
         */
        @CheckReturnValue
        public Future<@Nullable T> recv() {
            return new MpmcRecv<>(this);
        }

        /**
         * Waits for a message and receives all that are there, up to a limit.
         *
         * <p><b>Cancellation</b> Safe: messages are only moved by the poll that ends the wait. What
         * is lost is the place in the queue of receivers.
         *
         * <p><b>Errors</b> What the buffer throws; the messages it refused go back to the front of
         * the channel.
         *
         * <p><b>Example</b>
         *
         * {@snippet :
         * var batch = new ArrayList<String>();
         * while (receiver.recvMany(batch, 100).await() > 0) {
         *     store(batch);
         *     batch.clear();
         * }
         * }
         *
         * <p>Answers to {@code Receiver::recv_many}.
         *
         * @param buffer where messages are added, in order
         * @param limit how many at most, 1 or more
         * @return the wait; its value is the number of messages, 0 once the channel is closed and
         *     drained, or this receiver is closed
         * @throws IllegalArgumentException if the limit is below 1
         */
        @CheckReturnValue
        public Future<Integer> recvMany(Collection<? super T> buffer, int limit) {
            if (limit < 1) {
                throw new IllegalArgumentException(
                        "the limit of messages must be 1 or more, but was " + limit);
            }
            return new MpmcRecvMany<>(this, Objects.requireNonNull(buffer, "buffer"), limit);
        }

        /**
         * Receives a message if one is there now that is not set aside for a receiver that waits.
         *
         * <p>Answers to {@code Receiver::try_recv}.
         *
         * @return the message, or that none is there now, or that none will come
         */
        @CheckReturnValue
        public TryRecv<T> tryRecv() {
            try {
                return hasEnded() ? TryRecv.closed() : core.tryRecv();
            } finally {
                Reference.reachabilityFence(this);
            }
        }

        /**
         * Whether the channel is closed: by hand, or because one side is gone.
         *
         * <p>Answers to {@code Receiver::is_closed}.
         *
         * @return true once closed, also while messages are left
         */
        public boolean isClosed() {
            return core.isClosed();
        }

        /**
         * How many senders are open; a snapshot.
         *
         * <p>Answers to {@code Receiver::sender_strong_count}.
         *
         * @return the number
         */
        public int senderStrongCount() {
            return core.senders.strong();
        }

        /**
         * How many weak senders are open; a snapshot.
         *
         * <p>Answers to {@code Receiver::sender_weak_count}.
         *
         * @return the number
         */
        public int senderWeakCount() {
            return core.senders.weak();
        }

        @Override
        public String toString() {
            return "Mpmc.Receiver[%s]".formatted(core);
        }
    }
}
