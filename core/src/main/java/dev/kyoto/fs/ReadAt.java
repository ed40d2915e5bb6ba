package dev.kyoto.fs;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import dev.kyoto.io.AsyncRead;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** Reads from a place in a file, into a buffer that nobody else has until the read has ended. */
final class ReadAt extends OneShotFuture<Integer> {
    private final AsyncFile file;
    private final Lane lane;
    private final FileChannel channel;
    private final ByteBuffer dst;
    private final long position;
    private final int most;
    private @Nullable FileCall<ByteBuffer> reading;

    ReadAt(
            AsyncFile file,
            Lane lane,
            FileChannel channel,
            ByteBuffer dst,
            long position,
            int most) {
        this.file = file;
        this.lane = lane;
        this.channel = channel;
        this.dst = dst;
        this.position = position;
        this.most = most;
    }

    @Override
    protected Poll<Integer> step(Context cx) {
        AsyncRead.requireRoom(dst);
        var call = reading;
        if (call == null) {
            call = start(Math.min(dst.remaining(), most));
            reading = call;
        }
        var ended = call.poll(cx);
        if (ended.isPending()) {
            return Poll.pending();
        }
        var read = ended.value();
        if (!read.hasRemaining()) {
            return Poll.ready(-1);
        }
        int count = Math.min(read.remaining(), dst.remaining());
        dst.put(read.limit(count));
        return Poll.ready(count);
    }

    private FileCall<ByteBuffer> start(int size) {
        return FileCall.reading(
                file,
                lane,
                "read from position " + position + " of",
                () -> {
                    var buffer = FileCursor.allocate(size);
                    int _ = channel.read(buffer, position);
                    return buffer.flip();
                });
    }

    @Override
    protected String name() {
        return "readAt()";
    }

    @Override
    protected void release() {
        if (reading != null) {
            reading.cancel();
        }
    }
}
