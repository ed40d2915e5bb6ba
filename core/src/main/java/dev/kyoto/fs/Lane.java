package dev.kyoto.fs;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.scheduler.PoolJob;
import dev.kyoto.internal.scheduler.Scheduler;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One-lane traffic to something that is to be closed: one operation at a time, whose blocking part
 * is a call on the blocking pool; and closing, which lets that call end first.
 *
 * <p>States:
 *
 * <pre>
 *   IDLE -> BUSY       pollEnter: the poller has the lane to itself
 *   BUSY -> BUSY       submit: the pool's thread has it, until its call has ended
 *   BUSY -> IDLE       leave, or the end of the call
 *   IDLE -> ENDING     close: the resource is being closed, by the pool if that may block
 *   BUSY -> ENDING     close: the resource is closed after what is under way
 *   IDLE -> ENDED      trySurrender: the resource is somebody else's now
 *   ENDING -> ENDED    the resource is closed
 * </pre>
 *
 * <p>What belongs to the resource, as its buffer, belongs to whoever has the lane; the lock in each
 * transition makes it visible to the next one. The lock guards the fields here, and is held neither
 * while a call runs nor while a waker is called.
 *
 * <p>Any number of tasks may wait for the lane. All of them are woken when it becomes free, and
 * those that do not get it wait again.
 */
final class Lane {
    private enum State {
        IDLE,
        BUSY,
        ENDING,
        ENDED
    }

    private final Scheduler scheduler;
    private final Closeable resource;
    private final String name;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private State state = State.IDLE;

    /** What a call that nobody awaits has failed with, until the next operation throws it. */
    @GuardedBy("lock")
    private @Nullable Throwable untold;

    /** How many wait for the end and want to be told a failure. */
    @GuardedBy("lock")
    private int listeners;

    /** Something was written: closing may have to wait for the device. */
    @GuardedBy("lock")
    private boolean written;

    @GuardedBy("lock")
    private final List<Waker> waiting = new ArrayList<>(1);

    /**
     * A free lane.
     *
     * @param name what messages call the resource
     */
    Lane(Scheduler scheduler, Closeable resource, String name) {
        this.scheduler = scheduler;
        this.resource = resource;
        this.name = name;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    String name() {
        return name;
    }

    /**
     * Gets the lane. On Ready the caller has it, and either leaves or submits a call.
     *
     * @throws IoException {@code CLOSED}, or what a call has failed with that nobody awaited
     */
    Poll<@Nullable Void> pollEnter(Context cx) {
        lock.lock();
        try {
            requireOpen();
            if (state == State.BUSY) {
                await(cx);
                return Poll.pending();
            }
            throwUntold();
            state = State.BUSY;
            return Poll.ready(null);
        } finally {
            lock.unlock();
        }
    }

    /** By who has the lane: gives it back. */
    void leave() {
        free();
    }

    /**
     * By who has the lane: hands a call to the pool, which gives the lane back afterwards.
     *
     * @param what what the call does, for messages
     * @throws IoException {@code RUNTIME_SHUTDOWN}; then the lane is free
     */
    <T extends @Nullable Object> Call<T> submit(Context cx, String what, Callable<T> body) {
        var call = new Call<>(what, body, false);
        lock.lock();
        try {
            await(cx);
        } finally {
            lock.unlock();
        }
        start(call, false);
        return call;
    }

    /** The same, before anybody waits; null if the pool takes nothing: then the lane is free. */
    <T extends @Nullable Object> @Nullable Call<T> trySubmit(String what, Callable<T> body) {
        var call = new Call<>(what, body, false);
        boolean started = false;
        try {
            started = call.submit();
        } catch (OutOfMemoryError e) {
            // There is no thread for it now; whoever waits later will try again.
        } finally {
            if (!started) {
                free();
            }
        }
        return started ? call : null;
    }

    /** The same for a call that writes: it is made even if the runtime is shut down first. */
    <T extends @Nullable Object> Call<T> submitWrite(Context cx, String what, Callable<T> body) {
        var call = new Call<>(what, body, false);
        lock.lock();
        try {
            await(cx);
            written = true;
        } finally {
            lock.unlock();
        }
        start(call, true);
        return call;
    }

    /** The same for a write that nobody awaits: its failure is thrown by the next operation. */
    void submitDeferred(String what, Callable<?> body) {
        lock.lock();
        try {
            written = true;
        } finally {
            lock.unlock();
        }
        start(new Call<>(what, body, true), true);
    }

    private void start(Call<?> call, boolean mandatory) {
        boolean started = false;
        try {
            started = mandatory ? call.submitMandatory() : call.submit();
        } finally {
            if (!started) {
                free();
            }
        }
        if (!started) {
            throw PoolJob.shutDown(call.what);
        }
    }

    /** The end of a call that was submitted: its value, or its failure thrown. */
    <T extends @Nullable Object> Poll<T> poll(Context cx, Call<T> call) {
        lock.lock();
        try {
            if (!call.ended) {
                await(cx);
                return Poll.pending();
            }
        } finally {
            lock.unlock();
        }
        return Poll.ready(call.outcome());
    }

    /** Waits until the resource is closed, after {@link #listen} and {@link #close}. */
    Poll<@Nullable Void> pollEnded(Context cx) {
        lock.lock();
        try {
            if (state != State.ENDED) {
                await(cx);
                return Poll.pending();
            }
            listeners--;
            throwUntold();
            return Poll.ready(null);
        } finally {
            lock.unlock();
        }
    }

    /** Announces a {@link #pollEnded}: a failure at the end is kept for it. */
    void listen() {
        lock.lock();
        try {
            listeners++;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a {@link #listen} back. */
    void listenNoMore() {
        lock.lock();
        try {
            listeners--;
        } finally {
            lock.unlock();
        }
        tellIfUnheard();
    }

    boolean isClosed() {
        lock.lock();
        try {
            return state == State.ENDING || state == State.ENDED;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives the resource up without closing it.
     *
     * @return false if an operation is under way
     * @throws IoException {@code CLOSED}
     */
    boolean trySurrender() {
        lock.lock();
        try {
            requireOpen();
            if (state == State.BUSY) {
                return false;
            }
            state = State.ENDED;
        } finally {
            lock.unlock();
        }
        wakeWaiting();
        return true;
    }

    /** Closes, once what is under way has ended. Idempotent; never blocks or throws. */
    void close() {
        boolean atOnce;
        lock.lock();
        try {
            if (state == State.ENDING || state == State.ENDED) {
                return;
            }
            atOnce = state == State.IDLE;
            state = State.ENDING;
        } finally {
            lock.unlock();
        }
        if (atOnce) {
            startClosing();
        }
    }

    private void free() {
        boolean closing;
        lock.lock();
        try {
            closing = state == State.ENDING;
            if (!closing) {
                state = State.IDLE;
            }
        } finally {
            lock.unlock();
        }
        if (closing) {
            startClosing();
        } else {
            wakeWaiting();
        }
    }

    private void startClosing() {
        boolean mayBlock;
        lock.lock();
        try {
            mayBlock = written;
        } finally {
            lock.unlock();
        }
        // Without a pool the runtime is gone, and with it the tasks that would have to wait.
        if (!mayBlock || !new Closing().trySubmit()) {
            closeResource();
        }
    }

    private void closeResource() {
        Throwable failure = null;
        try {
            resource.close();
        } catch (IOException e) {
            failure = FileFailure.of("close " + name, e);
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        lock.lock();
        try {
            state = State.ENDED;
            if (untold == null) {
                untold = failure;
            }
        } finally {
            lock.unlock();
        }
        tellIfUnheard();
        wakeWaiting();
    }

    private void tellIfUnheard() {
        Throwable unheard;
        lock.lock();
        try {
            if (state != State.ENDED || listeners > 0 || untold == null) {
                return;
            }
            unheard = untold;
            untold = null;
        } finally {
            lock.unlock();
        }
        scheduler.uncaught(unheard);
    }

    private void wakeWaiting() {
        Waker[] woken;
        lock.lock();
        try {
            woken = waiting.toArray(Waker[]::new);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        for (var waker : woken) {
            waker.wake();
        }
    }

    @GuardedBy("lock")
    private void await(Context cx) {
        var waker = cx.waker();
        for (var known : waiting) {
            if (known == waker) {
                return;
            }
        }
        waiting.add(waker);
    }

    @GuardedBy("lock")
    private void requireOpen() {
        if (state == State.ENDING || state == State.ENDED) {
            throw new IoException(
                    IoException.Kind.CLOSED, name + " was closed; do not use it afterwards");
        }
    }

    @GuardedBy("lock")
    private void throwUntold() {
        var failure = untold;
        untold = null;
        Call.rethrow(failure);
    }

    @Override
    public String toString() {
        return isClosed() ? "closed " + name : name;
    }

    /** One call on the pool. Its outcome is written before {@code ended} is, under the lock. */
    final class Call<T extends @Nullable Object> extends PoolJob {
        private final String what;
        private final Callable<T> body;
        private final boolean deferred;

        private @Nullable T value;
        private @Nullable Throwable failure;

        /** Guarded by the lane's lock. */
        private boolean ended;

        private Call(String what, Callable<T> body, boolean deferred) {
            super(scheduler);
            this.what = what;
            this.body = body;
            this.deferred = deferred;
        }

        @Override
        protected void work() {
            try {
                value = body.call();
            } catch (IOException e) {
                failure = FileFailure.of(what + " " + name, e);
            } catch (NonReadableChannelException e) {
                failure = misuse("reading", "read(true)", e);
            } catch (NonWritableChannelException e) {
                failure = misuse("writing", "write(true)", e);
            } catch (Throwable e) { // an Error of the call's is for whoever awaits it
                failure = e;
            }
            end();
        }

        private IllegalStateException misuse(String use, String option, Exception cause) {
            return new IllegalStateException(
                    "%s %s: it was not opened for %s; open it with AsyncFile.options().%s"
                            .formatted(what, name, use, option),
                    cause);
        }

        @Override
        protected void dropped() {
            failure = shutDown(what + " " + name);
            end();
        }

        private void end() {
            lock.lock();
            try {
                ended = true;
                if (deferred && untold == null) {
                    untold = failure;
                }
            } finally {
                lock.unlock();
            }
            free();
        }

        /** The value, or the failure thrown; of a call that has ended. */
        @SuppressWarnings("NullAway") // of a call without a failure, `value` is a T
        T outcome() {
            rethrow(failure);
            return value;
        }

        private static void rethrow(@Nullable Throwable failure) {
            switch (failure) {
                case null -> {}
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException(failure);
            }
        }
    }

    /** Closes on the pool. */
    private final class Closing extends PoolJob {
        Closing() {
            super(scheduler);
        }

        /** False if the pool takes nothing, be it shut down or without a thread. */
        boolean trySubmit() {
            try {
                return submitMandatory();
            } catch (OutOfMemoryError e) {
                return false;
            }
        }

        @Override
        protected void work() {
            closeResource();
        }

        @Override
        protected void dropped() {
            throw new IllegalStateException("closing is mandatory");
        }
    }
}
