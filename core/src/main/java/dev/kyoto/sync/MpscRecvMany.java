package dev.kyoto.sync;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.util.Collection;

/** The wait for at least one message. */
final class MpscRecvMany<T> extends LeafFuture<Integer> {
    private final Mpsc.Receiver<T> receiver;
    private final Collection<? super T> buffer;
    private final int limit;

    MpscRecvMany(Mpsc.Receiver<T> receiver, Collection<? super T> buffer, int limit) {
        this.receiver = receiver;
        this.buffer = buffer;
        this.limit = limit;
    }

    @Override
    public Poll<Integer> poll(Context cx) {
        checkLive();
        boolean returned = false;
        try {
            var polled = receiver.consumer.pollMany(cx, buffer, limit, this);
            stage = polled.isReady() ? READY : WAITING;
            returned = true;
            return polled;
        } finally {
            if (!returned) {
                stage = FAILED;
                receiver.consumer.release(this);
            }
        }
    }

    @Override
    public void cancel() {
        if (stage <= WAITING) {
            stage = CANCELLED;
            receiver.consumer.release(this);
        }
    }

    @Override
    public String toString() {
        return "Mpsc.Receiver.recvMany(%d)".formatted(limit);
    }
}
