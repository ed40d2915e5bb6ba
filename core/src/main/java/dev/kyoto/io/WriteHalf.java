package dev.kyoto.io;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The half of a stream that writes; made by {@link Io#split}. It may be used by another task, in
 * another thread, than the {@link ReadHalf}.
 *
 * <p>Letting go of it does not end the output: call {@link #shutdown()}.
 *
 * <p>Answers to {@code tokio::io::WriteHalf}.
 *
 * @param <S> the type of the stream
 */
@CheckReturnValue
public final class WriteHalf<S extends AsyncRead & AsyncWrite> implements AsyncWrite {
    final SharedStream<S> shared;

    WriteHalf(SharedStream<S> shared) {
        this.shared = shared;
    }

    @Override
    public Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        shared.lock.lock();
        try {
            return shared.stream().pollWrite(cx, src);
        } finally {
            shared.lock.unlock();
        }
    }

    @Override
    public Poll<Long> pollWriteVectored(Context cx, ByteBuffer[] srcs, int from, int to) {
        shared.lock.lock();
        try {
            return shared.stream().pollWriteVectored(cx, srcs, from, to);
        } finally {
            shared.lock.unlock();
        }
    }

    @Override
    public boolean isWriteVectored() {
        shared.lock.lock();
        try {
            return shared.stream().isWriteVectored();
        } finally {
            shared.lock.unlock();
        }
    }

    @Override
    public Poll<@Nullable Void> pollFlush(Context cx) {
        shared.lock.lock();
        try {
            return shared.stream().pollFlush(cx);
        } finally {
            shared.lock.unlock();
        }
    }

    @Override
    public Poll<@Nullable Void> pollShutdown(Context cx) {
        shared.lock.lock();
        try {
            return shared.stream().pollShutdown(cx);
        } finally {
            shared.lock.unlock();
        }
    }

    /**
     * Whether the two come from the same {@link Io#split}.
     *
     * @param reader a half that reads
     * @return true if {@link ReadHalf#unsplit} accepts this one
     */
    public boolean isPairOf(ReadHalf<S> reader) {
        return reader.isPairOf(this);
    }
}
