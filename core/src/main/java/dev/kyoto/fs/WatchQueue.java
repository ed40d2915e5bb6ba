package dev.kyoto.fs;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.kyoto.future.AtomicWaker;
import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import java.nio.file.Path;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The events of one watch that were not taken yet.
 *
 * <pre>
 *   OPEN -> ENDED    the folder is gone: what is queued is still taken, then null
 *   OPEN -> CLOSED   close: nothing is taken any more
 *   ENDED -> CLOSED
 * </pre>
 *
 * <p>{@link #offer} and {@link #end} are called by the hub's thread, {@link #pollNext} by one task,
 * {@link #close} by anybody. The monitor guards events and state; the waker is woken outside of it.
 */
final class WatchQueue {
    /** A program that falls behind by more than that is told to look for itself. */
    static final int CAPACITY = 4096;

    private enum State {
        OPEN,
        ENDED,
        CLOSED
    }

    private final Path folder;
    private final AtomicWaker waker = new AtomicWaker();

    @GuardedBy("this")
    private final ArrayDeque<FolderEvent> events = new ArrayDeque<>();

    @GuardedBy("this")
    private State state = State.OPEN;

    WatchQueue(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    void offer(FolderEvent event) {
        if (add(event)) {
            waker.wake();
        }
    }

    private synchronized boolean add(FolderEvent event) {
        if (state != State.OPEN) {
            return false;
        }
        var added = events.size() < CAPACITY ? event : new FolderEvent.Overflow();
        var last = events.peekLast();
        // One is as good as two of the same in a row, as nobody has seen the first.
        return !added.equals(last) && events.add(added);
    }

    void end() {
        synchronized (this) {
            if (state == State.OPEN) {
                state = State.ENDED;
            }
        }
        waker.wake();
    }

    /** Answers whether this call has closed it. */
    boolean close() {
        synchronized (this) {
            if (state == State.CLOSED) {
                return false;
            }
            state = State.CLOSED;
            events.clear();
        }
        waker.wake();
        return true;
    }

    Poll<@Nullable FolderEvent> pollNext(Context cx) {
        waker.register(cx.waker());
        synchronized (this) {
            if (state == State.CLOSED) {
                throw new IoException(
                        IoException.Kind.CLOSED,
                        "the watch of " + folder + " was closed; do not use it afterwards");
            }
            var next = events.poll();
            return next == null && state == State.OPEN ? Poll.pending() : Poll.ready(next);
        }
    }
}
