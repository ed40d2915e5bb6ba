package dev.kyoto.fs;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.scheduler.PoolJob;
import dev.kyoto.internal.scheduler.Scheduler;
import dev.kyoto.internal.util.LeakGuard;
import dev.kyoto.stream.AsyncStream;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What changes in a folder, event by event: names that come and go, and files that are changed. It
 * does not look into folders below.
 *
 * <p>Events are kept between two awaits, up to 4,096 of them; beyond that, and where the system
 * itself loses some, there is a {@link FolderEvent.Overflow} in their place. The stream ends when
 * the folder is removed. All watches share one thread, which is there while one is open.
 *
 * <p>It serves one task at a time; {@link #close} may be called by anybody. One that becomes
 * unreachable is closed then and reported as a leak.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var watch = FolderWatch.open(directory).await()) {
 *     for (var event = watch.next().await(); event != null; event = watch.next().await()) {
 *         switch (event) {
 *             case FolderEvent.Created(var path) -> log("new: %s", path);
 *             case FolderEvent.Modified(var path) -> log("changed: %s", path);
 *             case FolderEvent.Removed(var path) -> log("gone: %s", path);
 *             case FolderEvent.Overflow() -> log("look at all of %s", directory);
 *         }
 *     }
 * }
 * }
 */
public final class FolderWatch implements AsyncStream<FolderEvent>, AutoCloseable {
    private final WatchQueue queue;
    private final LeakGuard guard;

    private FolderWatch(WatchQueue queue, Scheduler scheduler) {
        this.queue = queue;
        this.guard =
                LeakGuard.watch(
                        this,
                        () -> "FolderWatch(" + queue.folder() + ")",
                        () -> close(queue, scheduler));
    }

    /**
     * Begins to watch a folder. What happens after the future has ended is told.
     *
     * <p><b>Cancellation</b> Safe: a watch that was begun meanwhile is closed.
     *
     * <p><b>Errors</b> {@code NOT_FOUND}, {@code NOT_A_DIRECTORY}, {@code PERMISSION_DENIED}, {@code
     * TOO_MANY_OPEN_FILES}; {@code OTHER} if the system watches no more folders.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var watch = FolderWatch.open(directory).await()) {
     *     var first = watch.next().await();
     * }
     * }
     *
     * @param folder the folder
     * @return the watch
     */
    @CheckReturnValue
    public static Future<FolderWatch> open(Path folder) {
        return FsCall.opening(
                "watch " + folder,
                scheduler -> {
                    var queue = new WatchQueue(folder);
                    WatchHub.join(queue);
                    return new FolderWatch(queue, scheduler);
                },
                FolderWatch::close);
    }

    /** Takes the next event; null once the folder is gone. */
    @Override
    public Poll<@Nullable FolderEvent> pollNext(Context cx) {
        if (!cx.proceed()) {
            return Poll.pending();
        }
        try {
            var next = queue.pollNext(cx);
            if (next.isPending()) {
                cx.restore();
            }
            return next;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Stops watching; as {@link #close}. */
    @Override
    public void cancel() {
        close();
    }

    /** Stops watching, without waiting for that. Idempotent and thread-safe. */
    @Override
    public void close() {
        guard.close();
    }

    private static void close(WatchQueue queue, Scheduler scheduler) {
        if (queue.close() && !new Leaving(queue, scheduler).submitMandatory()) {
            Leaving.leave(queue, scheduler);
        }
    }

    private static final class Leaving extends PoolJob {
        private final WatchQueue queue;
        private final Scheduler scheduler;

        Leaving(WatchQueue queue, Scheduler scheduler) {
            super(scheduler);
            this.queue = queue;
            this.scheduler = scheduler;
        }

        @Override
        protected void work() {
            leave(queue, scheduler);
        }

        @Override
        protected void dropped() {
            throw new IllegalStateException("leaving is mandatory");
        }

        static void leave(WatchQueue queue, Scheduler scheduler) {
            try {
                WatchHub.leave(queue);
            } catch (IOException e) {
                scheduler.uncaught(FileFailure.of("stop to watch " + queue.folder(), e));
            }
        }
    }

    @Override
    public String toString() {
        return "FolderWatch(" + queue.folder() + ")";
    }
}
