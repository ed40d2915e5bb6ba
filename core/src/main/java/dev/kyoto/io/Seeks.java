package dev.kyoto.io;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import org.jspecify.annotations.Nullable;

/** The future that seeks through buffers. */
final class Seeks {

    private Seeks() {}

    /** What is under a buffer, if it has a position. */
    static AsyncSeek requireSeekable(Object inner) {
        if (inner instanceof AsyncSeek seekable) {
            return seekable;
        }
        throw new UnsupportedOperationException(
                "%s has no position to seek to; only what is buffered over an AsyncSeek, as a file, can seek"
                        .formatted(inner));
    }

    /**
     * Writes what was collected, seeks, and drops what was read ahead: in this order, so that a
     * failure of one step leaves the bytes that a later one would have touched.
     */
    static final class Through extends OneShotFuture<Long> {
        private final AsyncSeek inner;
        private final @Nullable BufReader ahead;
        private final @Nullable BufWriter behind;
        private final SeekFrom to;
        private @Nullable Future<Long> seek;

        Through(
                AsyncSeek inner,
                @Nullable BufReader ahead,
                @Nullable BufWriter behind,
                SeekFrom to) {
            this.inner = inner;
            this.ahead = ahead;
            this.behind = behind;
            this.to = to;
        }

        @Override
        protected Poll<Long> step(Context cx) {
            var started = seek;
            if (started == null) {
                if (behind != null && behind.pollDrain(cx).isPending()) {
                    return Poll.pending();
                }
                started = inner.seek(innerPlace());
                seek = started;
            }
            var polled = started.poll(cx);
            if (polled.isReady() && ahead != null) {
                ahead.forget();
            }
            return polled;
        }

        /** The inner position is ahead of the user's by what was read ahead. */
        private SeekFrom innerPlace() {
            if (ahead == null || !(to instanceof SeekFrom.Current(long offset))) {
                return to;
            }
            int buffered = ahead.buffer().remaining();
            // So far back that the sum is no number is before the start in any case.
            return SeekFrom.current(Math.max(offset, Long.MIN_VALUE + buffered) - buffered);
        }

        @Override
        protected void release() {
            if (seek != null) {
                seek.cancel();
            }
        }

        @Override
        protected String name() {
            return "seek()";
        }
    }
}
