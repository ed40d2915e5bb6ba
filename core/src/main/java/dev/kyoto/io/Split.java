package dev.kyoto.io;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads an input in segments that a byte separates; made by {@link AsyncBufRead#split(byte)}.
 *
 * <p>It keeps the part of a segment that has arrived, so its operations may be cancelled. Not
 * thread-safe.
 *
 * <p>Answers to {@code tokio::io::Split}.
 */
@CheckReturnValue
public final class Split {
    private final AsyncBufRead reader;
    private final byte delimiter;
    private final int maxLength;
    private final ByteBuf segment = ByteBuf.allocate();

    Split(AsyncBufRead reader, byte delimiter, int maxLength) {
        BufReads.requireMaximum(maxLength);
        this.reader = reader;
        this.delimiter = delimiter;
        this.maxLength = maxLength;
    }

    /**
     * Reads the next segment.
     *
     * <p><b>Cancellation</b> Safe: the part that had arrived is kept for the next call.
     *
     * <p><b>Errors</b> {@code INVALID_DATA} if the segment is longer than the maximum; what had
     * arrived of it is dropped.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var entries = reader.split((byte) 0);
     * for (var entry = entries.next().await(); entry != null; entry = entries.next().await()) {
     *     handle(entry);
     * }
     * }
     *
     * @return the segment without its delimiter, or null at the end of the input
     */
    public Future<byte @Nullable []> next() {
        return new Next(this);
    }

    /**
     * Reads the next segment; see {@link #next()}.
     *
     * @param cx the waker to keep and the budget to honour
     * @return the segment without its delimiter, or null at the end of the input
     */
    public Poll<byte @Nullable []> pollNext(Context cx) {
        BufReads.Found found;
        try {
            found = BufReads.pollUntil(cx, reader, delimiter, segment, maxLength);
        } catch (RuntimeException e) {
            segment.clear();
            throw e;
        }
        return switch (found) {
            case PENDING -> Poll.pending();
            case DELIMITER -> Poll.ready(take(segment.readableBytes() - 1));
            case END -> Poll.ready(segment.isEmpty() ? null : take(segment.readableBytes()));
        };
    }

    private byte[] take(int length) {
        var taken = segment.readBytes(length);
        segment.clear();
        return taken;
    }

    /**
     * The reader that the segments come from.
     *
     * @return what {@link AsyncBufRead#split(byte)} was called on
     */
    public AsyncBufRead inner() {
        return reader;
    }

    private static final class Next extends OneShotFuture<byte @Nullable []> {
        private final Split split;

        Next(Split split) {
            this.split = split;
        }

        @Override
        protected Poll<byte @Nullable []> step(Context cx) {
            return split.pollNext(cx);
        }
    }
}
