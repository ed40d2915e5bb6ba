package dev.kyoto.sync;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import dev.kyoto.internal.util.LeakGuard;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A channel that keeps the newest value only: many receivers look at it, and wait until it changes.
 *
 * <p>It suits what is current or not worth knowing: a configuration, a state, a progress. A
 * receiver that is slow sees the newest value and nothing of those in between. All receivers are
 * given the same object: send immutable ones, and replace them instead of changing them. Values are
 * not null.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var channel = Watch.channel("starting");
 * var status = channel.receiver();
 * spawn(() -> {
 *     while (status.changed().await()) {
 *         show(status.borrow());
 *     }
 * }).detach();
 * try (var sender = channel.sender()) {
 *     sender.sendReplace("running");
 *     work();
 * }
 * }
 *
 * <p>A sender is thread-safe and may be shared by tasks; {@code fork()} makes another one that is
 * counted and closed on its own. When all senders are closed, receivers see the last value and then
 * the end. A sender that becomes unreachable without being closed is closed by the garbage
 * collector, and reported as a leak if there are receivers. A receiver that becomes unreachable is
 * closed without a report.
 *
 * <p>Answers to {@code tokio::sync::watch}.
 */
public final class Watch {
    private Watch() {}

    /**
     * Creates a channel with a sender and a receiver, which has seen the initial value.
     *
     * <p>Answers to {@code watch::channel}.
     *
     * @param initial the first value
     * @param <T> the type of the values
     * @return its two ends
     */
    public static <T> Channel<T> channel(T initial) {
        var sender = sender(initial);
        return new Channel<>(sender, sender.subscribe());
    }

    /**
     * Creates a channel that has no receiver yet.
     *
     * <p>Answers to {@code watch::Sender::new}.
     *
     * @param initial the first value
     * @param <T> the type of the values
     * @return its first sender, to {@link Sender#subscribe()} to
     */
    @CheckReturnValue
    public static <T> Sender<T> sender(T initial) {
        return new Sender<>(
                new WatchCore<>(Objects.requireNonNull(initial, "initial"), WatchCore.SHARDS));
    }

    /**
     * The two ends of a new channel.
     *
     * @param sender the first sender
     * @param receiver the first receiver
     * @param <T> the type of the values
     */
    public record Channel<T>(Sender<T> sender, Receiver<T> receiver) {}

    /**
     * A sender. Thread-safe; to be closed.
     *
     * <p>Answers to {@code watch::Sender}.
     *
     * @param <T> the type of the values
     */
    public static final class Sender<T> implements AutoCloseable {
        private final WatchCore<T> core;
        private final LeakGuard guard;

        private Sender(WatchCore<T> core) {
            this.core = core;
            this.guard =
                    LeakGuard.watch(
                            this, () -> "a Watch.Sender", LeakGuard.site(), core::senderGone);
        }

        /**
         * Replaces the value and notifies all receivers, if there are any. {@link #sendReplace}
         * does so also if there are none.
         *
         * <p>Answers to {@code watch::Sender::send}.
         *
         * @param value the new value
         * @return false if there is no receiver, in which case the value is not replaced
         * @throws ClosedException if this sender is closed
         */
        @CheckReturnValue
        public boolean send(T value) {
            Objects.requireNonNull(value, "value");
            // A sender that was closed is refused below, whether or not there are receivers.
            if (!guard.isClosed() && core.isClosed()) {
                return false;
            }
            var _ = update(_ -> value);
            return true;
        }

        /**
         * Replaces the value, whether or not there are receivers, and notifies them.
         *
         * <p>Answers to {@code watch::Sender::send_replace}.
         *
         * @param value the new value
         * @return the value before
         * @throws ClosedException if this sender is closed
         */
        public T sendReplace(T value) {
            Objects.requireNonNull(value, "value");
            return Objects.requireNonNull(update(_ -> value));
        }

        /**
         * Replaces the value by what a function makes of it, and notifies all receivers. No other
         * send comes in between. If the function throws, nothing changes.
         *
         * <p>The function must be quick and must not wait: other senders wait for it meanwhile.
         * Receivers do not.
         *
         * <p>Answers to {@code watch::Sender::send_modify}.
         *
         * @param function makes the new value from the present one
         * @throws ClosedException if this sender is closed
         * @throws IllegalStateException if the function sends to this channel
         */
        public void sendModify(UnaryOperator<T> function) {
            Objects.requireNonNull(function, "function");
            var _ =
                    update(
                            present ->
                                    Objects.requireNonNull(
                                            function.apply(present),
                                            "the function of sendModify answered null; use sendIf"
                                                    + " to leave the value alone"));
        }

        /**
         * Like {@link #sendModify}, for a function that may leave the value alone: then nobody is
         * notified.
         *
         * <p><b>Example</b>
         *
         * {@snippet :
         * var best = Watch.sender(0);
         * boolean improved = best.sendIf(present -> limit > present ? limit : null);
         * }
         *
         * <p>Answers to {@code watch::Sender::send_if_modified}.
         *
         * @param function makes the new value from the present one; null to leave it alone
         * @return whether the value was replaced
         * @throws ClosedException if this sender is closed
         * @throws IllegalStateException if the function sends to this channel
         */
        public boolean sendIf(Function<? super T, ? extends @Nullable T> function) {
            return update(Objects.requireNonNull(function, "function")) != null;
        }

        private @Nullable T update(Function<? super T, ? extends @Nullable T> function) {
            try {
                if (guard.isClosed()) {
                    throw WatchCore.senderClosed();
                }
                return core.update(function);
            } finally {
                Reference.reachabilityFence(this);
            }
        }

        /**
         * The present value.
         *
         * <p>Answers to {@code watch::Sender::borrow}.
         *
         * @return the value that was sent last, or the initial one
         */
        public T borrow() {
            return core.volatileSnapshot().value();
        }

        /**
         * Makes a receiver that has seen the present value.
         *
         * <p>Answers to {@code watch::Sender::subscribe}.
         *
         * @return the receiver, to be closed or forgotten
         */
        @CheckReturnValue
        public Receiver<T> subscribe() {
            return Receiver.of(core, core.volatileSnapshot().version());
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
         * <p>Answers to {@code watch::Sender::closed}.
         *
         * @return the wait
         */
        @CheckReturnValue
        public Future<@Nullable Void> closed() {
            return core.closed(this);
        }

        /**
         * Whether there is no receiver now; others may subscribe.
         *
         * <p>Answers to {@code watch::Sender::is_closed}.
         *
         * @return true if {@link #send} would not replace the value
         */
        public boolean isClosed() {
            return core.isClosed();
        }

        /**
         * How many receivers there are.
         *
         * <p>Answers to {@code watch::Sender::receiver_count}.
         *
         * @return the number; a snapshot
         */
        public int receiverCount() {
            return core.receivers();
        }

        /**
         * How many senders are open.
         *
         * <p>Answers to {@code watch::Sender::sender_count}.
         *
         * @return the number; a snapshot
         */
        public int senderCount() {
            return core.senders.strong();
        }

        /**
         * Whether another sender belongs to the same channel.
         *
         * <p>Answers to {@code watch::Sender::same_channel}.
         *
         * @param other the other sender
         * @return true if both replace the same value
         */
        public boolean sameChannel(Sender<?> other) {
            return core == other.core;
        }

        /**
         * Closes this sender. When the last one of a channel is closed, receivers see the last
         * value and then the end. Idempotent.
         */
        @Override
        public void close() {
            guard.close();
        }

        @Override
        public String toString() {
            return "Watch.Sender[%s, receivers=%d]".formatted(borrow(), receiverCount());
        }
    }

    /**
     * A receiver. It belongs to one task at a time: a second one that waits while the first does
     * gets {@link IllegalStateException}. The methods that only look, and {@link #close()}, may be
     * called from anywhere.
     *
     * <p>Answers to {@code watch::Receiver}.
     *
     * @param <T> the type of the values
     */
    public static final class Receiver<T> implements AutoCloseable {
        final WatchCursor<T> cursor;
        private final LeakGuard guard;

        private Receiver(WatchCursor<T> cursor) {
            this.cursor = cursor;
            this.guard = LeakGuard.watchQuietly(this, cursor::close);
        }

        private static <T> Receiver<T> of(WatchCore<T> core, long seen) {
            core.addReceiver();
            return new Receiver<>(new WatchCursor<>(core, seen));
        }

        /**
         * The present value, without marking it as seen.
         *
         * <p>Answers to {@code watch::Receiver::borrow}.
         *
         * @return the value that was sent last, or the initial one
         */
        public T borrow() {
            return cursor.core.volatileSnapshot().value();
        }

        /**
         * The present value, which is marked as seen.
         *
         * <p>Answers to {@code watch::Receiver::borrow_and_update}.
         *
         * @return the value that was sent last, or the initial one
         */
        public T borrowAndUpdate() {
            var newest = cursor.core.volatileSnapshot();
            var _ = cursor.see(newest);
            return newest.value();
        }

        /**
         * Waits for a value that this receiver has not seen, and marks it as seen.
         *
         * <p><b>Cancellation</b> Safe: a change that was not returned is still unseen.
         *
         * <p><b>Errors</b> {@link IllegalStateException} if another task waits on this receiver.
         *
         * <p><b>Example</b>
         *
         * {@snippet :
         * while (status.changed().await()) {
         *     show(status.borrow());
         * }
         * }
         *
         * <p>Answers to {@code watch::Receiver::changed}.
         *
         * @return the wait; false once all senders are closed and the last value was seen, or this
         *     receiver is closed
         */
        @CheckReturnValue
        public Future<Boolean> changed() {
            return new WatchChanged<>(this, cursor);
        }

        /**
         * The present value if this receiver has not seen it, which marks it as seen.
         *
         * <p>Answers to {@code watch::Ref::has_changed}, with {@link #borrowAndUpdate()}.
         *
         * @return the value; null if it was seen already
         */
        public @Nullable T tryChanged() {
            var newest = cursor.core.volatileSnapshot();
            return cursor.see(newest) ? newest.value() : null;
        }

        /**
         * Waits for a value that a predicate holds for, which may be the present one. All that it
         * is asked about are marked as seen.
         *
         * <p><b>Cancellation</b> Safe; values that the predicate was asked about remain seen.
         *
         * <p><b>Errors</b> {@link ClosedException} if all senders, or this receiver, are closed and
         * it does not hold for the last value; {@link IllegalStateException} if another task waits
         * on this receiver; and what the predicate throws.
         *
         * <p><b>Example</b>
         *
         * {@snippet :
         * status.waitFor("running"::equals).await();
         * }
         *
         * <p>Answers to {@code watch::Receiver::wait_for}.
         *
         * @param predicate must be quick and must not wait; not every value is shown to it
         * @return the wait for the value
         */
        @CheckReturnValue
        public Future<T> waitFor(Predicate<? super T> predicate) {
            return new WatchWaitFor<>(this, cursor, Objects.requireNonNull(predicate, "predicate"));
        }

        /**
         * Whether the present value is one that this receiver has not seen.
         *
         * <p>Answers to {@code watch::Receiver::has_changed}; whether senders are left is told by
         * {@link #isClosed()}.
         *
         * @return true if {@link #changed()} would not wait
         */
        public boolean hasChanged() {
            return cursor.isUnseen(cursor.core.volatileSnapshot());
        }

        /**
         * Has the present value count as not seen.
         *
         * <p>Answers to {@code watch::Receiver::mark_changed}.
         */
        public void markChanged() {
            cursor.markUnseen();
        }

        /**
         * Has the present value count as seen.
         *
         * <p>Answers to {@code watch::Receiver::mark_unchanged}.
         */
        public void markUnchanged() {
            var _ = cursor.see(cursor.core.volatileSnapshot());
        }

        /**
         * Whether nothing more will be sent: all senders, or this receiver, are closed.
         *
         * <p>Answers to the error of {@code watch::Receiver::has_changed}.
         *
         * @return true once closed, also if the last value is still unseen
         */
        public boolean isClosed() {
            return cursor.isClosed() || cursor.core.volatileSnapshot().isClosed();
        }

        /**
         * Makes another receiver, which has seen what this one has seen.
         *
         * <p>Answers to {@code Receiver::clone}.
         *
         * @return the new receiver
         */
        @CheckReturnValue
        public Receiver<T> fork() {
            return of(cursor.core, cursor.seen());
        }

        /**
         * Whether another receiver belongs to the same channel.
         *
         * <p>Answers to {@code watch::Receiver::same_channel}.
         *
         * @param other the other receiver
         * @return true if both look at the same value
         */
        public boolean sameChannel(Receiver<?> other) {
            return cursor.core == other.cursor.core;
        }

        /**
         * Stops receiving: the sender sees one receiver less, and nothing changes for this one from
         * now on, also if it waits already. Idempotent.
         */
        @Override
        public void close() {
            guard.close();
        }

        @Override
        public String toString() {
            return "Watch.Receiver[%s%s]".formatted(borrow(), hasChanged() ? ", unseen" : "");
        }
    }
}
