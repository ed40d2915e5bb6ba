package dev.kyoto.fs;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** Writes a buffer to a place in a file, in pieces that were copied. */
final class WriteAt extends OneShotFuture<@Nullable Void> {
    private final AsyncFile file;
    private final Lane lane;
    private final FileChannel channel;
    private final ByteBuffer src;
    private final int most;
    private long position;
    private @Nullable FileCall<Integer> writing;

    WriteAt(
            AsyncFile file,
            Lane lane,
            FileChannel channel,
            ByteBuffer src,
            long position,
            int most) {
        this.file = file;
        this.lane = lane;
        this.channel = channel;
        this.src = src;
        this.position = position;
        this.most = most;
    }

    @Override
    protected Poll<@Nullable Void> step(Context cx) {
        while (true) {
            var piece = writing;
            if (piece == null) {
                if (!src.hasRemaining()) {
                    return Poll.ready(null);
                }
                piece = next();
                writing = piece;
            }
            var written = piece.poll(cx);
            if (written.isPending()) {
                return Poll.pending();
            }
            src.position(src.position() + written.value());
            position += written.value();
            writing = null;
        }
    }

    private FileCall<Integer> next() {
        int size = Math.min(src.remaining(), most);
        var copy = FileCursor.allocate(size).put(0, src, src.position(), size);
        long at = position;
        return FileCall.writing(
                file,
                lane,
                "write to position " + at + " of",
                () -> {
                    while (copy.hasRemaining()) {
                        int _ = channel.write(copy, at + copy.position());
                    }
                    return size;
                });
    }

    @Override
    protected String name() {
        return "writeAt()";
    }

    @Override
    protected void release() {
        if (writing != null) {
            writing.cancel();
        }
    }
}
