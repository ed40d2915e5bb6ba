package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.driver.Readiness;
import dev.kyoto.internal.driver.Registration;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Writes to a registered channel; for one task at a time. */
final class ByteOutput {
    /**
     * The most that is handed to the system in one call from a heap buffer. NIO copies through a
     * direct buffer of that size, which each thread keeps for ever.
     */
    private static final int HEAP_CHUNK = 128 * 1024;

    private final WritableByteChannel channel;
    private final Registration registration;

    /** Where the bytes go, for messages. */
    private final String target;

    ByteOutput(WritableByteChannel channel, Registration registration, String target) {
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

    /** Writes once. Fewer bytes than asked for say that there is no room for more. */
    private int writeNow(long ready, ByteBuffer src) {
        int asked = src.isDirect() ? src.remaining() : Math.min(src.remaining(), HEAP_CHUNK);
        int limit = src.limit();
        int count;
        try {
            count = channel.write(src.limit(src.position() + asked));
        } catch (IOException e) {
            throw IoException.of("write to " + target + ": " + e.getMessage(), e);
        } finally {
            src.limit(limit);
        }
        if (count < asked) {
            registration.clearReady(ready, Direction.WRITE);
        }
        return count;
    }
}
