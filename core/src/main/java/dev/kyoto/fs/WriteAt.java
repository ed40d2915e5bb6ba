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
    private final FileCursor cursor;
    private final ByteBuffer src;
    private long position;
    private @Nullable FileCall<Integer> writing;

    WriteAt(
            AsyncFile file,
            Lane lane,
            FileChannel channel,
            FileCursor cursor,
            ByteBuffer src,
            long position) {
        this.file = file;
        this.lane = lane;
        this.channel = channel;
        this.cursor = cursor;
        this.src = src;
        this.position = position;
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
        int size = Math.min(src.remaining(), cursor.maxBufferSize());
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
                    cursor.forgetUnread(); // it may have been overwritten
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
