package dev.kyoto.io;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The futures of {@link AsyncWrite}. */
final class Writes {

    private Writes() {}

    /** A writer that takes nothing would be asked forever. */
    static void requireProgress(int taken, int remaining) {
        if (taken <= 0) {
            throw new IoException(
                    IoException.Kind.OTHER,
                    "the writer took none of %d bytes and did not say that it is pending"
                            .formatted(remaining));
        }
    }

    /** Writes until the buffer is empty. */
    static Poll<@Nullable Void> pollAll(Context cx, AsyncWrite writer, ByteBuffer src) {
        while (src.hasRemaining()) {
            int remaining = src.remaining();
            var polled = writer.pollWrite(cx, src);
            if (polled.isPending()) {
                return Poll.pending();
            }
            requireProgress(polled.value(), remaining);
        }
        return Poll.ready(null);
    }

    /** Writes and consumes until nothing is readable. */
    static Poll<@Nullable Void> pollDrain(Context cx, AsyncWrite writer, ByteBuf src) {
        while (!src.isEmpty()) {
            var polled = writer.pollWrite(cx, src.readableBuffer());
            if (polled.isPending()) {
                return Poll.pending();
            }
            requireProgress(polled.value(), src.readableBytes());
            src.skip(polled.value());
        }
        return Poll.ready(null);
    }

    /** Writes from the first buffer that has something. */
    static Poll<Long> pollFirstOf(
            Context cx, AsyncWrite writer, ByteBuffer[] srcs, int from, int to) {
        Objects.checkFromToIndex(from, to, srcs.length);
        for (int i = from; i < to; i++) {
            if (srcs[i].hasRemaining()) {
                var polled = writer.pollWrite(cx, srcs[i]);
                return polled.isPending() ? Poll.pending() : Poll.ready((long) polled.value());
            }
        }
        return Poll.ready(0L);
    }

    /** A number of 1, 2, 4 or 8 bytes, to be written whole. */
    static All number(AsyncWrite writer, int width, ByteOrder order, long bits) {
        var bytes = ByteBuffer.allocate(width).order(order);
        switch (width) {
            case 1 -> bytes.put(0, (byte) bits);
            case 2 -> bytes.putShort(0, (short) bits);
            case 4 -> bytes.putInt(0, (int) bits);
            default -> bytes.putLong(0, bits);
        }
        return new All(writer, bytes);
    }

    /** One write. */
    static final class Some extends OneShotFuture<Integer> {
        private final AsyncWrite writer;
        private final ByteBuffer src;

        Some(AsyncWrite writer, ByteBuffer src) {
            this.writer = writer;
            this.src = src;
        }

        @Override
        protected Poll<Integer> step(Context cx) {
            return writer.pollWrite(cx, src);
        }
    }

    /** One write from several buffers. */
    static final class Vectored extends OneShotFuture<Long> {
        private final AsyncWrite writer;
        private final ByteBuffer[] srcs;

        Vectored(AsyncWrite writer, ByteBuffer[] srcs) {
            this.writer = writer;
            this.srcs = srcs;
        }

        @Override
        protected Poll<Long> step(Context cx) {
            return writer.pollWriteVectored(cx, srcs, 0, srcs.length);
        }
    }

    /** One write from a growable buffer. */
    static final class SomeOf extends OneShotFuture<Integer> {
        private final AsyncWrite writer;
        private final ByteBuf src;

        SomeOf(AsyncWrite writer, ByteBuf src) {
            this.writer = writer;
            this.src = src;
        }

        @Override
        protected Poll<Integer> step(Context cx) {
            var polled = writer.pollWrite(cx, src.readableBuffer());
            if (polled.isReady()) {
                src.skip(polled.value());
            }
            return polled;
        }
    }

    /** Writes several buffers whole. */
    static final class AllVectored extends OneShotFuture<@Nullable Void> {
        private final AsyncWrite writer;
        private final ByteBuffer[] srcs;
        private int from;

        AllVectored(AsyncWrite writer, ByteBuffer[] srcs) {
            this.writer = writer;
            this.srcs = srcs.clone();
        }

        @Override
        protected Poll<@Nullable Void> step(Context cx) {
            while (true) {
                while (from < srcs.length && !srcs[from].hasRemaining()) {
                    from++;
                }
                if (from == srcs.length) {
                    return Poll.ready(null);
                }
                var polled = writer.pollWriteVectored(cx, srcs, from, srcs.length);
                if (polled.isPending()) {
                    return Poll.pending();
                }
                requireProgress((int) Math.min(polled.value(), 1), srcs[from].remaining());
            }
        }
    }

    /** Writes a whole buffer. */
    static final class All extends OneShotFuture<@Nullable Void> {
        private final AsyncWrite writer;
        private final ByteBuffer src;

        All(AsyncWrite writer, ByteBuffer src) {
            this.writer = writer;
            this.src = src;
        }

        @Override
        protected Poll<@Nullable Void> step(Context cx) {
            return pollAll(cx, writer, src);
        }
    }

    /** Writes all that is readable in a growable buffer. */
    static final class Drain extends OneShotFuture<@Nullable Void> {
        private final AsyncWrite writer;
        private final ByteBuf src;

        Drain(AsyncWrite writer, ByteBuf src) {
            this.writer = writer;
            this.src = src;
        }

        @Override
        protected Poll<@Nullable Void> step(Context cx) {
            return pollDrain(cx, writer, src);
        }
    }

    /** Flushes. */
    static final class Flush extends OneShotFuture<@Nullable Void> {
        private final AsyncWrite writer;

        Flush(AsyncWrite writer) {
            this.writer = writer;
        }

        @Override
        protected Poll<@Nullable Void> step(Context cx) {
            return writer.pollFlush(cx);
        }
    }

    /** Ends the output. */
    static final class Shutdown extends OneShotFuture<@Nullable Void> {
        private final AsyncWrite writer;

        Shutdown(AsyncWrite writer) {
            this.writer = writer;
        }

        @Override
        protected Poll<@Nullable Void> step(Context cx) {
            return writer.pollShutdown(cx);
        }
    }
}
