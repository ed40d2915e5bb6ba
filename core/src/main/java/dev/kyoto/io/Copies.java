package dev.kyoto.io;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import java.nio.ByteBuffer;

/** The futures of {@link Io} that copy. */
final class Copies {

    private Copies() {}

    /**
     * One direction of copying, with a buffer between reading and writing.
     *
     * <p>As long as there is room it reads on while a write is pending, so that the next write is
     * large; and while a read is pending it writes, and then flushes, so that nothing is held back.
     *
     * <p>What is written at once goes through memory of the thread; only what a writer has not taken
     * lies in the buffer, so that a copy at rest holds no memory until a writer was slow.
     *
     * <p>Each round takes a unit of budget, as neither side may be one that does: a copy between
     * two streams in memory would otherwise never let go of its worker.
     */
    static final class Pump {
        private final ByteBuf buffer;
        private boolean readEnded;
        private boolean needsFlush;
        private long total;

        Pump(int bufferSize) {
            this.buffer = BufReader.fixed(bufferSize);
        }

        Poll<Long> poll(Context cx, AsyncRead reader, AsyncWrite writer) {
            while (cx.proceed()) {
                boolean readPending = false;
                if (hasRoom()) {
                    readPending = !(buffer.isEmpty() ? pass(cx, reader, writer) : read(cx, reader));
                }
                if (!buffer.isEmpty()) {
                    boolean writePending = !write(cx, writer);
                    if (writePending && (readPending || !hasRoom())) {
                        cx.restore();
                        return Poll.pending();
                    }
                } else if (readEnded) {
                    return writer.pollFlush(cx).isPending() ? Poll.pending() : Poll.ready(total);
                } else if (readPending) {
                    cx.restore();
                    needsFlush = needsFlush && writer.pollFlush(cx).isPending();
                    return Poll.pending();
                }
            }
            return Poll.pending();
        }

        /** Moving what is left to the front would cost more than the fuller write saves. */
        private boolean hasRoom() {
            return !readEnded && (buffer.isEmpty() || buffer.writableBytes() > 0);
        }

        /** Reads, and writes as much of it at once as is taken; the rest goes to the buffer. */
        private boolean pass(Context cx, AsyncRead reader, AsyncWrite writer) {
            buffer.clear();
            var passing = PassingMemory.borrow(buffer.maxCapacity());
            if (passing == null) {
                return read(cx, reader);
            }
            try {
                var polled = reader.pollRead(cx, passing);
                readEnded = polled.isReady() && polled.value() < 0;
                if (passing.flip().hasRemaining()) {
                    int taken = write(cx, writer, passing);
                    if (taken < passing.limit()) {
                        buffer.writeBytes(passing.position(taken));
                    }
                }
                return polled.isReady();
            } finally {
                PassingMemory.giveBack(passing);
            }
        }

        private boolean read(Context cx, AsyncRead reader) {
            var polled = Reads.pollAppend(cx, reader, buffer, 1);
            readEnded = polled.isReady() && polled.value() < 0;
            return polled.isReady();
        }

        private boolean write(Context cx, AsyncWrite writer) {
            int taken = write(cx, writer, buffer.readableBuffer());
            buffer.skip(taken);
            return taken > 0;
        }

        /** Answers how many bytes were taken, of at least one: 0 if the writer is pending. */
        private int write(Context cx, AsyncWrite writer, ByteBuffer bytes) {
            int length = bytes.remaining();
            var polled = writer.pollWrite(cx, bytes);
            if (polled.isPending()) {
                return 0;
            }
            int taken = polled.value();
            Writes.requireProgress(taken, length);
            total += taken;
            needsFlush = true;
            return taken;
        }
    }

    /** One way. */
    static final class Copy extends OneShotFuture<Long> {
        private final AsyncRead reader;
        private final AsyncWrite writer;
        private final Pump pump;

        Copy(AsyncRead reader, AsyncWrite writer) {
            this.reader = reader;
            this.writer = writer;
            this.pump = new Pump(BufReader.DEFAULT_CAPACITY);
        }

        @Override
        protected Poll<Long> step(Context cx) {
            return pump.poll(cx, reader, writer);
        }
    }

    /** One way, out of the reader's own buffer. */
    static final class CopyBuf extends OneShotFuture<Long> {
        private final AsyncBufRead reader;
        private final AsyncWrite writer;
        private boolean needsFlush;
        private long total;

        CopyBuf(AsyncBufRead reader, AsyncWrite writer) {
            this.reader = reader;
            this.writer = writer;
        }

        @Override
        protected Poll<Long> step(Context cx) {
            while (cx.proceed()) {
                var filled = reader.pollFillBuf(cx);
                if (filled.isPending()) {
                    cx.restore();
                    needsFlush = needsFlush && writer.pollFlush(cx).isPending();
                    return Poll.pending();
                }
                var shown = filled.value();
                if (shown == null) {
                    return writer.pollFlush(cx).isPending() ? Poll.pending() : Poll.ready(total);
                }
                int length = shown.remaining();
                var written = writer.pollWrite(cx, shown);
                if (written.isPending()) {
                    cx.restore();
                    return Poll.pending();
                }
                Writes.requireProgress(written.value(), length);
                reader.consume(written.value());
                total += written.value();
                needsFlush = true;
            }
            return Poll.pending();
        }
    }

    /** One way of two: copies, and hands the end on. */
    private static final class Relay {
        // COPYING -> ENDING -> ENDED: the input ended; the output was shut down.
        private enum State {
            COPYING,
            ENDING,
            ENDED
        }

        private final Pump pump;
        private State state = State.COPYING;
        private long total;

        Relay(int bufferSize) {
            this.pump = new Pump(bufferSize);
        }

        /** Answers whether this way has ended. */
        boolean poll(Context cx, AsyncRead reader, AsyncWrite writer) {
            if (state == State.COPYING) {
                var copied = pump.poll(cx, reader, writer);
                if (copied.isPending()) {
                    return false;
                }
                total = copied.value();
                state = State.ENDING;
            }
            if (state == State.ENDING && writer.pollShutdown(cx).isReady()) {
                state = State.ENDED;
            }
            return state == State.ENDED;
        }
    }

    /** Both ways, until both have ended. */
    static final class Both<A extends AsyncRead & AsyncWrite, B extends AsyncRead & AsyncWrite>
            extends OneShotFuture<CopyCounts> {
        private final A first;
        private final B second;
        private final Relay forth;
        private final Relay back;
        private boolean backFirst = true;

        Both(A first, B second, int forthSize, int backSize) {
            this.first = first;
            this.second = second;
            this.forth = new Relay(forthSize);
            this.back = new Relay(backSize);
        }

        @Override
        protected Poll<CopyCounts> step(Context cx) {
            // Both are polled each time, so that both keep the newest waker; and they take turns at
            // being first, so that a busy one, which spends the budget, does not starve the other.
            backFirst = !backFirst;
            boolean backEnded = backFirst && back.poll(cx, second, first);
            boolean forthEnded = forth.poll(cx, first, second);
            backEnded = backFirst ? backEnded : back.poll(cx, second, first);
            return forthEnded && backEnded
                    ? Poll.ready(new CopyCounts(forth.total, back.total))
                    : Poll.pending();
        }
    }
}
