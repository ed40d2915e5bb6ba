package dev.kyoto.internal.block;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.Awaiter;
import dev.kyoto.future.Cancelled;
import dev.kyoto.future.Context;
import dev.kyoto.future.Failures;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.scheduler.Binding;
import dev.kyoto.internal.scheduler.Cleanup;
import dev.kyoto.internal.scheduler.OnOwnThread;
import dev.kyoto.internal.scheduler.Scheduler;
import dev.kyoto.internal.scheduler.ThreadContext;
import dev.kyoto.internal.util.ThreadRng;
import dev.kyoto.internal.weave.Machine;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An async block on a virtual thread of its own.
 *
 * <p>The thread runs only while the block is polled: poll gives the turn to it ({@link Turn}) and
 * waits until it has come to an await that is pending, or to its end. So a task stays
 * single-threaded, and everything in the block runs in the place of its poller: the thread uses the
 * poller's {@link ThreadContext}, and with it the worker's core.
 *
 * <p>At an await the block's thread polls the future itself. Only if that is pending does it give
 * the turn back; from then on the poller polls the awaited future, and resumes the thread with what
 * came out of it.
 *
 * <p>States, held in {@code state}:
 *
 * <pre>
 *   NEW        -> RUNNING     first poll: the thread starts
 *   NEW        -> DONE        cancel: nothing ever ran
 *   RUNNING    -> SUSPENDED   an await was pending; `awaited` is what the block waits for
 *   SUSPENDED  -> RUNNING     poll: the awaited future is done, `resumption` is what came of it
 *   SUSPENDED  -> RUNNING     cancel, pollCancel: the awaited future was cancelled, and Cancelled is
 *                             raised at the await; `cancelling` is true from then on
 *   RUNNING    -> DONE        the body returned or threw
 * </pre>
 *
 * <p>All fields belong to whoever has the turn.
 */
final class VirtualBlock<T extends @Nullable Object> implements Future<T>, OnOwnThread, Awaiter {
    private enum State {
        NEW,
        RUNNING,
        SUSPENDED,
        DONE
    }

    /** What the block's thread goes on with after an await. */
    private sealed interface Resumption {
        record Value(@Nullable Object value) implements Resumption {}

        record Failure(Throwable failure) implements Resumption {}

        record Cancel() implements Resumption {}
    }

    private final AsyncCallable<T> body;
    private final Turn turn = new Turn();

    private State state = State.NEW;
    private @Nullable Thread thread;
    private @Nullable ThreadContext lent;
    private @Nullable Context cx;
    private @Nullable Future<?> awaited;
    private @Nullable Resumption resumption;
    private boolean cancelling;
    private @Nullable Scheduler home;

    /**
     * The task-locals that the block's own code has given a value, if it is suspended within their
     * scopes, and where the poller's began under them.
     */
    private @Nullable Binding bindings;

    private @Nullable Binding bindingsBase;
    private @Nullable T value;
    private @Nullable Throwable failure;

    /** True once cleanup is driven by a task of its own, which alone may poll from then on. */
    private boolean cleanupGoesOn;

    /** True once the result was handed out or the block was cancelled: a further poll is a bug. */
    private boolean spent;

    VirtualBlock(AsyncCallable<T> body) {
        this.body = body;
    }

    // ---- The poller's side ----

    @Override
    public Poll<T> poll(Context pollCx) {
        if (spent) {
            throw Machine.polledAgain();
        }
        if (!advance(pollCx)) {
            return Poll.pending();
        }
        spent = true;
        var thrown = failure;
        if (thrown != null) {
            failure = null; // a cancellation that comes after the end must not throw it again
            throw Failures.unchecked(thrown);
        }
        return Poll.ready(value);
    }

    /** Runs the block as far as it goes; true once it is done. */
    private boolean advance(Context pollCx) {
        if (state == State.SUSPENDED && !awaitedIsDone(pollCx)) {
            return false;
        }
        return resume(pollCx);
    }

    private boolean awaitedIsDone(Context pollCx) {
        try {
            var poll = Objects.requireNonNull(awaited, "suspended at a future").poll(pollCx);
            if (poll.isPending()) {
                return false;
            }
            resumption = new Resumption.Value(poll.value());
        } catch (Throwable thrown) { // it belongs to the block, whatever it is
            resumption = new Resumption.Failure(thrown);
        }
        return true;
    }

    /** Gives the turn to the block's thread; true once the block is done. */
    private boolean resume(Context pollCx) {
        cx = pollCx;
        awaited = null;
        var context = ThreadContext.current();
        lent = context;
        if (context.schedulerOrNull() != null) {
            home = context.schedulerOrNull();
        }
        var runner = thread;
        if (runner == null) {
            // What goes to the thread's handler goes to that of its poller, as if it were the
            // poller.
            runner =
                    Thread.ofVirtual()
                            .name("kyoto-block")
                            .uncaughtExceptionHandler(
                                    Thread.currentThread().getUncaughtExceptionHandler())
                            .unstarted(this::runBody);
            thread = runner;
        }
        state = State.RUNNING;
        var outer = context.bindings();
        context.swapBindings(Binding.rebase(bindings, bindingsBase, outer));
        turn.resumeBlock(runner);
        bindings = context.swapBindings(outer);
        bindingsBase = outer;
        // Nothing of the poll may be reachable from a suspended block.
        cx = null;
        lent = null;
        if (bindings == outer) {
            bindings = null;
            bindingsBase = null;
        }
        return state == State.DONE;
    }

    // ---- Cancellation, still on the poller's side ----

    @Override
    public void cancel() {
        spent = true;
        if (state == State.NEW) {
            state = State.DONE;
        }
        if (state != State.SUSPENDED || cleanupGoesOn) {
            return;
        }
        if (!cancelling) {
            Objects.requireNonNull(awaited, "suspended at a future").cancel();
            cancelling = true;
            resumption = new Resumption.Cancel();
            resume(Context.of(Waker.noop()));
        }
        if (state == State.DONE) {
            failure = null; // it has nobody to go to: cancel() never throws
        } else {
            goOnInBackground(); // to which all fields belong from then on
        }
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context pollCx) {
        spent = true;
        if (cleanupGoesOn) {
            return Poll.ready(null);
        }
        switch (state) {
            case NEW -> state = State.DONE;
            case SUSPENDED -> {
                boolean done =
                        cancelling ? advance(pollCx) : awaitedIsCancelled(pollCx) && resume(pollCx);
                if (!done) {
                    return Poll.pending();
                }
            }
            case RUNNING, DONE -> {}
        }
        isCleanedUp();
        return Poll.ready(null);
    }

    /** By a cancelled block that is done: throws what its cleanup has thrown, else is true. */
    private boolean isCleanedUp() {
        var thrown = failure;
        failure = null;
        if (thrown != null && !(thrown instanceof Cancelled)) {
            throw Failures.unchecked(thrown);
        }
        return true;
    }

    /** Cancels what is awaited, with its cleanup; true once there is something to raise. */
    private boolean awaitedIsCancelled(Context pollCx) {
        try {
            var future = Objects.requireNonNull(awaited, "suspended at a future");
            if (future.pollCancel(pollCx).isPending()) {
                return false;
            }
            resumption = new Resumption.Cancel();
        } catch (Throwable thrown) { // its cleanup has failed: the block sees that instead
            resumption = new Resumption.Failure(thrown);
        }
        cancelling = true;
        return true;
    }

    /** After a plain cancel(): cleanup that awaits becomes a task of the runtime. */
    private void goOnInBackground() {
        cleanupGoesOn = true;
        Cleanup.goOn(cx -> advance(cx) && isCleanedUp(), home);
    }

    // ---- The block's side, on its own thread ----

    private void runBody() {
        Awaiter.bind(this);
        borrowContext();
        try {
            value = body.call();
        } catch (Throwable thrown) { // the future's failure, whatever it is
            failure = thrown;
        }
        state = State.DONE;
        turn.end();
    }

    /** Makes this thread stand in for its poller, which waits. */
    private void borrowContext() {
        var context = Objects.requireNonNull(lent, "the poller leaves its context");
        ThreadContext.lend(context);
        ThreadRng.bind(context);
    }

    @Override
    @SuppressWarnings("unchecked") // the value is what the awaited future answered
    public <U extends @Nullable Object> U await(Future<U> future) {
        Poll<U> poll;
        try {
            poll = future.poll(Objects.requireNonNull(cx, "the block runs only inside a poll"));
        } catch (Throwable thrown) {
            if (future instanceof VirtualBlock) {
                LogicalStack.append(thrown); // its trace is that of another thread
            }
            throw thrown;
        }
        if (poll instanceof Poll.Ready<U>(U ready)) {
            return ready;
        }
        awaited = future;
        state = State.SUSPENDED;
        turn.giveBack();
        borrowContext();
        var outcome = Objects.requireNonNull(resumption, "the poller leaves a reason to go on");
        resumption = null;
        return switch (outcome) {
            case Resumption.Value(var result) -> (U) result;
            case Resumption.Failure(var thrown) -> throw rethrown(thrown);
            case Resumption.Cancel() -> throw new Cancelled();
        };
    }

    private static RuntimeException rethrown(Throwable thrown) {
        LogicalStack.append(thrown);
        return Failures.unchecked(thrown);
    }

    // ---- From any thread ----

    @Override
    public @Nullable Thread runningThread() {
        return turn.isBlockRunning() ? thread : null;
    }
}
