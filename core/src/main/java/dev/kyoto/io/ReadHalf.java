package dev.kyoto.io;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.nio.ByteBuffer;

/**
 * The half of a stream that reads; made by {@link Io#split}. It may be used by another task, in
 * another thread, than the {@link WriteHalf}.
 *
 * <p>Answers to {@code tokio::io::ReadHalf}.
 *
 * @param <S> the type of the stream
 */
@CheckReturnValue
public final class ReadHalf<S extends AsyncRead & AsyncWrite> implements AsyncRead {
    private final SharedStream<S> shared;

    ReadHalf(SharedStream<S> shared) {
        this.shared = shared;
    }

    @Override
    public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        shared.lock.lock();
        try {
            return shared.stream().pollRead(cx, dst);
        } finally {
            shared.lock.unlock();
        }
    }

    /**
     * Whether the two come from the same {@link Io#split}.
     *
     * @param writer a half that writes
     * @return true if {@link #unsplit} accepts it
     */
    public boolean isPairOf(WriteHalf<S> writer) {
        return shared == writer.shared;
    }

    /**
     * Puts the halves together again; neither may be used any more.
     *
     * @param writer the half that writes
     * @return the stream that was split
     * @throws IllegalArgumentException if the two do not come from the same {@link Io#split}
     */
    public S unsplit(WriteHalf<S> writer) {
        if (!isPairOf(writer)) {
            throw new IllegalArgumentException(
                    "these halves belong to different streams; give unsplit() the half that the same split() returned");
        }
        return shared.take();
    }
}
