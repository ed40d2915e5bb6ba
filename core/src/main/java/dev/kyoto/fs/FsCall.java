package dev.kyoto.fs;

import dev.kyoto.future.AtomicWaker;
import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.LeafFuture;
import dev.kyoto.internal.scheduler.PoolJob;
import dev.kyoto.internal.scheduler.Scheduler;
import dev.kyoto.internal.scheduler.ThreadContext;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call of the file system on the blocking pool, begun at the first poll and never interrupted: it
 * is made whole or not at all. What it has made for nobody is given back.
 *
 * @param <T> the type of the value
 */
final class FsCall<T extends @Nullable Object> extends LeafFuture<T> {

    /** What blocks; it is given the runtime that what it makes belongs to. */
    @FunctionalInterface
    interface Body<T extends @Nullable Object> {
        T call(Scheduler scheduler) throws IOException;
    }

    private final String what;
    private final Body<T> body;
    private final Consumer<? super T> giveBack;
    private @Nullable Job<T> job;

    private FsCall(String what, Body<T> body, Consumer<? super T> giveBack) {
        this.what = what;
        this.body = body;
        this.giveBack = giveBack;
    }

    /**
     * A call whose value is memory alone.
     *
     * @param what what it does, for messages, as "remove /tmp/a"
     */
    static <T extends @Nullable Object> FsCall<T> of(String what, Body<T> body) {
        return new FsCall<>(what, body, value -> {});
    }

    /** A call whose value is to be closed. */
    static <T extends AutoCloseable> FsCall<T> opening(
            String what, Body<T> body, Consumer<? super T> close) {
        return new FsCall<>(what, body, close);
    }

    @Override
    protected Poll<T> attempt(Context cx) {
        var begun = job;
        if (begun == null) {
            begun = new Job<>(ThreadContext.current().scheduler(), what, body, giveBack);
            begun.waker.register(cx.waker());
            if (!begun.submit()) {
                throw PoolJob.shutDown(what);
            }
            job = begun;
            return Poll.pending();
        }
        begun.waker.register(cx.waker());
        return begun.poll();
    }

    @Override
    protected String name() {
        return what;
    }

    @Override
    protected void release() {
        if (job != null) {
            job.abandon();
        }
    }

    /** How a call ended. */
    private sealed interface End<T extends @Nullable Object> {
        record Value<T extends @Nullable Object>(T value) implements End<T> {}

        record Failure<T extends @Nullable Object>(Throwable failure) implements End<T> {}

        /** Nobody waits. */
        record Abandoned<T extends @Nullable Object>() implements End<T> {}
    }

    /**
     * The call on the pool. {@code end} goes from null to Value or Failure by the pool's thread, or
     * to Abandoned by the task, which may come upon the others as well; whoever comes second sees the
     * first one and gives back what there is.
     */
    private static final class Job<T extends @Nullable Object> extends PoolJob {
        private final Scheduler scheduler;
        private final String what;
        private final Body<T> body;
        private final Consumer<? super T> giveBack;
        private final AtomicWaker waker = new AtomicWaker();
        private final AtomicReference<@Nullable End<T>> end = new AtomicReference<>();

        Job(Scheduler scheduler, String what, Body<T> body, Consumer<? super T> giveBack) {
            super(scheduler);
            this.scheduler = scheduler;
            this.what = what;
            this.body = body;
            this.giveBack = giveBack;
        }

        Poll<T> poll() {
            return switch (end.get()) {
                case null -> Poll.pending();
                case End.Value<T>(var value) -> Poll.ready(value);
                case End.Failure<T>(RuntimeException failure) -> throw failure;
                case End.Failure<T>(Error failure) -> throw failure;
                case End.Failure<T>(var failure) -> throw new IllegalStateException(failure);
                case End.Abandoned<T>() -> throw new IllegalStateException(what + " was cancelled");
            };
        }

        void abandon() {
            if (end.getAndSet(new End.Abandoned<>()) instanceof End.Value<T>(var value)) {
                giveBack.accept(value);
            }
        }

        @Override
        protected void work() {
            if (end.get() != null) {
                return; // it was cancelled in the queue
            }
            try {
                var value = body.call(scheduler);
                if (!end.compareAndSet(null, new End.Value<>(value))) {
                    giveBack.accept(value);
                }
            } catch (IOException e) {
                end.compareAndSet(null, new End.Failure<>(FileFailure.of(what, e)));
            } catch (Throwable e) { // an Error of the call's is for whoever awaits it
                end.compareAndSet(null, new End.Failure<>(e));
            }
            waker.wake();
        }

        @Override
        protected void dropped() {
            end.compareAndSet(null, new End.Failure<>(shutDown(what)));
            waker.wake();
        }
    }
}
