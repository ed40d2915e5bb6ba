package dev.kyoto.io;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A reader and a writer as one stream; made by {@link Io#join}.
 *
 * <p>Answers to {@code tokio::io::Join}.
 *
 * @param <R> the type of the reader
 * @param <W> the type of the writer
 */
public final class Join<R extends AsyncRead, W extends AsyncWrite>
        implements AsyncRead, AsyncWrite {
    private final R reader;
    private final W writer;

    Join(R reader, W writer) {
        this.reader = reader;
        this.writer = writer;
    }

    @Override
    public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        return reader.pollRead(cx, dst);
    }

    @Override
    public Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        return writer.pollWrite(cx, src);
    }

    @Override
    public Poll<Long> pollWriteVectored(Context cx, ByteBuffer[] srcs, int from, int to) {
        return writer.pollWriteVectored(cx, srcs, from, to);
    }

    @Override
    public boolean isWriteVectored() {
        return writer.isWriteVectored();
    }

    @Override
    public Poll<@Nullable Void> pollFlush(Context cx) {
        return writer.pollFlush(cx);
    }

    @Override
    public Poll<@Nullable Void> pollShutdown(Context cx) {
        return writer.pollShutdown(cx);
    }

    /**
     * Where the bytes come from.
     *
     * @return the reader given to {@link Io#join}
     */
    public R reader() {
        return reader;
    }

    /**
     * Where the bytes go.
     *
     * @return the writer given to {@link Io#join}
     */
    public W writer() {
        return writer;
    }
}
