package dev.kyoto.process;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.ByteInput;
import dev.kyoto.internal.driver.Registration;
import dev.kyoto.io.AsyncRead;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;

/** A pipe whose reading end the runtime's driver watches. */
final class ChannelReadPipe implements ReadPipe {
    private final Registration registration;
    private final ByteInput input;

    /** Set by the reading task alone; it has closed the channel before. */
    private volatile boolean ended;

    ChannelReadPipe(String name, Pipe.SourceChannel channel, Registration registration) {
        this.registration = registration;
        this.input = new ByteInput(channel, registration, () -> name);
    }

    @Override
    public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        if (ended) {
            AsyncRead.requireRoom(dst);
            return cx.proceed() ? Poll.ready(-1) : Poll.pending();
        }
        var polled = input.pollRead(cx, dst);
        if (polled.isReady() && polled.value() < 0) {
            ended = true;
            close();
        }
        return polled;
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
