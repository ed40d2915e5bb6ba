package dev.kyoto.fs;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.io.AsyncRead;
import dev.kyoto.io.SeekFrom;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The position of a file, and the buffer between it and the task that reads and writes.
 *
 * <p>A read is made into the buffer, as the reader's own may be used otherwise once the read is
 * cancelled; a write is taken over into it and made behind the writer's back. What was read and not
 * asked for any more stays for the next read. A write or a seek goes back by as much first.
 *
 * <pre>
 *   nothing read     -> read under way   pollRead: the lane's call reads
 *   read under way   -> bytes unread     the call has ended
 *   read under way   -> end, failure     the call has ended: the next pollRead tells
 *   bytes unread     -> nothing read     pollRead takes the last of them; write, seek
 *   anything         -> nothing read     pollWrite: what is unread becomes `ahead`
 *   nothing read     -> read under way   pollRead, if asked to read ahead, before it is asked for more
 * </pre>
 *
 * <p>All fields but {@code maxBufferSize} and {@code readAhead} belong to whoever has the {@link Lane}.
 */
final class FileCursor {
    static final int DEFAULT_MAX_BUFFER_SIZE = 2 * 1024 * 1024;

    /**
     * A larger buffer is outside of the heap. NIO copies smaller ones through one that each thread
     * keeps for ever.
     */
    private static final int LARGEST_ON_HEAP = 128 * 1024;

    /** Who reads here and there is not read ahead for. */
    private static final int FEWEST_IN_A_ROW = 2;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final FileChannel channel;
    private final Lane lane;

    private volatile int maxBufferSize = DEFAULT_MAX_BUFFER_SIZE;
    private volatile boolean readAhead;

    /** From position to limit: bytes read and not taken yet, or those that a write has to write. */
    private ByteBuffer buffer = NOTHING;

    /** The read that was submitted last, until its end was told. */
    private Lane.@Nullable Call<Boolean> reading;

    /** How many bytes the last read asked for. */
    private int lastAsked;

    /** How many reads have followed one upon the other. */
    private int streak;

    /** One more read would find something at once. */
    private boolean more;

    /** By how many bytes the channel is ahead of the position, beside those in the buffer. */
    private long ahead;

    FileCursor(FileChannel channel, Lane lane) {
        this.channel = channel;
        this.lane = lane;
    }

    int maxBufferSize() {
        return maxBufferSize;
    }

    void maxBufferSize(int size) {
        if (size < 1) {
            throw new IllegalArgumentException(
                    "a buffer of at most "
                            + size
                            + " bytes can hold nothing; at least 1 is needed");
        }
        maxBufferSize = size;
    }

    void readAhead(boolean on) {
        readAhead = on;
    }

    Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        AsyncRead.requireRoom(dst);
        if (!pollTake(cx)) {
            return Poll.pending();
        }
        boolean submitted = false;
        try {
            if (buffer.hasRemaining()) {
                reading = null;
                int count = take(dst);
                if (readAhead && more && !buffer.hasRemaining()) {
                    submitted = true;
                    reading = lane.trySubmit("read", () -> fill(lastAsked));
                }
                return Poll.ready(count);
            }
            var ended = reading;
            reading = null;
            if (ended != null && ended.outcome()) {
                return Poll.ready(-1);
            }
            int size = Math.min(dst.remaining(), maxBufferSize);
            submitted = true; // whatever happens, the lane is not ours any more
            reading = lane.submit(cx, "read", () -> fill(size));
            cx.restore();
            return Poll.pending();
        } finally {
            if (!submitted) {
                lane.leave();
            }
        }
    }

    Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        if (!src.hasRemaining()) {
            return Poll.ready(0);
        }
        if (!pollTake(cx)) {
            return Poll.pending();
        }
        int size = Math.min(src.remaining(), maxBufferSize);
        boolean submitted = false;
        try {
            forgetUnread();
            prepare(size);
            buffer.put(0, src, src.position(), size);
            submitted = true; // whatever happens, the lane is not ours any more
            lane.submitDeferred("write", this::drain);
        } finally {
            if (!submitted) {
                lane.leave();
            }
        }
        src.position(src.position() + size);
        return Poll.ready(size);
    }

    Poll<Long> pollWriteVectored(Context cx, ByteBuffer[] srcs, int from, int to) {
        Objects.checkFromToIndex(from, to, srcs.length);
        long remaining = 0;
        for (int i = from; i < to; i++) {
            remaining += srcs[i].remaining();
        }
        if (remaining == 0) {
            return Poll.ready(0L);
        }
        if (!pollTake(cx)) {
            return Poll.pending();
        }
        int size = (int) Math.min(remaining, maxBufferSize);
        boolean submitted = false;
        try {
            forgetUnread();
            prepare(size);
            gather(srcs, from, size);
            submitted = true; // whatever happens, the lane is not ours any more
            lane.submitDeferred("write", this::drain);
        } finally {
            if (!submitted) {
                lane.leave();
            }
        }
        advance(srcs, from, size);
        return Poll.ready((long) size);
    }

    private void gather(ByteBuffer[] srcs, int from, int size) {
        int at = 0;
        for (int i = from; at < size; i++) {
            int count = Math.min(srcs[i].remaining(), size - at);
            buffer.put(at, srcs[i], srcs[i].position(), count);
            at += count;
        }
    }

    /** Says what was taken, once nothing can fail any more. */
    private static void advance(ByteBuffer[] srcs, int from, int size) {
        int left = size;
        for (int i = from; left > 0; i++) {
            int count = Math.min(srcs[i].remaining(), left);
            srcs[i].position(srcs[i].position() + count);
            left -= count;
        }
    }

    /** Takes a unit of budget and the lane, or neither. */
    private boolean pollTake(Context cx) {
        if (!cx.proceed()) {
            return false;
        }
        if (lane.pollEnter(cx).isPending()) {
            cx.restore();
            return false;
        }
        return true;
    }

    /** Ready once all that was taken is written. */
    Poll<@Nullable Void> pollFlush(Context cx) {
        if (!pollTake(cx)) {
            return Poll.pending();
        }
        lane.leave();
        return Poll.ready(null);
    }

    // ---- On the pool, with the lane. ----

    /** Answers whether the end was there. */
    private boolean fill(int size) throws IOException {
        goBack();
        prepare(size);
        int count = 0;
        try {
            count = channel.read(buffer);
            lastAsked = size;
            streak++;
            more = readAhead && streak >= FEWEST_IN_A_ROW && count == size && isBeforeEnd();
            return count < 0;
        } finally {
            buffer.position(0).limit(Math.max(0, count));
        }
    }

    /** A pipe has no end to compare with, and might block. */
    private boolean isBeforeEnd() {
        try {
            return channel.position() < channel.size();
        } catch (IOException e) {
            return false;
        }
    }

    private @Nullable Void drain() throws IOException {
        try {
            goBack();
            while (buffer.hasRemaining()) {
                var _ = channel.write(buffer);
            }
            return null;
        } finally {
            buffer.position(0).limit(0);
        }
    }

    /** Moves the position; answers the new one. */
    long seek(SeekFrom to) throws IOException {
        long unread = buffer.remaining() + ahead;
        long target =
                switch (to) {
                    case SeekFrom.Start(long offset) -> offset;
                    case SeekFrom.End(long offset) -> sum(channel.size(), offset);
                    case SeekFrom.Current(long offset) -> sum(channel.position() - unread, offset);
                };
        if (target < 0) {
            throw new IllegalArgumentException(
                    "cannot seek to %s: that is %d bytes before the start of %s"
                            .formatted(to, -target, lane.name()));
        }
        // Where nothing moves, what was read ahead stays good.
        if (!(to instanceof SeekFrom.Current(long offset) && offset == 0)) {
            channel.position(target);
            drop();
        }
        return target;
    }

    private static long sum(long base, long offset) {
        try {
            return Math.addExact(base, offset);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "cannot seek %d bytes from position %d: no file is that long"
                            .formatted(offset, base),
                    e);
        }
    }

    /** Sets the length; the position stays where it is, be that beyond the end. */
    @Nullable Void length(long length) throws IOException {
        forgetUnread();
        goBack();
        long size = channel.size();
        long position = channel.position();
        if (length < size) {
            channel.truncate(length);
            channel.position(position); // a channel takes it back to the end
        } else if (length > size) {
            // There is no other way than to write the last byte.
            int _ = channel.write(ByteBuffer.allocate(1), length - 1);
            // A file that is open for appending has it at its old end now.
            for (long left = length - channel.size(); left > 0; left = length - channel.size()) {
                int zeros = (int) Math.min(left, LARGEST_ON_HEAP);
                int _ = channel.write(ByteBuffer.allocate(zeros), length - left);
            }
        }
        return null;
    }

    /** Makes the channel's position the file's. */
    @Nullable Void settle() throws IOException {
        forgetUnread();
        goBack();
        return null;
    }

    // ---- By whoever has the lane. ----

    private int take(ByteBuffer dst) {
        int count = Math.min(buffer.remaining(), dst.remaining());
        dst.put(dst.position(), buffer, buffer.position(), count);
        dst.position(dst.position() + count);
        buffer.position(buffer.position() + count);
        return count;
    }

    /** What was read and not taken is to be read again, and so is the end of the file. */
    void forgetUnread() {
        reading = null;
        streak = 0;
        ahead += buffer.remaining();
        buffer.limit(buffer.position());
    }

    private void drop() {
        reading = null;
        streak = 0;
        ahead = 0;
        buffer.limit(buffer.position());
    }

    private void goBack() throws IOException {
        if (ahead != 0) {
            channel.position(channel.position() - ahead);
            ahead = 0;
        }
    }

    /** Makes the buffer empty and that large. */
    private void prepare(int size) {
        if (buffer.capacity() < size) {
            buffer = allocate(size);
        }
        buffer.position(0).limit(size);
    }

    /** A buffer that NIO takes as it is if it is large. */
    static ByteBuffer allocate(int size) {
        return size <= LARGEST_ON_HEAP
                ? ByteBuffer.allocate(size)
                : ByteBuffer.allocateDirect(size);
    }
}
