package dev.kyoto.sync;

import dev.kyoto.internal.util.LeakGuard;

/** What weak bounded and unbounded senders have in common: being counted, and nothing else. */
abstract class MpscWeakHandle<T> implements AutoCloseable {
    final MpscCore<T> core;
    private final LeakGuard guard;

    MpscWeakHandle(MpscCore<T> core) {
        core.addWeakSender();
        this.core = core;
        this.guard = LeakGuard.watchQuietly(this, core::weakSenderGone);
    }

    /**
     * How many senders of the channel are open.
     *
     * <p>Answers to {@code WeakSender::strong_count}.
     *
     * @return the number; a snapshot
     */
    public final int strongCount() {
        return core.senders();
    }

    /**
     * How many weak senders of the channel are open.
     *
     * <p>Answers to {@code WeakSender::weak_count}.
     *
     * @return the number; a snapshot
     */
    public final int weakCount() {
        return core.weakSenders();
    }

    /** Lets go of this handle; only {@link #weakCount()} shows it. Idempotent. */
    @Override
    public final void close() {
        guard.close();
    }
}
