package dev.kyoto.sync;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/** The wait for a free slot, and the message that goes into it. */
final class MpscSend<T> extends PermitWaiter<@Nullable Void> {
    private final MpscHandle<T> sender;
    private final T message;

    MpscSend(MpscHandle<T> sender, T message) {
        super(sender.core.slots(), 1);
        this.sender = sender;
        this.message = message;
    }

    @Override
    public Poll<@Nullable Void> poll(Context cx) {
        if (stage == NEW && sender.isHandleClosed()) {
            throw failed(sender.whyClosed());
        }
        return switch (pollPermits(cx)) {
            case TAKEN -> {
                sender.core.push(message);
                yield ready(null);
            }
            case TOO_FEW -> Poll.pending();
            case CLOSED -> throw failed(sender.whyClosed());
        };
    }

    @Override
    void afterLeave() {
        sender.core.wakeIfDrained();
    }

    @Override
    public String toString() {
        return "Mpsc.Sender.send()";
    }
}
