package dev.kyoto.sync;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;

/** The wait for free slots. */
final class MpscReserve<T> extends PermitWaiter<Mpsc.Permit<T>> {
    private final MpscHandle<T> sender;

    MpscReserve(MpscHandle<T> sender, int slots) {
        super(sender.core.slots(), slots);
        this.sender = sender;
    }

    @Override
    public Poll<Mpsc.Permit<T>> poll(Context cx) {
        if (stage == NEW && sender.isHandleClosed()) {
            throw failed(sender.whyClosed());
        }
        return switch (pollPermits(cx)) {
            case TAKEN -> ready(new Mpsc.Permit<>(sender, wanted));
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
        return "Mpsc.Sender.reserveMany(%d)".formatted(wanted);
    }
}
