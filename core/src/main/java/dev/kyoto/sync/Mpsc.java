package dev.kyoto.sync;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.util.LeakGuard;
import java.lang.ref.Reference;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A channel from many senders to one receiver.
 *
 * <p>Bounded, it makes senders wait while it is full, first come, first served; unbounded, it takes
 * whatever is sent, for as long as there is memory. Messages of one sender arrive in the order they
 * were sent. Messages are not null.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var channel = Mpsc.<String>bounded(100);
 * spawn(() -> {
 *     try (var sender = channel.sender()) {
 *         for (var line = read(); line != null; line = read()) {
 *             sender.send(line).await();
 *         }
 *     }
 * }).detach();
 * var receiver = channel.receiver();
 * for (var line = receiver.recv().await(); line != null; line = receiver.recv().await()) {
 *     handle(line);
 * }
 * }
 *
 * <p>A sender is thread-safe and may be shared by tasks; {@code fork()} makes another one that is
 * counted and closed on its own. The channel closes when all its senders are closed. A sender that
 * becomes unreachable without being closed is closed by the garbage collector and reported as a
 * leak by the logger {@code dev.kyoto.leaks}; run with {@code -Dkyoto.leaks=track} to see where it
 * was created. A receiver that becomes unreachable is closed without a report.
 *
 * <p>Answers to {@code tokio::sync::mpsc}.
 */
public final class Mpsc {
    private Mpsc() {}

    /**
     * Creates a channel that holds up to a number of messages.
     *
     * <p>Answers to {@code mpsc::channel}.
     *
     * @param capacity how many messages, 1 to {@code Integer.MAX_VALUE - 1}
     * @param <T> the type of the messages
     * @return its two ends
     * @throws IllegalArgumentException if the capacity is out of range
     */
    public static <T> Bounded<T> bounded(int capacity) {
        if (capacity < 1 || capacity == MpscCore.UNBOUNDED) {
            throw new IllegalArgumentException(
                    "the capacity of a channel must be 1 to %d, but was %d; use unbounded() for one"
                                    .formatted(MpscCore.UNBOUNDED - 1, capacity)
                            + " without a limit");
        }
        var core = new MpscCore<T>(capacity);
        return new Bounded<>(new Sender<>(core), new Receiver<>(core));
    }

    /**
     * Creates a channel without a limit. If messages come faster than they are received for long,
     * it ends in {@link OutOfMemoryError}: prefer {@link #bounded}.
     *
     * <p>Answers to {@code mpsc::unbounded_channel}.
     *
     * @param <T> the type of the messages
     * @return its two ends
     */
    public static <T> Unbounded<T> unbounded() {
        var core = new MpscCore<T>(MpscCore.UNBOUNDED);
        return new Unbounded<>(new UnboundedSender<>(core), new Receiver<>(core));
    }

    /**
     * The two ends of a new bounded channel.
     *
     * @param sender the first sender
     * @param receiver the receiver
     * @param <T> the type of the messages
     */
    public record Bounded<T>(Sender<T> sender, Receiver<T> receiver) {}

    /**
     * The two ends of a new unbounded channel.
     *
     * @param sender the first sender
     * @param receiver the receiver
     * @param <T> the type of the messages
     */
    public record Unbounded<T>(UnboundedSender<T> sender, Receiver<T> receiver) {}

    /**
     * A sender of a bounded channel. Thread-safe; to be closed.
     *
     * <p>Answers to {@code mpsc::Sender}.
     *
     * @param <T> the type of the messages
     */
    public static final class Sender<T> extends MpscBoundedHandle<T> {
        private Sender(MpscCore<T> core) {
            super(core);
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
            return new Sender<>(shareCore());
        }

        /**
         * Sends a message; waits while the channel is full.
         *
         * <p><b>Cancellation</b> Safe: if the future is cancelled the message was not sent and is
         * still the caller's. What is lost is the place in the queue of senders.
         *
         * <p><b>Errors</b> {@link ClosedException} if the receiver, or this sender, is closed
         * before there was a free slot.
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
         * @return the wait
         */
        @CheckReturnValue
        public Future<@Nullable Void> send(T message) {
            return new MpscSend<>(this, Objects.requireNonNull(message, "message"));
        }

        /**
         * Sends a message if there is a free slot now and nobody waits for it.
         *
         * <p>Answers to {@code Sender::try_send}.
         *
         * @param message the message; unless sent it is still the caller's
         * @return what came of it
         */
        @CheckReturnValue
        public SendResult trySend(T message) {
            Objects.requireNonNull(message, "message");
            try {
                return switch (tryTake(1)) {
                    case TAKEN -> {
                        core.push(message);
                        yield SendResult.SENT;
                    }
                    case TOO_FEW -> SendResult.FULL;
                    case CLOSED -> SendResult.CLOSED;
                };
            } finally {
                Reference.reachabilityFence(this);
            }
        }

        /**
         * Whether another sender belongs to the same channel.
         *
         * <p>Answers to {@code Sender::same_channel}.
         *
         * @param other the other sender
         * @return true if messages of both reach the same receiver
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
            return "Mpsc.Sender[capacity=%d/%d]".formatted(capacity(), maxCapacity());
        }
    }

    /**
     * Reserved slots of a bounded channel: sending into them neither waits nor fails, even after
     * the receiver was closed, which receives what comes from permits before it sees the end.
     *
     * <p>It belongs to one task at a time; it is not thread-safe. Close it to give back what was
     * not used: until then the receiver waits for it.
     *
     * <p>Answers to {@code mpsc::Permit}, {@code OwnedPermit} and {@code PermitIterator}.
     *
     * @param <T> the type of the messages
     */
    public static final class Permit<T> implements AutoCloseable {
        private final MpscHandle<T> sender;
        private int left;

        Permit(MpscHandle<T> sender, int slots) {
            this.sender = sender;
            this.left = slots;
        }

        /**
         * Sends a message into one of the slots, without waiting.
         *
         * <p>Answers to {@code Permit::send}.
         *
         * @param message the message
         * @throws IllegalStateException if no slot is left, or this permit was closed
         */
        public void send(T message) {
            Objects.requireNonNull(message, "message");
            if (left == 0) {
                throw new IllegalStateException(
                        "this permit has no slot left, or was closed; reserve one for each message");
            }
            left--;
            sender.core.push(message);
        }

        /**
         * How many messages can still be sent.
         *
         * @return the number of slots left; 0 after {@link #close()}
         */
        public int remaining() {
            return left;
        }

        /**
         * Whether another permit is of the same channel.
         *
         * <p>Answers to {@code OwnedPermit::same_channel}.
         *
         * @param other the other permit
         * @return true if messages of both reach the same receiver
         */
        public boolean sameChannel(Permit<?> other) {
            return sender.core == other.sender.core;
        }

        /**
         * Whether a sender is of the same channel.
         *
         * <p>Answers to {@code OwnedPermit::same_channel_as_sender}.
         *
         * @param other the sender
         * @return true if messages of both reach the same receiver
         */
        public boolean sameChannel(Sender<?> other) {
            return sender.core == other.core;
        }

        /**
         * Gives the unused slots back; closing twice does nothing the second time.
         *
         * <p>Answers to {@code OwnedPermit::release}, and to dropping a permit.
         */
        @Override
        public void close() {
            int unused = left;
            left = 0;
            sender.core.giveBack(unused);
        }

        @Override
        public String toString() {
            return "Mpsc.Permit[%d]".formatted(left);
        }
    }

    /**
     * A handle of a bounded channel that does not keep it open. Thread-safe.
     *
     * <p>Answers to {@code mpsc::WeakSender}.
     *
     * @param <T> the type of the messages
     */
    public static final class WeakSender<T> extends WeakHandle {
        private final MpscCore<T> core;

        private WeakSender(MpscCore<T> core) {
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
     * A sender of an unbounded channel. Thread-safe; to be closed.
     *
     * <p>Answers to {@code mpsc::UnboundedSender}.
     *
     * @param <T> the type of the messages
     */
    public static final class UnboundedSender<T> extends MpscHandle<T> {
        private UnboundedSender(MpscCore<T> core) {
            super(core);
        }

        /**
         * Makes another sender of the same channel, to be closed on its own.
         *
         * <p>Answers to {@code UnboundedSender::clone}.
         *
         * @return the new sender
         * @throws ClosedException if this sender is closed
         */
        @CheckReturnValue
        public UnboundedSender<T> fork() {
            return new UnboundedSender<>(shareCore());
        }

        /**
         * Sends a message, without waiting.
         *
         * <p>Answers to {@code UnboundedSender::send}.
         *
         * @param message the message; unless sent it is still the caller's
         * @return {@link SendResult#SENT} or {@link SendResult#CLOSED}
         */
        @CheckReturnValue
        public SendResult send(T message) {
            Objects.requireNonNull(message, "message");
            try {
                return !isHandleClosed() && core.push(message)
                        ? SendResult.SENT
                        : SendResult.CLOSED;
            } finally {
                Reference.reachabilityFence(this);
            }
        }

        /**
         * Whether another sender belongs to the same channel.
         *
         * <p>Answers to {@code UnboundedSender::same_channel}.
         *
         * @param other the other sender
         * @return true if messages of both reach the same receiver
         */
        public boolean sameChannel(UnboundedSender<?> other) {
            return core == other.core;
        }

        /**
         * Makes a handle that does not keep the channel open.
         *
         * <p>Answers to {@code UnboundedSender::downgrade}.
         *
         * @return the handle
         */
        @CheckReturnValue
        public WeakUnboundedSender<T> downgrade() {
            return new WeakUnboundedSender<>(core);
        }

        @Override
        public String toString() {
            return "Mpsc.UnboundedSender";
        }
    }

    /**
     * A handle of an unbounded channel that does not keep it open. Thread-safe.
     *
     * <p>Answers to {@code mpsc::WeakUnboundedSender}.
     *
     * @param <T> the type of the messages
     */
    public static final class WeakUnboundedSender<T> extends WeakHandle {
        private final MpscCore<T> core;

        private WeakUnboundedSender(MpscCore<T> core) {
            super(core.senders);
            this.core = core;
        }

        /**
         * Makes a sender, if any is still open.
         *
         * <p>Answers to {@code WeakUnboundedSender::upgrade}.
         *
         * @return a new sender, to be closed; null if all senders are closed
         */
        @CheckReturnValue
        public @Nullable UnboundedSender<T> upgrade() {
            return core.senders.add() ? new UnboundedSender<>(core) : null;
        }
    }

    /**
     * The receiver of a channel. It belongs to one task at a time: a second one that receives while
     * the first waits gets {@link IllegalStateException}. The methods that only look may be called
     * from anywhere.
     *
     * <p>Answers to {@code mpsc::Receiver} and {@code UnboundedReceiver}.
     *
     * @param <T> the type of the messages
     */
    public static final class Receiver<T> extends MpscReceiverView<T> implements AutoCloseable {
        final MpscConsumer<T> consumer;
        private final LeakGuard guard;

        private Receiver(MpscCore<T> core) {
            super(core);
            this.consumer = new MpscConsumer<>(core);
            this.guard = new ReceiverGuard(this, core);
            core.receiverGuard = guard;
        }

        /** The channel of a forgotten receiver is closed without a report. */
        private static final class ReceiverGuard extends LeakGuard {
            private final MpscCore<?> core;

            ReceiverGuard(Receiver<?> receiver, MpscCore<?> core) {
                super(receiver, null);
                this.core = core;
            }

            @Override
            protected boolean end() {
                return core.close();
            }

            @Override
            protected @Nullable String name() {
                return null;
            }
        }

        /**
         * Receives the next message.
         *
         * <p><b>Cancellation</b> Safe: no message is lost.
         *
         * <p><b>Errors</b> {@link IllegalStateException} if another task is receiving.
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
         * @return the wait; its value is null once the channel is closed and drained
         */
        @CheckReturnValue
        public Future<@Nullable T> recv() {
            return new MpscRecv<>(this, consumer);
        }

        /**
         * Waits for a message and receives all that are there, up to a limit.
         *
         * <p><b>Cancellation</b> Safe: messages are only moved by the poll that ends the wait.
         *
         * <p><b>Errors</b> {@link IllegalStateException} if another task is receiving; and what the
         * buffer throws, in which case the message it refused stays in the channel.
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
         *     drained
         * @throws IllegalArgumentException if the limit is below 1
         */
        @CheckReturnValue
        public Future<Integer> recvMany(Collection<? super T> buffer, int limit) {
            return new MpscRecvMany<>(
                    this, Objects.requireNonNull(buffer, "buffer"), requireLimit(limit));
        }

        /**
         * Receives a message if one is there now.
         *
         * <p>Answers to {@code Receiver::try_recv}.
         *
         * @return the message, or that none is there now, or that none will come
         * @throws IllegalStateException if another task is receiving at this moment
         */
        @CheckReturnValue
        public TryRecv<T> tryRecv() {
            return consumer.tryRecv();
        }

        /**
         * The form of {@link #recv()} for futures of one's own.
         *
         * <p>Answers to {@code Receiver::poll_recv}.
         *
         * @param cx the waker to keep and the budget to honour
         * @return the message, null once the channel is closed and drained, or Pending
         * @throws IllegalStateException if another task is receiving
         */
        public Poll<@Nullable T> pollRecv(Context cx) {
            return consumer.poll(cx, null);
        }

        /**
         * The form of {@link #recvMany} for futures of one's own.
         *
         * <p>Answers to {@code Receiver::poll_recv_many}.
         *
         * @param cx the waker to keep and the budget to honour
         * @param buffer where messages are added, in order
         * @param limit how many at most, 1 or more
         * @return the number of messages, 0 once the channel is closed and drained, or Pending
         * @throws IllegalArgumentException if the limit is below 1
         * @throws IllegalStateException if another task is receiving
         */
        public Poll<Integer> pollRecvMany(Context cx, Collection<? super T> buffer, int limit) {
            return consumer.pollMany(cx, buffer, requireLimit(limit), null);
        }

        /**
         * Refuses further messages. What is in the channel can still be received, and so can what
         * holders of a {@link Permit} send; then {@link #recv()} gives null.
         *
         * <p>Idempotent. Answers to {@code Receiver::close}.
         */
        @Override
        public void close() {
            guard.clear(); // to close twice does nothing, so it needs no state of its own
            core.close();
        }

        private static int requireLimit(int limit) {
            if (limit < 1) {
                throw new IllegalArgumentException(
                        "the limit of messages must be 1 or more, but was " + limit);
            }
            return limit;
        }

        @Override
        public String toString() {
            return "Mpsc.Receiver[len=%d]".formatted(len());
        }
    }
}
