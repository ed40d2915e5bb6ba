package dev.kyoto.process;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.util.LeakGuard;
import dev.kyoto.io.AsyncRead;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/** What the two outputs of a child have in common. */
abstract class ChildOutput implements AsyncRead, AutoCloseable {
    private final String name;
    private final ReadPipe pipe;
    private final LeakGuard guard;

    ChildOutput(String name, ReadPipe pipe) {
        this.name = name;
        this.pipe = pipe;
        this.guard = LeakGuard.watch(this, () -> name, LeakGuard.site(), pipe::close);
    }

    @Override
    public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        try {
            return pipe.pollRead(cx, dst);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Gives the pipe back; a child that goes on writing to it gets SIGPIPE. Not needed once the end
     * was read. A task that waits in a read fails with {@code CLOSED}. Idempotent and thread-safe.
     */
    @Override
    public void close() {
        guard.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
