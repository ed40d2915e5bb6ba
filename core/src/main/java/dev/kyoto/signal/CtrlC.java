package dev.kyoto.signal;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import org.jspecify.annotations.Nullable;

/** Waits for one SIGINT, from its first poll on. */
final class CtrlC extends OneShotFuture<@Nullable Void> {
    private @Nullable Signal signal;

    @Override
    protected Poll<@Nullable Void> step(Context cx) {
        if (signal == null) {
            signal = Signals.listen(SignalKind.interrupt());
        }
        if (signal.pollNext(cx).isPending()) {
            return Poll.pending();
        }
        signal.close();
        return Poll.ready(null);
    }

    @Override
    protected void release() {
        if (signal != null) {
            signal.close();
        }
    }

    @Override
    protected String name() {
        return "ctrlC()";
    }
}
