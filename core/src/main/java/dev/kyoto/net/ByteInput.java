package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.driver.Readiness;
import dev.kyoto.internal.driver.Registration;
import dev.kyoto.io.AsyncRead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Reads from a registered channel; for one task at a time. */
final class ByteInput {
    /**
     * The most that is asked of the system in one call into a heap buffer. NIO copies through a
     * direct buffer of that size, which each thread keeps for ever.
     */
    private static final int HEAP_CHUNK = 128 * 1024;

    private final ReadableByteChannel channel;
    private final Registration registration;

    /** Where the bytes come from, for messages. */
    private final String origin;

    ByteInput(ReadableByteChannel channel, Registration registration, String origin) {
        this.channel = channel;
        this.registration = registration;
        this.origin = origin;
    }

    Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
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

    /** Bytes taken, 0 if there are none now, -1 at the end. */
    int tryRead(ByteBuffer dst) {
        AsyncRead.requireRoom(dst);
        return readNow(registration.snapshot(), dst);
    }

    /**
     * Reads once. Fewer bytes than asked for say that there are no more: it saves the next call.
     */
    private int readNow(long ready, ByteBuffer dst) {
        if (Readiness.isEnded(ready, Direction.READ)) {
            return -1;
        }
        int asked = dst.isDirect() ? dst.remaining() : Math.min(dst.remaining(), HEAP_CHUNK);
        int limit = dst.limit();
        int count;
        try {
            count = channel.read(dst.limit(dst.position() + asked));
        } catch (IOException e) {
            throw IoException.of("read from " + origin + ": " + e.getMessage(), e);
        } finally {
            dst.limit(limit);
        }
        if (count < 0) {
            registration.markEnded(Direction.READ);
        } else if (count < asked) {
            registration.clearReady(ready, Direction.READ);
        }
        return count;
    }
}
