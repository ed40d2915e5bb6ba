package dev.kyoto.io;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Poll;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A stream that is always at its end and takes whatever is written; its position is always 0. Made by {@link Io#empty}.
 *
 * <p>Answers to {@code tokio::io::Empty}.
 */
@CheckReturnValue
public final class Empty implements AsyncBufRead, AsyncWrite, AsyncSeek {
    static final Empty INSTANCE = new Empty();

    private Empty() {}

    @Override
    public Poll<@Nullable ByteBuffer> pollFillBuf(Context cx) {
        return cx.proceed() ? Poll.ready(null) : Poll.pending();
    }

    @Override
    public void consume(int length) {
        if (length != 0) {
            throw new IndexOutOfBoundsException(
                    "%d bytes cannot be consumed: none was shown".formatted(length));
        }
    }

    @Override
    public Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        return Sink.INSTANCE.pollWrite(cx, src);
    }

    @Override
    public Poll<Long> pollWriteVectored(Context cx, ByteBuffer[] srcs, int from, int to) {
        return Sink.INSTANCE.pollWriteVectored(cx, srcs, from, to);
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

    @Override
    public Future<Long> seek(SeekFrom to) {
        return Futures.ready(0L);
    }
}
