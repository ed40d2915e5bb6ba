package dev.kyoto.internal.driver;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.function.Supplier;

/** Writes to a registered channel; for one task at a time. */
public final class ByteOutput {
    private final GatheringByteChannel channel;
    private final Registration registration;

    /** Where the bytes go, for messages. */
    private final Supplier<String> target;

    /**
     * Writes to a channel.
     *
     * @param channel a channel that does not block
     * @param registration its place in the driver
     * @param target where the bytes go, for messages
     */
    public ByteOutput(
            GatheringByteChannel channel, Registration registration, Supplier<String> target) {
        this.channel = channel;
        this.registration = registration;
        this.target = target;
    }

    /**
     * As {@link dev.kyoto.io.AsyncWrite#pollWrite}.
     *
     * @param cx the waker to keep and the budget to honour
     * @param src the bytes
     * @return how many bytes were taken
     */
    public Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        if (!src.hasRemaining()) {
            return Poll.ready(0);
        }
        if (!cx.proceed()) {
            return Poll.pending();
        }
        while (true) {
            long ready = registration.pollReady(cx, Direction.WRITE);
            if (ready == Readiness.PENDING) {
                cx.restore();
                return Poll.pending();
            }
            int count = writeNow(ready, src);
            if (count != 0) {
                return Poll.ready(count);
            }
        }
    }

    /**
     * Writes without waiting.
     *
     * @param src the bytes
     * @return how many bytes were taken, 0 if there is no room now
     */
    public int tryWrite(ByteBuffer src) {
        return src.hasRemaining() ? writeNow(registration.snapshot(), src) : 0;
    }

    /**
     * As {@link dev.kyoto.io.AsyncWrite#pollWriteVectored}.
     *
     * @param cx the waker to keep and the budget to honour
     * @param srcs an array of buffers
     * @param from the index of the first buffer to write
     * @param to the index after the last buffer to write
     * @return how many bytes were taken, over all buffers
     */
    public Poll<Long> pollWriteVectored(Context cx, ByteBuffer[] srcs, int from, int to) {
        int first = Chunks.first(srcs, from, to);
        if (first == to) {
            return Poll.ready(0L);
        }
        int end = Chunks.end(srcs, first, to);
        if (end == first + 1) {
            return pollWrite(cx, srcs[first]) instanceof Poll.Ready<Integer>(Integer count)
                    ? Poll.ready(count.longValue())
                    : Poll.pending();
        }
        if (!cx.proceed()) {
            return Poll.pending();
        }
        while (true) {
            long ready = registration.pollReady(cx, Direction.WRITE);
            if (ready == Readiness.PENDING) {
                cx.restore();
                return Poll.pending();
            }
            long count = gatherNow(ready, srcs, first, end);
            if (count != 0) {
                return Poll.ready(count);
            }
        }
    }

    /**
     * Writes several buffers without waiting.
     *
     * @param srcs the bytes
     * @return how many bytes were taken, 0 if there is no room now
     */
    public long tryWriteVectored(ByteBuffer[] srcs) {
        int first = Chunks.first(srcs, 0, srcs.length);
        if (first == srcs.length) {
            return 0;
        }
        int end = Chunks.end(srcs, first, srcs.length);
        return end == first + 1
                ? tryWrite(srcs[first])
                : gatherNow(registration.snapshot(), srcs, first, end);
    }

    private int writeNow(long ready, ByteBuffer src) {
        requireOpen(ready);
        int asked = Chunks.of(src);
        int limit = src.limit();
        int count;
        try {
            do {
                count = channel.write(src.limit(src.position() + asked));
            } while (count < 0); // a signal has interrupted it: see ByteInput
        } catch (IOException e) {
            throw failure(e);
        } finally {
            src.limit(limit);
        }
        note(ready, count, asked);
        return count;
    }

    private long gatherNow(long ready, ByteBuffer[] srcs, int from, int to) {
        requireOpen(ready);
        long asked = Chunks.remaining(srcs, from, to);
        long count;
        try {
            do {
                count = channel.write(srcs, from, to - from);
            } while (count < 0);
        } catch (IOException e) {
            throw failure(e);
        }
        note(ready, count, asked);
        return count;
    }

    /** Fewer bytes than asked for say that there is no room for more. */
    private void note(long ready, long count, long asked) {
        if (count < asked) {
            registration.clearReady(ready, Direction.WRITE);
        }
    }

    /**
     * Refuses what is written after the end of the output.
     *
     * @param ready a snapshot of the readiness
     * @throws IoException {@code BROKEN_PIPE}
     */
    public void requireOpen(long ready) {
        if (Readiness.isEnded(ready, Direction.WRITE)) {
            throw new IoException(
                    IoException.Kind.BROKEN_PIPE,
                    "write to %s: the output was shut down; write before shutdown()"
                            .formatted(target.get()));
        }
    }

    private IoException failure(IOException e) {
        return IoException.of("write to " + target.get() + ": " + e.getMessage(), e);
    }
}
