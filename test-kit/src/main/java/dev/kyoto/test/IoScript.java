package dev.kyoto.test;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.time.Time;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * What a {@link MockIo} plays. Everything is guarded by its lock; wakers are called outside of it.
 *
 * <p>Steps are taken from the front. A read takes the first step, and waits while that is a write. A
 * write takes the first write of the script, past reads before it, since a peer's bytes may lie unread;
 * but it goes past no wait and past no error.
 */
final class IoScript implements Scripted {
    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<IoStep> steps;

    /** Whether steps may still be added, so that the end of the script is not the end of the input. */
    private boolean open;

    private boolean isShutdown;
    private @Nullable Waker reader;
    private @Nullable Waker writer;
    private @Nullable AssertionFailedError failure;

    IoScript(String name, List<IoStep> steps, boolean open) {
        this.name = name;
        this.steps = new ArrayDeque<>(steps);
        this.open = open;
    }

    // ---- The two directions ----

    Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        Poll<Integer> poll;
        lock.lock();
        try {
            poll = read(cx, dst);
            if (poll.isPending()) {
                reader = cx.waker();
                return poll;
            }
        } finally {
            lock.unlock();
        }
        wakeBoth(); // the writer may have waited for this step
        return poll;
    }

    private Poll<Integer> read(Context cx, ByteBuffer dst) {
        while (true) {
            switch (steps.peek()) {
                case null -> {
                    return open ? Poll.pending() : Poll.ready(-1);
                }
                case IoStep.Read(var rest) -> {
                    int count = Math.min(rest.remaining(), dst.remaining());
                    dst.put(rest.slice().limit(count));
                    rest.position(rest.position() + count);
                    if (!rest.hasRemaining()) {
                        steps.remove();
                    }
                    return Poll.ready(count);
                }
                case IoStep.ReadError(var thrown) -> {
                    steps.remove();
                    throw thrown;
                }
                case IoStep.Wait wait -> {
                    if (!isOver(wait, cx)) {
                        return Poll.pending();
                    }
                    steps.remove();
                }
                case IoStep.Write _, IoStep.WriteError _ -> {
                    return Poll.pending();
                }
            }
        }
    }

    Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        Poll<Integer> poll;
        lock.lock();
        try {
            if (isShutdown) {
                throw new IoException(
                        IoException.Kind.BROKEN_PIPE,
                        this + " was shut down, and is written to; write before shutdown()");
            }
            poll = write(cx, src);
            if (poll.isPending()) {
                writer = cx.waker();
                return poll;
            }
        } finally {
            lock.unlock();
        }
        wakeBoth();
        return poll;
    }

    private Poll<Integer> write(Context cx, ByteBuffer src) {
        if (!src.hasRemaining()) {
            return Poll.ready(0);
        }
        if (steps.peek() instanceof IoStep.Wait wait) {
            if (!isOver(wait, cx)) {
                return Poll.pending();
            }
            steps.remove();
        }
        for (var step : steps) {
            switch (step) {
                case IoStep.Read _, IoStep.ReadError _ -> {}
                case IoStep.Write write -> {
                    return Poll.ready(take(write, src));
                }
                case IoStep.WriteError(var thrown) -> {
                    steps.removeFirstOccurrence(step);
                    throw thrown;
                }
                case IoStep.Wait _ -> {
                    return Poll.pending();
                }
            }
        }
        if (open) {
            return Poll.pending();
        }
        throw failed(
                "%s: %s was written, but the script expects no further write"
                        .formatted(this, Shown.of(src)),
                "no write",
                Shown.of(src));
    }

    private int take(IoStep.Write step, ByteBuffer src) {
        var rest = step.rest();
        int count = Math.min(rest.remaining(), src.remaining());
        int same = rest.slice().limit(count).mismatch(src.slice().limit(count));
        if (same >= 0) {
            throw failed(
                    "%s: what was written differs from the script at byte %d of this write\n  expected: %s\n  written:  %s"
                            .formatted(this, same, Shown.of(rest), Shown.of(src)),
                    Shown.of(rest),
                    Shown.of(src));
        }
        src.position(src.position() + count);
        rest.position(rest.position() + count);
        if (!rest.hasRemaining()) {
            steps.removeFirstOccurrence(step);
        }
        return count;
    }

    /** Whoever gets to a wait first has it begin; both directions are woken when it is over. */
    private boolean isOver(IoStep.Wait wait, Context cx) {
        var sleep = wait.sleep;
        if (sleep == null) {
            sleep = Time.sleep(wait.duration);
            wait.sleep = sleep;
        }
        return sleep.isElapsed() || sleep.poll(cx.withWaker(this::wakeBoth)).isReady();
    }

    private AssertionFailedError failed(String message, String expected, String actual) {
        var thrown = new AssertionFailedError(message, expected, actual);
        failure = thrown;
        return thrown;
    }

    Poll<@Nullable Void> pollShutdown() {
        lock.lock();
        try {
            isShutdown = true;
            return Poll.ready(null);
        } finally {
            lock.unlock();
        }
    }

    boolean isShutdown() {
        lock.lock();
        try {
            return isShutdown;
        } finally {
            lock.unlock();
        }
    }

    // ---- The handle ----

    void add(IoStep step) {
        lock.lock();
        try {
            if (!open) {
                throw new IllegalStateException(
                        "the script of " + this + " has been ended and takes no further step");
            }
            steps.add(step);
        } finally {
            lock.unlock();
        }
        wakeBoth();
    }

    void end() {
        lock.lock();
        try {
            open = false;
        } finally {
            lock.unlock();
        }
        wakeBoth();
    }

    private void wakeBoth() {
        Waker first;
        Waker second;
        lock.lock();
        try {
            first = reader;
            second = writer;
            reader = null;
            writer = null;
        } finally {
            lock.unlock();
        }
        if (first != null) {
            first.wake();
        }
        if (second != null) {
            second.wake();
        }
    }

    // ---- The end ----

    @Override
    public List<String> complaints() {
        lock.lock();
        try {
            var complaints = new ArrayList<String>();
            if (failure != null) {
                complaints.add(String.valueOf(failure.getMessage()));
            }
            for (var step : steps) {
                if (!(step instanceof IoStep.Wait)) {
                    complaints.add(this + " was not played to its end: " + step);
                }
            }
            return complaints;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "MockIo '" + name + "'";
    }
}
