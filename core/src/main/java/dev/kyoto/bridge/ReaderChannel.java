package dev.kyoto.bridge;

import dev.kyoto.future.IoException;
import dev.kyoto.io.AsyncRead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;

/** A reader as a blocking channel. */
final class ReaderChannel implements ReadableByteChannel {
    private final AsyncRead reader;
    private volatile boolean closed;

    ReaderChannel(AsyncRead reader) {
        this.reader = Objects.requireNonNull(reader, "reader");
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (!dst.hasRemaining()) {
            return 0;
        }
        try {
            return reader.read(dst).await();
        } catch (IoException e) {
            throw Bridge.checked(e);
        }
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            Bridge.close(reader);
        }
    }
}
