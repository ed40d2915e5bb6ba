package dev.kyoto.io;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.nio.ByteBuffer;

/**
 * Reads from another reader, and ends after a number of bytes; made by {@link AsyncRead#take}.
 *
 * <p>Answers to {@code tokio::io::Take}.
 */
public final class Take implements AsyncRead {
    private final AsyncRead inner;
    private long limit;

    Take(AsyncRead inner, long limit) {
        this.inner = inner;
        setLimit(limit);
    }

    @Override
    public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        AsyncRead.requireRoom(dst);
        if (limit == 0) {
            return Poll.ready(-1);
        }
        if (limit >= dst.remaining()) {
            return count(inner.pollRead(cx, dst));
        }
        int end = dst.limit();
        dst.limit(dst.position() + (int) limit);
        try {
            return count(inner.pollRead(cx, dst));
        } finally {
            dst.limit(end);
        }
    }

    private Poll<Integer> count(Poll<Integer> polled) {
        if (polled.isReady() && polled.value() > 0) {
            limit -= polled.value();
        }
        return polled;
    }

    /**
     * How many more bytes this reader hands out.
     *
     * @return the bytes left before it ends
     */
    public long limit() {
        return limit;
    }

    /**
     * Changes how many more bytes this reader hands out, so that one object serves part after part.
     *
     * @param limit the bytes from now on, at least 0
     */
    public void setLimit(long limit) {
        if (limit < 0) {
            throw new IllegalArgumentException(
                    "the limit of %d bytes is negative".formatted(limit));
        }
        this.limit = limit;
    }

    /**
     * The reader that the bytes come from.
     *
     * @return what {@link AsyncRead#take} was called on
     */
    public AsyncRead inner() {
        return inner;
    }
}
