package dev.kyoto.process;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.ByteOutput;
import dev.kyoto.internal.driver.Registration;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import org.jspecify.annotations.Nullable;

/** A pipe whose writing end the runtime's driver watches. */
final class ChannelWritePipe implements WritePipe {
    private final String name;
    private final Registration registration;
    private final ByteOutput output;

    ChannelWritePipe(String name, Pipe.SinkChannel channel, Registration registration) {
        this.name = name;
        this.registration = registration;
        this.output = new ByteOutput(channel, registration, () -> name);
    }

    @Override
    public Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        if (registration.isClosed()) {
            throw WritePipe.ended(name);
        }
        return output.pollWrite(cx, src);
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
