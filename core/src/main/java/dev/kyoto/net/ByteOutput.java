package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.driver.Readiness;
import dev.kyoto.internal.driver.Registration;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.function.Supplier;

/** Writes to a registered channel; for one task at a time. */
final class ByteOutput {
    private final GatheringByteChannel channel;
    private final Registration registration;

    /** Where the bytes go, for messages. */
    private final Supplier<String> target;

    ByteOutput(GatheringByteChannel channel, Registration registration, Supplier<String> target) {
        this.channel = channel;
        this.registration = registration;
        this.target = target;
    }

    Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
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

    /** Bytes taken, 0 if there is no room now. */
    int tryWrite(ByteBuffer src) {
        return src.hasRemaining() ? writeNow(registration.snapshot(), src) : 0;
    }

    Poll<Long> pollWriteVectored(Context cx, ByteBuffer[] srcs, int from, int to) {
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

    /** Bytes taken, 0 if there is no room now. */
    long tryWriteVectored(ByteBuffer[] srcs) {
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

    void requireOpen(long ready) {
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
