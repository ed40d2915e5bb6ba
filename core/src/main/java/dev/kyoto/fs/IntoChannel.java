package dev.kyoto.fs;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import java.nio.channels.FileChannel;
import java.util.function.Supplier;

/** Gives a file's channel away, once all that was written is on its way to the device. */
final class IntoChannel extends OneShotFuture<FileChannel> {
    private final Lane lane;
    private final FileChannel channel;
    private final Runnable disarm;
    private FileCall<?> settled;

    private final Supplier<FileCall<?>> settle;

    IntoChannel(Lane lane, FileChannel channel, Supplier<FileCall<?>> settle, Runnable disarm) {
        this.lane = lane;
        this.channel = channel;
        this.settle = settle;
        this.settled = settle.get();
        this.disarm = disarm;
    }

    @Override
    protected Poll<FileChannel> step(Context cx) {
        while (settled.poll(cx).isReady()) {
            if (lane.trySurrender()) {
                disarm.run();
                return Poll.ready(channel);
            }
            settled = settle.get(); // another operation came between
        }
        return Poll.pending();
    }

    @Override
    protected String name() {
        return "intoChannel()";
    }

    @Override
    protected void release() {
        settled.cancel();
    }
}
