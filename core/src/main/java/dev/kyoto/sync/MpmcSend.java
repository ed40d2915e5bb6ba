package dev.kyoto.sync;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/** The wait for a free slot, and the message that goes into it. */
final class MpmcSend<T> extends MpmcWaiter<@Nullable Void> {
    private final Mpmc.Sender<T> sender;
    private final T message;

    MpmcSend(Mpmc.Sender<T> sender, T message) {
        this.sender = sender;
        this.message = message;
    }

    @Override
    public Poll<@Nullable Void> poll(Context cx) {
        checkLive();
        if (stage == NEW && sender.isHandleClosed()) {
            throw failed(
                    "this sender was closed; the message was not sent and is still the caller's");
        }
        if (!cx.proceed()) {
            return Poll.pending();
        }
        return switch (sender.core.sendOrWait(this, message, cx.waker())) {
            case SENT -> ready(null);
            case FULL -> {
                stage = WAITING;
                cx.restore();
                yield Poll.pending();
            }
            case CLOSED ->
                    throw failed(
                            "this mpmc channel is closed, by hand or because one side is gone; the"
                                    + " message was not sent and is still the caller's");
        };
    }

    @Override
    public void cancel() {
        if (stage == WAITING) {
            sender.core.leaveSenders(this);
        }
        if (stage <= WAITING) {
            stage = CANCELLED;
        }
    }

    @Override
    public String toString() {
        return "Mpmc.Sender.send()";
    }
}
