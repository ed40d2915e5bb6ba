package dev.kyoto.bridge;

import dev.kyoto.future.IoException;
import dev.kyoto.io.AsyncRead;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A reader as a blocking stream. */
final class ReaderInputStream extends InputStream {
    private final AsyncRead reader;
    private volatile boolean closed;

    ReaderInputStream(AsyncRead reader) {
        this.reader = Objects.requireNonNull(reader, "reader");
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] dst, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, dst.length);
        if (closed) {
            throw new IOException("read from a stream after close()");
        }
        if (length == 0) {
            return 0;
        }
        try {
            return reader.read(ByteBuffer.wrap(dst, offset, length)).await();
        } catch (IoException e) {
            throw Bridge.checked(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            Bridge.close(reader);
        }
    }
}
