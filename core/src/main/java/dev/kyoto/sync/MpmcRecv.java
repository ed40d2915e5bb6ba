package dev.kyoto.sync;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/** The wait for one message. */
final class MpmcRecv<T> extends MpmcWaiter<@Nullable T> {
    private final Mpmc.Receiver<T> receiver;

    MpmcRecv(Mpmc.Receiver<T> receiver) {
        this.receiver = receiver;
    }

    @Override
    public Poll<@Nullable T> poll(Context cx) {
        checkLive();
        if (stage == NEW && receiver.hasEnded()) {
            return ready(null);
        }
        if (!cx.proceed()) {
            return Poll.pending();
        }
        var polled = receiver.core.recvOrWait(this, cx.waker());
        if (polled.isReady()) {
            stage = READY;
        } else {
            stage = WAITING;
            cx.restore();
        }
        return polled;
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
        return "Mpmc.Receiver.recv()";
    }
}
