package dev.kyoto.sync;

import dev.kyoto.internal.util.LeakGuard;

/**
 * What senders and receivers of an {@link Mpmc} channel have in common: being counted, and what may
 * be asked of a channel at both ends.
 *
 * <p>A handle is open from its creation until {@link #close()}, or until it is unreachable. Futures
 * of a handle refer to it, so it does not count as forgotten while one of them is in use.
 */
abstract class MpmcEnd<T> implements AutoCloseable {
    final MpmcCore<T> core;

    MpmcEnd(MpmcCore<T> core) {
        this.core = core;
    }

    abstract LeakGuard guard();

    /** Whether this handle itself was closed. */
    final boolean isHandleClosed() {
        return guard().isClosed();
    }

    /** Counts one more handle of this kind, or fails. */
    final MpmcCore<T> shareCore(HandleCount handles, String what) {
        if (isHandleClosed() || !handles.add()) {
            throw new ClosedException(
                    "this %s was closed and cannot make another; fork() before close()"
                            .formatted(what));
        }
        return core;
    }

    /**
     * Whether no message is in the channel; a snapshot.
     *
     * <p>Answers to {@code mpsc::Receiver::is_empty}.
     *
     * @return true if there is none
     */
    public final boolean isEmpty() {
        return core.length() == 0;
    }

    /**
     * How many messages are in the channel; a snapshot.
     *
     * <p>It counts those that woken receivers are about to take.
     *
     * <p>Answers to {@code mpsc::Receiver::len}.
     *
     * @return the number
     */
    public final int len() {
        return core.length();
    }

    /**
     * How many slots are free now; a snapshot.
     *
     * <p>Answers to {@code mpsc::Sender::capacity}.
     *
     * @return the number, 0 while any sender waits; {@link Integer#MAX_VALUE} if the channel is
     *     unbounded
     */
    public final int capacity() {
        return core.freeSlots();
    }

    /**
     * How many slots the channel has.
     *
     * <p>Answers to {@code mpsc::Sender::max_capacity}.
     *
     * @return the number; {@link Integer#MAX_VALUE} if the channel is unbounded
     */
    public final int maxCapacity() {
        return core.capacity;
    }

    /**
     * How many receivers are open; a snapshot.
     *
     * @return the number
     */
    public final int receiverCount() {
        return core.receivers.value();
    }

    /**
     * Closes the whole channel, whatever handles are open: it refuses further messages, and sends
     * that wait fail. What is in the channel can still be received; then {@code recv()} gives null.
     *
     * <p>Idempotent. Answers to {@code mpsc::Receiver::close}.
     */
    public final void closeChannel() {
        core.close();
    }

    /**
     * Closes this handle. When the last sender or the last receiver of a channel is closed, the
     * channel is.
     *
     * <p>Idempotent. Messages that were sent are not touched. A wait that has begun on this handle
     * goes on.
     */
    @Override
    public final void close() {
        guard().close();
    }
}
