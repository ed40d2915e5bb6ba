package dev.kyoto.sync;

import dev.kyoto.internal.util.LeakGuard;

/** What weak senders of all channels have in common: being counted, and nothing else. */
abstract class WeakHandle implements AutoCloseable {
    private final SenderCounts senders;
    private final LeakGuard guard;

    WeakHandle(SenderCounts senders) {
        senders.addWeak();
        this.senders = senders;
        this.guard = LeakGuard.watchQuietly(this, senders::removeWeak);
    }

    /**
     * How many senders of the channel are open.
     *
     * <p>Answers to {@code WeakSender::strong_count}.
     *
     * @return the number; a snapshot
     */
    public final int strongCount() {
        return senders.strong();
    }

    /**
     * How many weak senders of the channel are open.
     *
     * <p>Answers to {@code WeakSender::weak_count}.
     *
     * @return the number; a snapshot
     */
    public final int weakCount() {
        return senders.weak();
    }

    /** Lets go of this handle; only {@link #weakCount()} shows it. Idempotent. */
    @Override
    public final void close() {
        guard.close();
    }
}
