package dev.kyoto.bridge;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.scheduler.SystemCall;
import dev.kyoto.io.AsyncRead;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads from something that blocks, each read a call on the blocking pool.
 *
 * <p>A call belongs to the reader, not to the operation that has started it: a cancelled read leaves
 * it under way, and the next read finds what it has brought.
 *
 * <pre>
 *   IDLE    -> CALLING   a read finds nothing; the call may read as much as was asked for
 *   CALLING -> FULL      the call has brought bytes
 *   CALLING -> IDLE      it has brought the end, or failed: the read that sees it is told
 *   FULL    -> IDLE      the last byte was taken
 * </pre>
 *
 * <p>All fields belong to the task that reads. The call alone writes to its chunk, and its end is
 * seen before the chunk is looked at.
 */
final class BlockingReader implements AsyncRead {
    /** The most bytes that one call reads. */
    static final int LARGEST_CHUNK = 64 * 1024;

    /** Something that blocks. */
    @FunctionalInterface
    interface Source {
        /** Fills a part of the array from its start; -1 at the end, never 0. */
        int read(byte[] dst) throws IOException;
    }

    private final Source source;
    private @Nullable SystemCall<ByteBuffer> call;
    private ByteBuffer chunk = ByteBuffer.allocate(0);

    BlockingReader(Source source) {
        this.source = source;
    }

    @Override
    public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        AsyncRead.requireRoom(dst);
        if (!cx.proceed()) {
            return Poll.pending();
        }
        if (!chunk.hasRemaining()) {
            if (!pollCall(cx, dst.remaining())) {
                cx.restore();
                return Poll.pending();
            }
            if (!chunk.hasRemaining()) {
                return Poll.ready(-1);
            }
        }
        return Poll.ready(Chunks.move(chunk, dst));
    }

    /** Answers whether the call has ended; then the chunk holds what it has brought. */
    private boolean pollCall(Context cx, int room) {
        var started = call;
        if (started == null) {
            int length = Math.min(room, LARGEST_CHUNK);
            started = SystemCall.start(() -> read(length));
        }
        call = null; // stays so if it has failed
        var polled = started.poll(cx);
        if (polled.isPending()) {
            call = started;
            return false;
        }
        chunk = polled.value();
        return true;
    }

    private ByteBuffer read(int room) throws IOException {
        var bytes = new byte[room];
        int length = source.read(bytes);
        if (length == 0) {
            throw new IoException(
                    IoException.Kind.OTHER,
                    "a blocking source has read none of %d bytes and did not say that it is at its end"
                            .formatted(room));
        }
        return ByteBuffer.wrap(bytes, 0, Math.max(0, length));
    }
}
