package dev.kyoto.io;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * Reads an input line by line; made by {@link AsyncBufRead#lines()}.
 *
 * <p>It keeps the part of a line that has arrived, so its operations may be cancelled. Not
 * thread-safe.
 *
 * <p>Answers to {@code tokio::io::Lines}.
 */
@CheckReturnValue
public final class Lines {
    private final AsyncBufRead reader;
    private final Charset charset;
    private final int maxLength;
    private final ByteBuf line = ByteBuf.allocate();

    Lines(AsyncBufRead reader, Charset charset, int maxLength) {
        BufReads.requireMaximum(maxLength);
        this.reader = reader;
        this.charset = charset;
        this.maxLength = maxLength;
    }

    /**
     * Reads the next line.
     *
     * <p><b>Cancellation</b> Safe: the part of the line that had arrived is kept for the next call.
     *
     * <p><b>Errors</b> {@code INVALID_DATA} if the line is no text in the charset, or longer than
     * the maximum; what had arrived of it is dropped.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * for (var line = lines.next().await(); line != null; line = lines.next().await()) {
     *     handle(line);
     * }
     * }
     *
     * @return the line without its "\n" or "\r\n", or null at the end of the input
     */
    public Future<@Nullable String> next() {
        return new Next(this);
    }

    /**
     * Reads the next line; see {@link #next()}.
     *
     * @param cx the waker to keep and the budget to honour
     * @return the line without its "\n" or "\r\n", or null at the end of the input
     */
    public Poll<@Nullable String> pollNext(Context cx) {
        BufReads.Found found;
        try {
            found = BufReads.pollUntil(cx, reader, BufReads.NEWLINE, line, maxLength);
        } catch (RuntimeException e) {
            line.clear();
            throw e;
        }
        if (found == BufReads.Found.PENDING) {
            return Poll.pending();
        }
        return Poll.ready(
                found == BufReads.Found.END && line.isEmpty()
                        ? null
                        : BufReads.takeLine(line, found, charset));
    }

    /**
     * The reader that the lines come from.
     *
     * @return what {@link AsyncBufRead#lines()} was called on
     */
    public AsyncBufRead inner() {
        return reader;
    }

    private static final class Next extends OneShotFuture<@Nullable String> {
        private final Lines lines;

        Next(Lines lines) {
            this.lines = lines;
        }

        @Override
        protected Poll<@Nullable String> step(Context cx) {
            return lines.pollNext(cx);
        }
    }
}
