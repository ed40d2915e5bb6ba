package dev.kyoto.bridge;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.kyoto.future.Context;
import dev.kyoto.future.Failures;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.io.AsyncRead;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads one standard input for all its handles, on a thread of its own that belongs to no runtime.
 *
 * <p>Nobody can interrupt a thread that waits in {@code System.in.read}. So it is a daemon, which
 * neither a runtime's shutdown nor the end of the process waits for; and what it brings is kept here,
 * for whichever handle reads next, so that no input is lost when a read is cancelled or a runtime
 * ends. It reads only when somebody has asked, as a child process may have inherited the same input.
 *
 * <pre>
 *   IDLE    -> READING  a read finds nothing: the thread is started, or woken
 *   READING -> FULL     the thread has brought bytes, the end, or a failure; all who wait are woken
 *   FULL    -> IDLE     the last byte was taken, or the end or the failure told, once
 * </pre>
 *
 * <p>Everything is guarded by {@code lock}; wakers are woken outside of it.
 */
final class StdinPump {
    private static final int CHUNK = 8 * 1024;

    /** How long the thread waits for more work before it ends. */
    private static final long KEEP_ALIVE_SECONDS = 10;

    private static final Object SHARED_LOCK = new Object();

    @GuardedBy("SHARED_LOCK")
    private static @Nullable StdinPump shared;

    /** What a read has brought. */
    private sealed interface Brought {
        record Bytes(ByteBuffer rest) implements Brought {}

        record End() implements Brought {}

        record Failure(Throwable cause) implements Brought {}
    }

    private final Object lock = new Object();
    private final InputStream source;

    /**
     * Who waits; weakly, as nobody tells of a cancelled read and no input may ever come. A read that
     * waits reaches its handle.
     */
    @GuardedBy("lock")
    private final Map<Stdin, Waker> waiting = new WeakHashMap<>();

    @GuardedBy("lock")
    private @Nullable Brought brought;

    @GuardedBy("lock")
    private boolean wanted;

    @GuardedBy("lock")
    private boolean running;

    private StdinPump(InputStream source) {
        this.source = source;
    }

    /** The pump of {@code System.in} as it is now. */
    static StdinPump ofProcess() {
        var source = System.in;
        synchronized (SHARED_LOCK) {
            var present = shared;
            if (present == null || present.source != source) {
                present = new StdinPump(source);
                shared = present;
            }
            return present;
        }
    }

    Poll<Integer> pollRead(Context cx, ByteBuffer dst, Stdin handle) {
        AsyncRead.requireRoom(dst);
        if (!cx.proceed()) {
            return Poll.pending();
        }
        synchronized (lock) {
            return switch (brought) {
                case null -> {
                    waiting.put(handle, cx.waker());
                    request();
                    cx.restore();
                    yield Poll.pending();
                }
                case Brought.Bytes(var rest) -> {
                    int length = Chunks.move(rest, dst);
                    if (!rest.hasRemaining()) {
                        brought = null;
                    }
                    yield Poll.ready(length);
                }
                case Brought.End end -> {
                    brought = null;
                    yield Poll.ready(-1);
                }
                case Brought.Failure(var cause) -> {
                    brought = null;
                    throw Failures.unchecked(cause);
                }
            };
        }
    }

    @GuardedBy("lock")
    private void request() {
        wanted = true;
        if (running) {
            lock.notifyAll();
        } else {
            running = true;
            Thread.ofPlatform().daemon().name("kyoto-stdin").start(this::run);
        }
    }

    private void run() {
        while (awaitWanted()) {
            publish(read());
        }
    }

    /** Answers whether to read; false ends the thread, as nobody has wanted anything for long. */
    private boolean awaitWanted() {
        synchronized (lock) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(KEEP_ALIVE_SECONDS);
            try {
                while (!wanted) {
                    long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                    if (left <= 0) {
                        break;
                    }
                    lock.wait(left);
                }
            } catch (InterruptedException e) {
                // Nobody knows this thread; whoever interrupts it all the same wants it to end.
            }
            running = wanted;
            return running;
        }
    }

    private Brought read() {
        var bytes = new byte[CHUNK];
        try {
            int length = source.read(bytes);
            return length < 0
                    ? new Brought.End()
                    : new Brought.Bytes(ByteBuffer.wrap(bytes, 0, length));
        } catch (Throwable e) {
            return new Brought.Failure(e);
        }
    }

    private void publish(Brought news) {
        List<Waker> wakers;
        synchronized (lock) {
            wanted = false;
            // A source that brings nothing, against its contract, is asked again by who waits.
            brought = news instanceof Brought.Bytes(var rest) && !rest.hasRemaining() ? null : news;
            wakers = List.copyOf(waiting.values());
            waiting.clear();
        }
        wakers.forEach(Waker::wake);
    }
}
