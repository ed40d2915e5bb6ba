package dev.kyoto.sync;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.util.Collection;

/** The wait for at least one message. */
final class MpmcRecvMany<T> extends MpmcWaiter<Integer> {
    private final Mpmc.Receiver<T> receiver;
    private final Collection<? super T> buffer;
    private final int limit;

    MpmcRecvMany(Mpmc.Receiver<T> receiver, Collection<? super T> buffer, int limit) {
        this.receiver = receiver;
        this.buffer = buffer;
        this.limit = limit;
    }

    @Override
    public Poll<Integer> poll(Context cx) {
        checkLive();
        if (stage == NEW && receiver.hasEnded()) {
            return ready(0);
        }
        if (!cx.proceed()) {
            return Poll.pending();
        }
        var taken = receiver.core.takeInHandOrWait(this, limit, cx.waker());
        if (taken == null) {
            stage = WAITING;
            cx.restore();
            return Poll.pending();
        }
        // What is thrown from here is the buffer's, and ends this future.
        stage = FAILED;
        int accepted = 0;
        try {
            for (var message : taken) {
                buffer.add(message);
                accepted++;
            }
        } finally {
            receiver.core.handedOver(taken, accepted);
        }
        return ready(accepted);
    }

    @Override
    public void cancel() {
        if (stage == WAITING) {
            receiver.core.leaveReceivers(this);
        }
        if (stage <= WAITING) {
            stage = CANCELLED;
        }
    }

    @Override
    public String toString() {
        return "Mpmc.Receiver.recvMany(%d)".formatted(limit);
    }
}
