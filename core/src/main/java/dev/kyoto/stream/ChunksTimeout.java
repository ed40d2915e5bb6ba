package dev.kyoto.stream;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values in lists, each of which is handed over when it is full or when its time is over; made by
 * {@link AsyncStream#chunksTimeout}.
 *
 * <p>Answers to {@code tokio_stream::adapters::ChunksTimeout}.
 *
 * @param <T> the type of the values
 */
@CheckReturnValue
public final class ChunksTimeout<T> extends Batching<T> {
    /** Runs while a list has begun. */
    private final Countdown countdown;

    ChunksTimeout(AsyncStream<T> source, int max, Duration wait) {
        super(source, max);
        this.countdown = new Countdown(wait);
    }

    @Override
    void added(int count) {
        if (count == 1) {
            countdown.start();
        }
    }

    @Override
    boolean isDue(Context cx, int count) {
        return countdown.isRunning() && countdown.pollOver(cx);
    }

    @Override
    void done() {
        countdown.stop();
    }

    /**
     * Takes the values of the list that has begun, so that they are not lost with the stream. It may
     * be called before and after the stream is cancelled.
     *
     * <p>Answers to {@code ChunksTimeout::into_remainder}.
     *
     * @return the values, in order; empty if no list has begun
     */
    public List<T> remainder() {
        return take();
    }

    @Override
    public void cancel() {
        countdown.stop();
        super.cancel();
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
        countdown.stop();
        return super.pollCancel(cx);
    }
}
