package dev.kyoto.bridge;

import dev.kyoto.future.IoException;
import dev.kyoto.io.AsyncWrite;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;

/** A writer as a blocking channel. */
final class WriterChannel implements WritableByteChannel {
    private final AsyncWrite writer;
    private final OutputStream stream;
    private volatile boolean closed;

    WriterChannel(AsyncWrite writer) {
        this.writer = Objects.requireNonNull(writer, "writer");
        this.stream = new WriterOutputStream(writer);
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        int length = src.remaining();
        try {
            writer.writeAll(src).await();
            writer.flush().await();
        } catch (IoException e) {
            throw Bridge.checked(e);
        }
        return length;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        stream.close();
    }
}
