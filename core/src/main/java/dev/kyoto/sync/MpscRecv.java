package dev.kyoto.sync;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/** The wait for one message. */
final class MpscRecv<T> extends LeafFuture<@Nullable T> {
    private final Mpsc.Receiver<T> receiver;

    MpscRecv(Mpsc.Receiver<T> receiver) {
        this.receiver = receiver;
    }

    @Override
    public Poll<@Nullable T> poll(Context cx) {
        checkLive();
        // What is thrown from here is a second task's misuse, and ends this future.
        stage = FAILED;
        var polled = receiver.consumer.poll(cx, this);
        stage = polled.isReady() ? READY : WAITING;
        return polled;
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
        return "Mpsc.Receiver.recv()";
    }
}
