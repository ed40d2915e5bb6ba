package dev.kyoto.process;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.driver.Readiness;
import dev.kyoto.internal.driver.Registration;
import dev.kyoto.io.AsyncRead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;

/** A pipe whose reading end the runtime's driver watches. */
final class ChannelReadPipe implements ReadPipe {
    /** NIO copies heap buffers through a direct one of that size, which each thread keeps. */
    static final int HEAP_CHUNK = 64 * 1024;

    private final String name;
    private final Pipe.SourceChannel channel;
    private final Registration registration;

    /** Set by the reading task alone; it has closed the channel before. */
    private volatile boolean ended;

    ChannelReadPipe(String name, Pipe.SourceChannel channel, Registration registration) {
        this.name = name;
        this.channel = channel;
        this.registration = registration;
    }

    @Override
    public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        AsyncRead.requireRoom(dst);
        if (!cx.proceed()) {
            return Poll.pending();
        }
        while (!ended) {
            long ready = registration.pollReady(cx, Direction.READ);
            if (ready == Readiness.PENDING) {
                cx.restore();
                return Poll.pending();
            }
            int count = readNow(ready, dst);
            if (count > 0) {
                return Poll.ready(count);
            }
        }
        return Poll.ready(-1);
    }

    /** Fewer bytes than asked for say that there are no more: it saves the next call. */
    private int readNow(long ready, ByteBuffer dst) {
        int asked = dst.isDirect() ? dst.remaining() : Math.min(dst.remaining(), HEAP_CHUNK);
        int limit = dst.limit();
        int count;
        try {
            do {
                count = channel.read(dst.limit(dst.position() + asked));
            } while (count < -1); // what NIO answers if a signal has interrupted it
        } catch (IOException e) {
            throw IoException.of("read from " + name + ": " + e.getMessage(), e);
        } finally {
            dst.limit(limit);
        }
        if (count < 0) {
            ended = true;
            close();
        } else if (count < asked) {
            registration.clearReady(ready, Direction.READ);
        }
        return count;
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
