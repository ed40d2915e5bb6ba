package dev.kyoto.sync;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/** The wait for one message. */
final class MpscRecv<T> extends LeafFuture<@Nullable T> {
    /** The receiver: it must not count as forgotten while somebody waits. */
    @SuppressWarnings("unused") // held, not read
    private final Object keepAlive;

    private final MpscConsumer<T> consumer;

    MpscRecv(Object keepAlive, MpscConsumer<T> consumer) {
        this.keepAlive = keepAlive;
        this.consumer = consumer;
    }

    @Override
    public Poll<@Nullable T> poll(Context cx) {
        checkLive();
        // What is thrown from here is a second task's misuse, and ends this future.
        stage = FAILED;
        var polled = consumer.poll(cx, this);
        stage = polled.isReady() ? READY : WAITING;
        return polled;
    }

    @Override
    public void cancel() {
        if (stage == WAITING) {
            stage = CANCELLED;
            consumer.release(this);
        } else if (stage == NEW) {
            stage = CANCELLED; // no poll has claimed the receiver
        }
    }

    @Override
    public String toString() {
        return "Mpsc.Receiver.recv()";
    }
}
