package dev.kyoto.bridge;

import dev.kyoto.future.IoException;
import dev.kyoto.io.AsyncWrite;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** A writer as a blocking stream. */
final class WriterOutputStream extends OutputStream {
    private final AsyncWrite writer;
    private volatile boolean closed;

    WriterOutputStream(AsyncWrite writer) {
        this.writer = Objects.requireNonNull(writer, "writer");
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] src, int offset, int length) throws IOException {
        requireOpen();
        try {
            writer.writeAll(src, offset, length).await();
        } catch (IoException e) {
            throw Bridge.checked(e);
        }
    }

    @Override
    public void flush() throws IOException {
        requireOpen();
        try {
            writer.flush().await();
        } catch (IoException e) {
            throw Bridge.checked(e);
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("write to a stream after close()");
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            writer.shutdown().await();
        } catch (IoException e) {
            throw Bridge.checked(e);
        } finally {
            Bridge.close(writer);
        }
    }
}
