package dev.kyoto.internal.driver;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.io.AsyncRead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ScatteringByteChannel;
import java.util.function.Supplier;

/** Reads from a registered channel; for one task at a time. */
public final class ByteInput {
    /**
     * What a read answers at the end. Where a signal has interrupted a call, reads and writes of NIO
     * answer a lower number, although nothing says so; such a call is made again.
     */
    private static final int END = -1;

    private final ScatteringByteChannel channel;
    private final Registration registration;

    /** Where the bytes come from, for messages. */
    private final Supplier<String> origin;

    /**
     * Reads a channel.
     *
     * @param channel a channel that does not block
     * @param registration its place in the driver
     * @param origin where the bytes come from, for messages
     */
    public ByteInput(
            ScatteringByteChannel channel, Registration registration, Supplier<String> origin) {
        this.channel = channel;
        this.registration = registration;
        this.origin = origin;
    }

    /**
     * As {@link AsyncRead#pollRead}.
     *
     * @param cx the waker to keep and the budget to honour
     * @param dst where the bytes go
     * @return how many bytes were taken, or -1 at the end
     */
    public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        AsyncRead.requireRoom(dst);
        if (!cx.proceed()) {
            return Poll.pending();
        }
        while (true) {
            long ready = registration.pollReady(cx, Direction.READ);
            if (ready == Readiness.PENDING) {
                cx.restore();
                return Poll.pending();
            }
            int count = readNow(ready, dst);
            if (count != 0) {
                return Poll.ready(count);
            }
        }
    }

    /**
     * Reads without waiting.
     *
     * @param dst where the bytes go
     * @return how many bytes were taken, 0 if there are none now, -1 at the end
     */
    public int tryRead(ByteBuffer dst) {
        AsyncRead.requireRoom(dst);
        return readNow(registration.snapshot(), dst);
    }

    /**
     * Reads into the buffers of one chunk without waiting.
     *
     * @param dsts where the bytes go
     * @param first the first buffer with room
     * @return how many bytes were taken, 0 if there are none now, -1 at the end
     */
    public long tryReadVectored(ByteBuffer[] dsts, int first) {
        int end = Chunks.end(dsts, first, dsts.length);
        return end == first + 1
                ? tryRead(dsts[first])
                : scatterNow(registration.snapshot(), dsts, first, end);
    }

    /**
     * Reads once. Fewer bytes than asked for say that there are no more: it saves the next call.
     */
    private int readNow(long ready, ByteBuffer dst) {
        if (Readiness.isEnded(ready, Direction.READ)) {
            return -1;
        }
        int asked = Chunks.of(dst);
        int limit = dst.limit();
        int count;
        try {
            do {
                count = channel.read(dst.limit(dst.position() + asked));
            } while (count < END);
        } catch (IOException e) {
            throw failure(e);
        } finally {
            dst.limit(limit);
        }
        note(ready, count, asked);
        return count;
    }

    private long scatterNow(long ready, ByteBuffer[] dsts, int from, int to) {
        if (Readiness.isEnded(ready, Direction.READ)) {
            return -1;
        }
        long asked = Chunks.remaining(dsts, from, to);
        long count;
        try {
            do {
                count = channel.read(dsts, from, to - from);
            } while (count < END);
        } catch (IOException e) {
            throw failure(e);
        }
        note(ready, count, asked);
        return count;
    }

    private void note(long ready, long count, long asked) {
        if (count < 0) {
            registration.markEnded(Direction.READ);
        } else if (count < asked) {
            registration.clearReady(ready, Direction.READ);
        }
    }

    private IoException failure(IOException e) {
        return IoException.of("read from " + origin.get() + ": " + e.getMessage(), e);
    }
}
