package dev.kyoto.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A file whose reads and writes wait until a test lets them go, and fail if it says so. */
final class GatedChannel extends FileChannel {
    private final FileChannel file;
    private final Semaphore entered = new Semaphore(0);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile @Nullable IOException failure;

    GatedChannel(FileChannel file) {
        this.file = file;
    }

    /** From now on reads and writes wait. */
    void shut() {
        gate = new CountDownLatch(1);
    }

    /** Lets all go that wait, and those to come. */
    void open() {
        gate.countDown();
    }

    /** Waits until a read or write has come to the gate since the last call. */
    void awaitEntered() {
        entered.acquireUninterruptibly();
    }

    void failWith(@Nullable IOException next) {
        failure = next;
    }

    void awaitClosed() throws InterruptedException {
        closed.await();
    }

    private void pass() throws IOException {
        entered.release();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        var thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        pass();
        return file.read(dst);
    }

    @Override
    public int read(ByteBuffer dst, long position) throws IOException {
        pass();
        return file.read(dst, position);
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        pass();
        return file.write(src);
    }

    @Override
    public int write(ByteBuffer src, long position) throws IOException {
        pass();
        return file.write(src, position);
    }

    @Override
    public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
        return file.read(dsts, offset, length);
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        return file.write(srcs, offset, length);
    }

    @Override
    public long position() throws IOException {
        return file.position();
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
        return file.position(newPosition);
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        return file.truncate(size);
    }

    @Override
    public void force(boolean metaData) throws IOException {
        file.force(metaData);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target)
            throws IOException {
        return file.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel src, long position, long count)
            throws IOException {
        return file.transferFrom(src, position, count);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        return file.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        return file.lock(position, size, shared);
    }

    @Override
    public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        file.close();
        closed.countDown();
    }
}
