package dev.kyoto.process;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A pipe that a thread of its own writes, for where no selector can watch it.
 *
 * <p>Parts: a daemon thread, started by the first write; one chunk, which the writing task fills
 * and the thread empties. All fields but the stream are guarded by {@code lock}; the waker is called
 * outside. A failure is told by the next write or flush, and by each after it.
 *
 * <pre>
 *   EMPTY   -> FULL     a write; notifies the thread
 *   FULL    -> EMPTY    the thread has written the chunk; wakes
 *   FULL    -> BROKEN   it could not; wakes; the thread ends
 *   any     -> any      close: `ending` is set; the thread ends after the chunk
 * </pre>
 */
final class ThreadWritePipe implements WritePipe {
    private enum State {
        EMPTY,
        FULL,
        BROKEN
    }

    /** As much as a pipe of Linux holds: more would not be taken at once. */
    private static final int CHUNK = 64 * 1024;

    private final Object lock = new Object();
    private final String name;
    private final OutputStream out;
    private byte[] chunk = {};
    private State state = State.EMPTY;
    private boolean ending;
    private boolean started;
    private @Nullable IOException failure;
    private @Nullable Waker waker;

    ThreadWritePipe(String name, OutputStream out) {
        this.name = name;
        this.out = out;
    }

    @Override
    public Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        if (!cx.proceed()) {
            return Poll.pending();
        }
        synchronized (lock) {
            if (ending) {
                throw WritePipe.ended(name);
            }
            throwIfBroken();
            if (!src.hasRemaining()) {
                return Poll.ready(0);
            }
            if (state == State.EMPTY) {
                chunk = new byte[Math.min(src.remaining(), CHUNK)];
                src.get(chunk);
                state = State.FULL;
                start();
                lock.notifyAll();
                return Poll.ready(chunk.length);
            }
            waker = cx.waker();
        }
        cx.restore();
        return Poll.pending();
    }

    @Override
    public Poll<@Nullable Void> pollFlush(Context cx) {
        synchronized (lock) {
            throwIfBroken();
            if (state == State.EMPTY) {
                return Poll.ready(null);
            }
            waker = cx.waker();
            return Poll.pending();
        }
    }

    private void throwIfBroken() {
        var told = failure;
        if (told != null) {
            // The JDK says "Stream closed" where the child has ended meanwhile.
            throw new IoException(
                    IoException.Kind.BROKEN_PIPE,
                    "write to " + name + ": " + told.getMessage(),
                    told);
        }
    }

    private void start() {
        if (!started) {
            started = true;
            Thread.ofPlatform().daemon().name("kyoto-" + name).start(this::pump);
        }
    }

    private void pump() {
        for (var bytes = awaitChunk(); bytes != null; bytes = awaitChunk()) {
            try {
                out.write(bytes);
                out.flush();
                written(State.EMPTY, null);
            } catch (IOException e) {
                written(State.BROKEN, e);
            }
        }
        Launch.closeQuietly(out);
    }

    /** Null if there is nothing more to write. */
    private byte @Nullable [] awaitChunk() {
        synchronized (lock) {
            while (state == State.EMPTY && !ending) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    // Nobody knows this thread; it goes on waiting.
                }
            }
            return state == State.FULL ? chunk : null;
        }
    }

    private void written(State next, @Nullable IOException thrown) {
        Waker woken;
        synchronized (lock) {
            state = next;
            failure = thrown;
            chunk = new byte[0];
            woken = waker;
            waker = null;
        }
        if (woken != null) {
            woken.wake();
        }
    }

    @Override
    public boolean close() {
        boolean idle;
        synchronized (lock) {
            if (ending) {
                return false;
            }
            ending = true;
            idle = !started;
            lock.notifyAll();
        }
        if (idle) {
            Launch.closeQuietly(out);
        }
        return true;
    }
}
