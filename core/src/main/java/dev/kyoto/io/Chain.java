package dev.kyoto.io;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.nio.ByteBuffer;

/**
 * Reads one reader to its end and goes on with another; made by {@link AsyncRead#chain}.
 *
 * <p>Answers to {@code tokio::io::Chain}.
 */
public final class Chain implements AsyncRead {
    private final AsyncRead first;
    private final AsyncRead second;
    private boolean firstEnded;

    Chain(AsyncRead first, AsyncRead second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        AsyncRead.requireRoom(dst);
        if (!firstEnded) {
            var polled = first.pollRead(cx, dst);
            if (polled.isPending() || polled.value() >= 0) {
                return polled;
            }
            firstEnded = true;
        }
        return second.pollRead(cx, dst);
    }

    /**
     * The reader that is read first.
     *
     * @return what {@link AsyncRead#chain} was called on
     */
    public AsyncRead first() {
        return first;
    }

    /**
     * The reader that follows.
     *
     * @return what was given to {@link AsyncRead#chain}
     */
    public AsyncRead second() {
        return second;
    }
}
