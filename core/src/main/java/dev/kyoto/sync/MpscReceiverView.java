package dev.kyoto.sync;

/** What may be asked of a receiver, from any thread, without receiving. */
abstract class MpscReceiverView<T> {
    final MpscCore<T> core;

    MpscReceiverView(MpscCore<T> core) {
        this.core = core;
    }

    /**
     * Whether the channel is closed: by this receiver, or because all senders are.
     *
     * <p>Answers to {@code Receiver::is_closed}.
     *
     * @return true once closed, also while messages are left
     */
    public final boolean isClosed() {
        return core.isClosed();
    }

    /**
     * Whether no message is in the channel; a snapshot.
     *
     * <p>Answers to {@code Receiver::is_empty}.
     *
     * @return true if there is none
     */
    public final boolean isEmpty() {
        return core.messages.length() == 0;
    }

    /**
     * How many messages are in the channel; a snapshot that counts messages just being sent.
     *
     * <p>Answers to {@code Receiver::len}.
     *
     * @return the number
     */
    public final int len() {
        return (int) Math.min(core.messages.length(), Integer.MAX_VALUE);
    }

    /**
     * How many slots are free now; a snapshot.
     *
     * <p>Answers to {@code Receiver::capacity}.
     *
     * @return the number; {@link Integer#MAX_VALUE} if the channel is unbounded
     */
    public final int capacity() {
        return core.freeSlots();
    }

    /**
     * How many slots the channel has.
     *
     * <p>Answers to {@code Receiver::max_capacity}.
     *
     * @return the number; {@link Integer#MAX_VALUE} if the channel is unbounded
     */
    public final int maxCapacity() {
        return core.capacity;
    }

    /**
     * How many senders are open; a snapshot.
     *
     * <p>Answers to {@code Receiver::sender_strong_count}.
     *
     * @return the number
     */
    public final int senderStrongCount() {
        return core.senders.strong();
    }

    /**
     * How many weak senders are open; a snapshot.
     *
     * <p>Answers to {@code Receiver::sender_weak_count}.
     *
     * @return the number
     */
    public final int senderWeakCount() {
        return core.senders.weak();
    }
}
