package dev.kyoto.internal.scheduler;

import dev.kyoto.future.Awaiter;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import org.jspecify.annotations.Nullable;

/**
 * Drives local tasks beside a future, until that one is done.
 *
 * <pre>
 *   NEW        -> DRIVING      poll: it has joined the set's drives
 *   NEW        -> DONE         cancel, pollCancel: nothing ever ran
 *   DRIVING    -> DONE         poll answers Ready or throws; cancel
 *   DRIVING    -> CANCELLING   pollCancel: the future's cleanup, or that of a closed set, is pending
 *   CANCELLING -> DONE         pollCancel answers Ready or throws; cancel
 * </pre>
 *
 * <p>A poll on the thread of an async block is answered by a wake and Pending: the block's poller
 * polls again, on the thread of the set. So tasks see one thread only.
 *
 * <p>A poll inside a task of the same set drives nothing, as an outer drive does so already.
 *
 * <p>All fields belong to who polls, but for {@code waker}, which anybody reads.
 */
final class LocalDrive<T extends @Nullable Object> implements Future<T> {
    private enum State {
        NEW,
        DRIVING,
        CANCELLING,
        DONE
    }

    private final LocalTasks set;
    private final Future<T> future;

    private State state = State.NEW;
    private boolean futureIsCancelled;
    private volatile Waker waker = Waker.noop();

    LocalDrive(LocalTasks set, Future<T> future) {
        this.set = set;
        this.future = future;
    }

    /** By anybody: the set has news that this drive may be the one to look at. */
    void wake() {
        waker.wake();
    }

    @Override
    public Poll<T> poll(Context cx) {
        if (state == State.CANCELLING || state == State.DONE) {
            throw new IllegalStateException(
                    "this future of "
                            + set
                            + " has ended or was cancelled; call the method that made it again");
        }
        var context = ThreadContext.current();
        if (isOfABlock(context)) {
            return later(cx);
        }
        begin(context);
        try {
            var polled = pollHere(context, cx);
            if (polled.isReady()) {
                end();
            }
            return polled;
        } catch (Throwable failure) {
            end();
            throw failure;
        }
    }

    private static boolean isOfABlock(ThreadContext context) {
        return context.thread() != Thread.currentThread();
    }

    private static <U extends @Nullable Object> Poll<U> later(Context cx) {
        cx.waker().wake();
        return Poll.pending();
    }

    private void begin(ThreadContext context) {
        try {
            set.bindTo(context);
        } catch (IllegalStateException refusal) {
            cancel(); // whoever is told of a failure cancels no more
            throw refusal;
        }
        if (state == State.NEW) {
            set.join(this, context.schedulerOrNull());
            state = State.DRIVING;
        }
    }

    private void end() {
        if (state != State.NEW) {
            set.leave(this);
        }
        state = State.DONE;
        waker = Waker.noop();
    }

    /** Polls the future and, while it is pending, some tasks. */
    private Poll<T> pollHere(ThreadContext context, Context cx) {
        if (set.isTickingHere(context)) {
            return future.poll(cx);
        }
        try (var _ = new Visit(context, cx)) {
            var polled = future.poll(cx);
            if (polled.isPending()) {
                tick(context, cx);
            }
            return polled;
        }
    }

    private void tick(ThreadContext context, Context cx) {
        if (set.tick(context)) {
            cx.waker().wake();
        }
    }

    /** The time in which the set is driven here by this. */
    private final class Visit implements AutoCloseable {
        private final ThreadContext context;
        private final @Nullable LocalTasks outerLocal;
        private final @Nullable LocalTasks outerDriven;
        private final @Nullable Awaiter awaiter;

        Visit(ThreadContext context, Context cx) {
            this.context = context;
            waker = cx.waker();
            set.waker().register(cx.waker());
            outerLocal = context.enterLocal(set);
            outerDriven = context.setDriven(set);
            awaiter = Awaiter.bind(context.strayAwait());
        }

        @Override
        public void close() {
            Awaiter.bind(awaiter);
            context.setDriven(outerDriven);
            context.enterLocal(outerLocal);
        }
    }

    // ---- Cancellation ----

    @Override
    public void cancel() {
        if (state == State.DONE) {
            return;
        }
        if (!futureIsCancelled) {
            futureIsCancelled = true;
            set.entered(
                    () -> {
                        future.cancel();
                        return null;
                    });
        }
        end();
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
        if (state == State.NEW) {
            cancel();
        }
        if (state == State.DONE) {
            return Poll.ready(null);
        }
        state = State.CANCELLING;
        boolean here = set.isHereOrFree();
        var context = ThreadContext.current();
        if (here && isOfABlock(context)) {
            return later(cx);
        }
        try {
            if (!(here ? isCancelledHere(context, cx) : isFutureCancelled(cx))) {
                return Poll.pending();
            }
        } catch (Throwable failure) {
            end();
            throw failure;
        }
        end();
        return Poll.ready(null);
    }

    private boolean isFutureCancelled(Context cx) {
        if (!futureIsCancelled) {
            futureIsCancelled = future.pollCancel(cx).isReady();
        }
        return futureIsCancelled;
    }

    /** Ends the future and, if the set is closed, gives the cleanup of its tasks the time. */
    private boolean isCancelledHere(ThreadContext context, Context cx) {
        if (set.isTickingHere(context)) {
            return isFutureCancelled(cx);
        }
        try (var _ = new Visit(context, cx)) {
            boolean cancelled = isFutureCancelled(cx);
            if (!cancelled || set.isClosed()) {
                tick(context, cx);
            }
            return cancelled && (!set.isClosed() || set.aliveTasks() == 0);
        }
    }

    @Override
    public String toString() {
        return "drive of " + set + " until " + future;
    }
}
