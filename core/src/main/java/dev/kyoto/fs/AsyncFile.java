package dev.kyoto.fs;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.scheduler.Scheduler;
import dev.kyoto.internal.scheduler.ThreadContext;
import dev.kyoto.internal.util.LeakGuard;
import dev.kyoto.io.AsyncRead;
import dev.kyoto.io.AsyncSeek;
import dev.kyoto.io.AsyncWrite;
import dev.kyoto.io.BufReader;
import dev.kyoto.io.SeekFrom;
import dev.kyoto.net.TcpStream;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * An open file, whose operations run on the blocking pool, one at a time.
 *
 * <p>A write is taken over into a buffer, answered, and made behind the writer's back; the next
 * operation waits for it, and throws what it failed with. {@link #flush} does no more than that:
 * the bytes are with the system then, and survive the process; {@link #syncAll} makes them survive
 * the machine. A read asks the system for what it was asked for, up to {@link #maxBufferSize}, so
 * small ones are better made through {@link #buffered}.
 *
 * <p>One task at a time reads, writes and seeks. All else is for any number of tasks, which take
 * turns. A read of a pipe or a terminal keeps a thread of the pool until something comes. {@link
 * #close} blocks nobody and loses nothing: what was taken is still written. A file that
 * becomes unreachable without {@code close()} is closed then and reported as a leak.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var file = AsyncFile.create(path).await()) {
 *     file.writeString("hello\n").await();
 *     file.flush().await();
 * }
 * }
 *
 * <p>Answers to {@code tokio::fs::File}.
 */
public final class AsyncFile implements AsyncRead, AsyncWrite, AsyncSeek, AutoCloseable {
    /** What a reader of lines takes at once: a trip to the pool costs as much as copying that. */
    private static final int READ_AHEAD = 128 * 1024;

    private final FileChannel channel;
    private final @Nullable Path path;
    private final Lane lane;
    private final FileCursor cursor;
    private final LeakGuard guard;

    AsyncFile(FileChannel channel, @Nullable Path path, Scheduler scheduler) {
        this.channel = channel;
        this.path = path;
        this.lane = new Lane(scheduler, channel, path == null ? "a file" : path.toString());
        this.cursor = new FileCursor(channel, lane);
        var open = lane;
        this.guard = LeakGuard.watch(this, () -> "AsyncFile(" + open + ")", open::close);
    }

    /**
     * Opens a file that exists, to read it.
     *
     * <p><b>Cancellation</b> Safe: a file that was opened meanwhile is closed.
     *
     * <p><b>Errors</b> {@code NOT_FOUND}, {@code PERMISSION_DENIED}, {@code TOO_MANY_OPEN_FILES}. A
     * directory can be opened; reading it fails with {@code IS_A_DIRECTORY}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var file = AsyncFile.open(path).await()) {
     *     var lines = file.buffered().lines();
     *     for (var line = lines.next().await(); line != null; line = lines.next().await()) {
     *         handle(line);
     *     }
     * }
     * }
     *
     * <p>Answers to {@code File::open}.
     *
     * @param path the file
     * @return the open file
     */
    @CheckReturnValue
    public static Future<AsyncFile> open(Path path) {
        return options().read(true).open(path);
    }

    /**
     * Opens a file to write it: it is created if it is missing, and emptied if it is not; {@link
     * OpenOptions#open} in all else.
     *
     * <p><b>Cancellation</b> Safe: a file that was opened meanwhile is closed.
     *
     * <p><b>Errors</b> As {@link OpenOptions#open}.
     *
     * <p>Answers to {@code File::create}.
     *
     * @param path the file
     * @return the open file
     */
    @CheckReturnValue
    public static Future<AsyncFile> create(Path path) {
        return options().write(true).create(true).truncate(true).open(path);
    }

    /**
     * Creates a file, to read and write it, which must not exist yet; {@link OpenOptions#open} in all
     * else.
     *
     * <p><b>Cancellation</b> Safe: a file that was created meanwhile is closed, and stays.
     *
     * <p><b>Errors</b> {@code ALREADY_EXISTS}; else as {@link OpenOptions#open}.
     *
     * <p>Answers to {@code File::create_new}.
     *
     * @param path the file
     * @return the open file
     */
    @CheckReturnValue
    public static Future<AsyncFile> createNew(Path path) {
        return options().read(true).write(true).createNew(true).open(path);
    }

    /**
     * Any other way to open a file.
     *
     * @return options, all off
     */
    @CheckReturnValue
    public static OpenOptions options() {
        return new OpenOptions();
    }

    /**
     * Makes a file of an open channel, which belongs to the file from then on.
     *
     * <p>Answers to {@code File::from_std}.
     *
     * @param channel a channel; the position is where it has it
     * @return the file
     * @throws IllegalStateException without a runtime at hand
     */
    @CheckReturnValue
    public static AsyncFile of(FileChannel channel) {
        return new AsyncFile(
                Objects.requireNonNull(channel, "channel"),
                null,
                ThreadContext.current().scheduler());
    }

    @Override
    public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        try {
            return cursor.pollRead(cx, dst);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        try {
            return cursor.pollWrite(cx, src);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public Poll<Long> pollWriteVectored(Context cx, ByteBuffer[] srcs, int from, int to) {
        try {
            return cursor.pollWriteVectored(cx, srcs, from, to);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean isWriteVectored() {
        return true;
    }

    /** Ready once all that was taken is with the system; see {@link #syncAll} for the device. */
    @Override
    public Poll<@Nullable Void> pollFlush(Context cx) {
        try {
            return cursor.pollFlush(cx);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Flushes: a file has no other side that would have to see its end. */
    @Override
    public Poll<@Nullable Void> pollShutdown(Context cx) {
        return pollFlush(cx);
    }

    @Override
    public Future<Long> seek(SeekFrom to) {
        Objects.requireNonNull(to, "to");
        return reading("seek in", () -> cursor.seek(to));
    }

    /**
     * A reader with a buffer of 128 KiB, since each read of a file is a trip to another thread; it
     * turns {@link #readAhead} on.
     */
    @Override
    public BufReader buffered() {
        readAhead(true);
        return new BufReader(this, READ_AHEAD);
    }

    /**
     * Reads from a place, once, and leaves the position where it is.
     *
     * <p><b>Cancellation</b> Safe: nothing is consumed, and {@code dst} is untouched.
     *
     * <p><b>Errors</b> As a read, and {@code NOT_SEEKABLE}; {@link IllegalArgumentException} if
     * {@code dst} has no room.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var page = ByteBuffer.allocate(4096);
     * int count = file.readAt(page, 7 * 4096L).await();
     * }
     *
     * <p>Answers to {@code FileExt::read_at} of the standard library.
     *
     * @param dst where the bytes go; its position advances
     * @param position bytes from the start, 0 or more
     * @return how many bytes were read, up to {@link #maxBufferSize}, or -1 if the file ends before
     */
    @CheckReturnValue
    public Future<Integer> readAt(ByteBuffer dst, long position) {
        requirePlace(position);
        return new ReadAt(this, lane, channel, dst, position, maxBufferSize());
    }

    /**
     * Writes all of a buffer to a place and leaves the position where it is. It is not deferred: the
     * bytes are with the system at its end.
     *
     * <p><b>Cancellation</b> Safe if the call is made again with the same buffer and its place: its
     * position tells how much is known to be written. A piece that is under way is written.
     *
     * <p><b>Errors</b> As a write, and {@code NOT_SEEKABLE}; the position tells how much is written.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * file.writeAt(buffer.flip(), 7 * 4096L).await();
     * }
     *
     * <p>Answers to {@code FileExt::write_all_at} of the standard library.
     *
     * @param src the bytes; its position advances to its limit
     * @param position bytes from the start, 0 or more; beyond the end it leaves a gap of zeros
     * @return a future without a value
     */
    @CheckReturnValue
    public Future<@Nullable Void> writeAt(ByteBuffer src, long position) {
        requirePlace(position);
        return new WriteAt(this, lane, channel, cursor, src, position);
    }

    private static void requirePlace(long position) {
        if (position < 0) {
            throw new IllegalArgumentException(
                    "position " + position + " is before the start of the file");
        }
    }

    /**
     * Sends from the position up to the end of the file to a socket, by the system alone where it
     * can; the position is at the end of what was sent then.
     *
     * <p><b>Cancellation</b> How much was sent is not known, and a part may still be on its way:
     * close the stream. The position is where it was.
     *
     * <p><b>Errors</b> Those of the file and of the socket, after which neither is of use.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var file = AsyncFile.open(path).await()) {
     *     stream.writeLong(file.length().await()).await();
     *     file.sendTo(stream).await();
     * }
     * }
     *
     * <p>Tokio copies through memory: {@code tokio::io::copy}.
     *
     * @param stream where the bytes go; it belongs to this call as a writer does
     * @return how many bytes were sent
     */
    @CheckReturnValue
    public Future<Long> sendTo(TcpStream stream) {
        return new SendFile(this, stream);
    }

    FileCall<Long> settledPosition() {
        return reading(
                "send",
                () -> {
                    cursor.settle();
                    return channel.position();
                });
    }

    Future<Long> sendFrom(long position, TcpStream stream) {
        return stream.transferFrom(channel, position, Long.MAX_VALUE - position);
    }

    /**
     * Waits until everything that was written is on the device, with what describes the file.
     *
     * <p><b>Cancellation</b> Safe; it may be made all the same.
     *
     * <p><b>Errors</b> What a write before has failed with, as {@code STORAGE_FULL}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * file.writeAll(body).await();
     * file.syncAll().await();
     * Fs.rename(temporary, path).await();
     * }
     *
     * <p>Answers to {@code File::sync_all}.
     *
     * @return a future without a value
     */
    @CheckReturnValue
    public Future<@Nullable Void> syncAll() {
        return force("sync", true);
    }

    /**
     * Waits until the bytes that were written are on the device; {@link #syncAll} in all else.
     *
     * <p><b>Cancellation</b> Safe; it may be made all the same.
     *
     * <p><b>Errors</b> As {@link #syncAll}.
     *
     * <p>Answers to {@code File::sync_data}.
     *
     * @return a future without a value
     */
    @CheckReturnValue
    public Future<@Nullable Void> syncData() {
        return force("sync the data of", false);
    }

    private Future<@Nullable Void> force(String what, boolean metadata) {
        return reading(
                what,
                () -> {
                    channel.force(metadata);
                    return null;
                });
    }

    /**
     * Sets the length: what is beyond it is cut off, what is missing is zeros. The position stays.
     *
     * <p><b>Cancellation</b> Whether it was done is not known.
     *
     * <p><b>Errors</b> {@code STORAGE_FULL}, {@code FILE_TOO_LARGE}; {@link IllegalStateException} if
     * the file was not opened for writing.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * file.setLength(0).await();
     * file.rewind().await();
     * }
     *
     * <p>Answers to {@code File::set_len}.
     *
     * @param length bytes, 0 or more
     * @return a future without a value
     */
    @CheckReturnValue
    public Future<@Nullable Void> setLength(long length) {
        if (length < 0) {
            throw new IllegalArgumentException("a file cannot be " + length + " bytes long");
        }
        return FileCall.writing(this, lane, "set the length of", () -> cursor.length(length));
    }

    /**
     * Tells the length, with all that was written.
     *
     * <p><b>Cancellation</b> Safe.
     *
     * <p><b>Errors</b> What a write before has failed with.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * long length = file.length().await();
     * }
     *
     * <p>Answers to {@code File::metadata().len()}.
     *
     * @return bytes
     */
    @CheckReturnValue
    public Future<Long> length() {
        return reading("tell the length of", channel::size);
    }

    /**
     * Tells what is known of the file. The JDK asks for it by name, so this is about the file that
     * has the name of this one now.
     *
     * <p><b>Cancellation</b> Safe.
     *
     * <p><b>Errors</b> {@code NOT_FOUND} if nothing has the name any more; {@link
     * UnsupportedOperationException} for a file made of a channel, which has none.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var modified = file.metadata().await().lastModifiedTime();
     * }
     *
     * <p>Answers to {@code File::metadata}.
     *
     * @return its attributes; a {@code PosixFileAttributes} where the file system has them
     */
    @CheckReturnValue
    public Future<BasicFileAttributes> metadata() {
        var named = requirePath("metadata");
        return reading("tell about", () -> Attributes.read(named));
    }

    /**
     * Sets who may do what; by name, as {@link #metadata}.
     *
     * <p><b>Cancellation</b> Whether it was done is not known.
     *
     * <p><b>Errors</b> {@code PERMISSION_DENIED}, {@code NOT_FOUND}; {@link
     * UnsupportedOperationException} where files have no such permissions.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * file.setPermissions(PosixFilePermissions.fromString("rw-r-----")).await();
     * }
     *
     * <p>Answers to {@code File::set_permissions}.
     *
     * @param permissions all that are granted
     * @return a future without a value
     */
    @CheckReturnValue
    public Future<@Nullable Void> setPermissions(Set<PosixFilePermission> permissions) {
        var named = requirePath("setPermissions");
        var granted = Set.copyOf(permissions);
        return reading("set the permissions of", () -> Attributes.setPermissions(named, granted));
    }

    private Path requirePath(String method) {
        if (path == null) {
            throw new UnsupportedOperationException(
                    method
                            + "() needs the name of the file, which one made of a channel does not"
                            + " know; call Fs."
                            + method
                            + "(path)");
        }
        return path;
    }

    /**
     * Whether, while a task works on what it has read, the next piece of the same size is read
     * already. It begins when two reads have followed one upon the other, and stops before the end.
     * What other programs write meanwhile may be seen later then. Off at first.
     *
     * <p>Tokio has nothing like it.
     *
     * @param on whether to read ahead
     */
    public void readAhead(boolean on) {
        cursor.readAhead(on);
    }

    /**
     * The most bytes that one operation moves, and so the most memory that this file keeps.
     *
     * <p>Answers to {@code File::max_buf_size}.
     *
     * @return bytes; 2 MiB at first
     */
    public int maxBufferSize() {
        return cursor.maxBufferSize();
    }

    /**
     * Sets the most bytes that one operation moves. Memory that the file has already stays with it.
     *
     * <p>Answers to {@code File::set_max_buf_size}.
     *
     * @param size bytes, at least 1
     */
    public void maxBufferSize(int size) {
        cursor.maxBufferSize(size);
    }

    /**
     * Gives the channel away, once all that was written is with the system; its position is that of
     * this file, which must not be used afterwards.
     *
     * <p><b>Cancellation</b> Safe: the file is as it was.
     *
     * <p><b>Errors</b> What a write before has failed with; the file is still open then.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var channel = file.intoChannel().await()) {
     *     var mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
     *     use(mapped);
     * }
     * }
     *
     * <p>Answers to {@code File::into_std}.
     *
     * @return the channel, to be closed by the caller
     */
    @CheckReturnValue
    public Future<FileChannel> intoChannel() {
        return new IntoChannel(
                lane, channel, () -> reading("settle", cursor::settle), guard::disarm);
    }

    /**
     * Closes as {@link #close} does, and waits until that is done, with all that was written.
     *
     * <p><b>Cancellation</b> The file is closed all the same, in the background.
     *
     * <p><b>Errors</b> What a write before has failed with, or the closing; the file is closed then.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var file = AsyncFile.create(path).await();
     * file.writeAll(body).await();
     * file.finish().await();
     * }
     *
     * <p>Rust drops a file without a word on failures: {@code File::shutdown} comes closest.
     *
     * @return a future without a value
     */
    @CheckReturnValue
    public Future<@Nullable Void> finish() {
        return new Finish(lane, this::close);
    }

    /**
     * Closes, without waiting: what was taken is written first, in the background, also if the
     * runtime is shut down meanwhile. A failure of that goes to the runtime's uncaught handler;
     * {@link #finish} tells the caller. Idempotent and thread-safe.
     */
    @Override
    public void close() {
        guard.disarm();
        lane.close();
    }

    private <T extends @Nullable Object> FileCall<T> reading(String what, Callable<T> body) {
        return FileCall.reading(this, lane, what, body);
    }

    @Override
    public String toString() {
        return "AsyncFile(" + lane + ")";
    }
}
