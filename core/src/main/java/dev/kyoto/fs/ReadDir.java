package dev.kyoto.fs;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.scheduler.Scheduler;
import dev.kyoto.internal.util.LeakGuard;
import dev.kyoto.stream.AsyncStream;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The names in a directory, in the order of the system, without "." and "..". What is created or
 * removed meanwhile may be missing or not.
 *
 * <p>One trip to the blocking pool brings 32 of them. The directory is closed at the end, by {@link
 * #close} and by {@link #cancel}. After a failure there is nothing more.
 *
 * <p>It serves one task at a time; {@link #close} may be called by anybody. One that becomes
 * unreachable before its end is closed then and reported as a leak.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var entries = Fs.readDir(directory).await()) {
 *     for (var entry = entries.next().await(); entry != null; entry = entries.next().await()) {
 *         System.out.println(entry.fileName());
 *     }
 * }
 * }
 *
 * <p>Answers to {@code tokio::fs::ReadDir} and {@code tokio_stream::wrappers::ReadDirStream}.
 */
public final class ReadDir implements AsyncStream<DirEntry>, AutoCloseable {
    // All fields belong to whoever has the lane: the task that polls, or the pool's thread.

    private static final int BATCH = 32;

    private final DirectoryStream<Path> stream;
    private final Iterator<Path> names;
    private final Lane lane;
    private final LeakGuard guard;

    private final ArrayDeque<DirEntry> batch = new ArrayDeque<>(BATCH);
    private boolean exhausted;
    private Lane.@Nullable Call<?> reading;

    private ReadDir(DirectoryStream<Path> stream, Path path, Scheduler scheduler) {
        this.stream = stream;
        this.names = stream.iterator();
        this.lane = new Lane(scheduler, stream, path.toString());
        var open = lane;
        this.guard = LeakGuard.watch(this, () -> "ReadDir(" + open + ")", open::close);
    }

    @SuppressWarnings("StreamResourceLeak") // closed by whoever gets the ReadDir
    static Future<ReadDir> open(Path path) {
        return FsCall.opening(
                "list " + path,
                scheduler -> new ReadDir(Files.newDirectoryStream(path), path, scheduler),
                ReadDir::close);
    }

    /** Takes the next entry; null at the end. */
    @Override
    public Poll<@Nullable DirEntry> pollNext(Context cx) {
        try {
            return pollNextOf(cx);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private Poll<@Nullable DirEntry> pollNextOf(Context cx) {
        if (!cx.proceed()) {
            return Poll.pending();
        }
        if (lane.pollEnter(cx).isPending()) {
            cx.restore();
            return Poll.pending();
        }
        boolean submitted = false;
        try {
            var next = batch.poll();
            if (next != null) {
                return Poll.ready(next);
            }
            var ended = reading;
            reading = null;
            if (ended != null) {
                ended.outcome();
            }
            if (exhausted) {
                guard.disarm();
                return Poll.ready(null);
            }
            submitted = true; // whatever happens, the lane is not ours any more
            reading = lane.submit(cx, "list", this::readBatch);
            cx.restore();
            return Poll.pending();
        } finally {
            if (!submitted) {
                lane.leave();
            }
        }
    }

    private @Nullable Void readBatch() throws IOException {
        boolean more = false;
        try {
            while (batch.size() < BATCH && names.hasNext()) {
                batch.add(new DirEntry(names.next()));
            }
            more = batch.size() == BATCH;
            return null;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } finally {
            if (!more) {
                exhausted = true;
                stream.close();
            }
        }
    }

    /** Closes the directory; as {@link #close}. */
    @Override
    public void cancel() {
        close();
    }

    /** Closes the directory, after a batch that is under way. Idempotent and thread-safe. */
    @Override
    public void close() {
        guard.disarm();
        lane.close();
    }

    @Override
    public String toString() {
        return "ReadDir(" + lane + ")";
    }
}
