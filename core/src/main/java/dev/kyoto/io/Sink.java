package dev.kyoto.io;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes everything and keeps nothing. It has no state, so one serves all. */
enum Sink implements AsyncWrite {
    INSTANCE;

    @Override
    public Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        if (!cx.proceed()) {
            return Poll.pending();
        }
        int length = src.remaining();
        src.position(src.limit());
        return Poll.ready(length);
    }

    @Override
    public Poll<Long> pollWriteVectored(Context cx, ByteBuffer[] srcs, int from, int to) {
        Objects.checkFromToIndex(from, to, srcs.length);
        if (!cx.proceed()) {
            return Poll.pending();
        }
        long length = 0;
        for (int i = from; i < to; i++) {
            length += srcs[i].remaining();
            srcs[i].position(srcs[i].limit());
        }
        return Poll.ready(length);
    }

    @Override
    public boolean isWriteVectored() {
        return true;
    }

    @Override
    public Poll<@Nullable Void> pollFlush(Context cx) {
        return Poll.ready(null);
    }

    @Override
    public Poll<@Nullable Void> pollShutdown(Context cx) {
        return Poll.ready(null);
    }
}
