package dev.kyoto.process;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.driver.Readiness;
import dev.kyoto.internal.driver.Registration;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import org.jspecify.annotations.Nullable;

/** A pipe whose writing end the runtime's driver watches. */
final class ChannelWritePipe implements WritePipe {
    private final String name;
    private final Pipe.SinkChannel channel;
    private final Registration registration;

    ChannelWritePipe(String name, Pipe.SinkChannel channel, Registration registration) {
        this.name = name;
        this.channel = channel;
        this.registration = registration;
    }

    @Override
    public Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        if (registration.isClosed()) {
            throw WritePipe.ended(name);
        }
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
            if (count > 0) {
                return Poll.ready(count);
            }
        }
    }

    /**
     * A pipe takes a write of up to 4,096 bytes whole or not at all, so that fewer bytes than asked
     * for say that it is full.
     */
    private int writeNow(long ready, ByteBuffer src) {
        int asked =
                src.isDirect()
                        ? src.remaining()
                        : Math.min(src.remaining(), ChannelReadPipe.HEAP_CHUNK);
        int limit = src.limit();
        int count;
        try {
            do {
                count = channel.write(src.limit(src.position() + asked));
            } while (count < 0); // what NIO answers if a signal has interrupted it
        } catch (IOException e) {
            throw IoException.of("write to " + name + ": " + e.getMessage(), e);
        } finally {
            src.limit(limit);
        }
        if (count < asked) {
            registration.clearReady(ready, Direction.WRITE);
        }
        return count;
    }

    /** Ready at once: a pipe holds nothing back on this side of the system. */
    @Override
    public Poll<@Nullable Void> pollFlush(Context cx) {
        return Poll.ready(null);
    }

    @Override
    public boolean close() {
        if (registration.isClosed()) {
            return false;
        }
        Launch.closeQuietly(registration::close);
        return true;
    }
}
