package dev.kyoto.process;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.io.AsyncRead;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A pipe that a thread of its own reads, for where no selector can watch it.
 *
 * <p>Parts: a daemon thread, started by the first read; one chunk, which the thread fills when it
 * was asked to and the reading task empties. So no more than a chunk is ever taken out of the pipe
 * unasked. All fields but the stream are guarded by {@code lock}; the waker is called outside.
 *
 * <pre>
 *   IDLE   -> ASKED    a read that finds the chunk empty; notifies the thread
 *   ASKED  -> IDLE     the thread has filled the chunk; wakes the task
 *   ASKED  -> ENDED    end of the input, or a failure, which is told once; wakes; the thread ends
 *   any    -> CLOSED   close; wakes; the thread ends as soon as its read returns
 * </pre>
 */
final class ThreadReadPipe implements ReadPipe {
    private enum State {
        IDLE,
        ASKED,
        ENDED,
        CLOSED
    }

    private final Object lock = new Object();
    private final String name;
    private final InputStream in;
    private final ByteBuffer chunk = ByteBuffer.allocate(8192).limit(0);
    private State state = State.IDLE;
    private boolean started;
    private @Nullable IOException failure;
    private @Nullable Waker waker;

    ThreadReadPipe(String name, InputStream in) {
        this.name = name;
        this.in = in;
    }

    @Override
    public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        AsyncRead.requireRoom(dst);
        if (!cx.proceed()) {
            return Poll.pending();
        }
        synchronized (lock) {
            if (state == State.CLOSED) {
                throw new IoException(
                        IoException.Kind.CLOSED, "read from " + name + " after close()");
            }
            if (chunk.hasRemaining()) {
                int count = Math.min(chunk.remaining(), dst.remaining());
                dst.put(dst.position(), chunk, chunk.position(), count);
                dst.position(dst.position() + count);
                chunk.position(chunk.position() + count);
                return Poll.ready(count);
            }
            if (state == State.ENDED) {
                var told = failure;
                failure = null;
                if (told != null) {
                    throw IoException.of("read from " + name + ": " + told.getMessage(), told);
                }
                return Poll.ready(-1);
            }
            waker = cx.waker();
            ask();
        }
        cx.restore();
        return Poll.pending();
    }

    private void ask() {
        if (!started) {
            started = true;
            Thread.ofPlatform().daemon().name("kyoto-" + name).start(this::pump);
        }
        if (state == State.IDLE) {
            state = State.ASKED;
            lock.notifyAll();
        }
    }

    private void pump() {
        var bytes = new byte[chunk.capacity()];
        int count = 0;
        IOException thrown = null;
        while (count >= 0 && awaitAsked()) {
            try {
                count = in.read(bytes);
            } catch (IOException e) {
                count = -1;
                thrown = e;
            }
            publish(bytes, count, thrown);
        }
        Launch.closeQuietly(in);
    }

    /** False if nobody will ask any more. */
    private boolean awaitAsked() {
        synchronized (lock) {
            while (state == State.IDLE) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    // Nobody knows this thread; it goes on waiting.
                }
            }
            return state == State.ASKED;
        }
    }

    private void publish(byte[] bytes, int count, @Nullable IOException thrown) {
        Waker woken;
        synchronized (lock) {
            if (state == State.CLOSED) {
                return;
            }
            if (count < 0) {
                state = State.ENDED;
                failure = thrown;
            } else {
                state = State.IDLE;
                chunk.clear().put(bytes, 0, count).flip();
            }
            woken = waker;
            waker = null;
        }
        if (woken != null) {
            woken.wake();
        }
    }

    @Override
    public boolean close() {
        Waker woken;
        boolean wasOpen;
        synchronized (lock) {
            wasOpen = state == State.IDLE || state == State.ASKED;
            state = State.CLOSED;
            woken = waker;
            waker = null;
            lock.notifyAll();
        }
        // A read that is under way goes on until the child writes or ends.
        Launch.closeQuietly(in);
        if (woken != null) {
            woken.wake();
        }
        return wasOpen;
    }
}
