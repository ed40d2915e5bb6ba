package dev.kyoto.internal.scheduler;

import dev.kyoto.future.Cancelled;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import java.nio.channels.ClosedByInterruptException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A future with a place in a scheduler; it is its own waker. It takes 48 bytes.
 *
 * <p>Who may touch which field:
 *
 * <ol>
 *   <li>The word ({@link TaskWord}): anybody, by its transitions alone.
 *   <li>{@code stage}: the future, which belongs to whoever holds RUNNING; then, written once by the
 *       holder before COMPLETE is set, the outcome, read by anybody who has seen COMPLETE. It is read
 *       racily by {@link #onOwnThread()}, which may see it late and then does nothing.
 *   <li>{@code poller}: written by who is about to take RUNNING, and read by an abort that has seen
 *       RUNNING, so it comes after that write.
 *   <li>{@code joinWaker}: written by the joiner, read by who sets COMPLETE: see {@link #pollJoin}.
 *   <li>{@code prev}, {@code next}: under the lock of the {@link OwnedTasks} shard.
 *   <li>{@code home}, {@code id}: constant.
 * </ol>
 *
 * @param <T> the type of the value
 */
public sealed class Task<T extends @Nullable Object> extends TaskWord implements Waker
        permits NamedTask {
    private final TaskHome home;
    private final long id;

    /** The future; once the task is complete, the outcome. */
    private Future<T> stage;

    private volatile @Nullable Waker joinWaker;

    /** The thread that polls; or a waker, while that waits in a loop that runs other tasks. */
    private @Nullable Object poller;

    @Nullable Task<?> prev;
    @Nullable Task<?> next;

    Task(TaskHome home, Future<T> future) {
        this.home = home;
        this.stage = future;
        this.id = ThreadContext.current().nextTaskId();
    }

    /** Makes a task; whoever calls this binds and submits it. */
    static <T extends @Nullable Object> Task<T> of(TaskHome home, Future<T> future, TaskMeta meta) {
        return meta == TaskMeta.NONE
                ? new Task<>(home, future)
                : new NamedTask<>(home, future, meta);
    }

    private Outcome<T> outcome() {
        return (Outcome<T>) stage;
    }

    /**
     * A number that no other task of this process has.
     *
     * @return the id
     */
    public final long id() {
        return id;
    }

    /**
     * Name and place.
     *
     * @return what was given at spawn
     */
    public TaskMeta meta() {
        return TaskMeta.NONE;
    }

    @Override
    public final void wake() {
        if (transitionToNotified()) {
            home.submit(this, false);
        }
    }

    /** Asks for cancellation at the task's next suspension; harmless once it has ended. */
    public final void abort() {
        switch (transitionToAborted()) {
            case SUBMIT -> home.submit(this, false);
            case RUNNING -> interruptPoller();
            case NOTHING -> {}
        }
    }

    /**
     * Whether the outcome is there.
     *
     * @return true once the task has ended
     */
    public final boolean isFinished() {
        return snapshot().isComplete();
    }

    /** What a task that has not ended is doing. */
    public enum Phase {
        /** A worker polls it. */
        RUNNING,
        /** It is in a queue. */
        READY,
        /** Nobody has woken it. */
        WAITING
    }

    /**
     * What the task is doing at this moment.
     *
     * @return the phase; of a task that has ended meanwhile, any
     */
    public final Phase phase() {
        var now = snapshot();
        return now.isRunning() ? Phase.RUNNING : now.isNotified() ? Phase.READY : Phase.WAITING;
    }

    /**
     * Whether cancellation was asked for.
     *
     * @return true once {@link #abort} was called or the runtime is shutting down
     */
    public final boolean isAborted() {
        return snapshot().isCancelled();
    }

    /** Says that nobody will join: a failure is reported instead of being kept. */
    public final void detach() {
        if (transitionToDetached().isComplete() && stage instanceof Outcome.Failed) {
            home.failures().report(id);
        }
    }

    /**
     * Waits for the end of the task.
     *
     * <p>Joiner and completer each store, then load what the other stores: the joiner its waker and
     * then the word, the completer the word and then the waker. All four accesses are volatile, so
     * at least one of them sees the other.
     *
     * @param joinCx the joiner's context
     * @return how the task ended
     */
    public final Poll<Outcome<T>> pollJoin(Context joinCx) {
        if (!isFinished()) {
            joinWaker = joinCx.waker();
            if (!isFinished()) {
                return Poll.pending();
            }
            joinWaker = null;
        }
        var outcome = outcome();
        if (outcome instanceof Outcome.Failed) {
            home.failures().joined(this);
        }
        return Poll.ready(outcome);
    }

    /**
     * Has a waker called once the task has ended, without joining it.
     *
     * <p>Stores and loads as {@link #pollJoin} does: a completer that did not see the waker has set
     * COMPLETE before it looked, which is seen here.
     *
     * @param waker the joiner's
     */
    public final void onFinish(Waker waker) {
        joinWaker = Objects.requireNonNull(waker, "waker");
        if (isFinished()) {
            waker.wake();
        }
    }

    /** Forgets the waker of a joiner that waits no more. */
    public final void forgetJoiner() {
        joinWaker = null;
    }

    /**
     * Interrupts what blocks in the poll that runs now. A poll that ends takes the monitor before its
     * thread goes on, as it sees CANCELLED: so an interrupt comes in time or not at all.
     */
    private synchronized void interruptPoller() {
        if (poller instanceof Thread thread) {
            markInterrupted();
            thread.interrupt();
        } else if (poller instanceof Waker loop) {
            loop.wake();
        }
    }

    /**
     * By the poller, before it waits in a loop that runs other tasks: an interrupt would meet one of
     * those, so an abort wakes the loop instead. Answers what {@link #endNested} takes.
     */
    final synchronized @Nullable Object startNested(Waker loop) {
        if (takeInterrupted()) {
            Thread.interrupted(); // what waits sees the abort by itself
        }
        var before = poller;
        poller = loop;
        return before;
    }

    final synchronized void endNested(@Nullable Object before) {
        poller = before;
    }

    /**
     * By the poller, in a wait in the middle of the poll: whether Cancelled is to be raised there. It
     * is so once; cleanup that waits as well goes on.
     */
    final boolean takeAbortInPoll() {
        var now = snapshot();
        if (now.isTold() || !now.isCancelled()) {
            return false;
        }
        markTold();
        return true;
    }

    /** By the poller of an aborted task, at the end of its poll: the interrupt was for the task. */
    private synchronized void settleInterrupt() {
        poller = null;
        if (takeInterrupted()) {
            Thread.interrupted();
        }
    }

    /** The future, if it may be running user code on another thread than the poller. */
    final @Nullable OnOwnThread onOwnThread() {
        return stage instanceof OnOwnThread it ? it : null;
    }

    /**
     * Polls once; called by who took the task out of a queue.
     *
     * @param cx made for this task, or given to it for this turn; its budget is full
     */
    final void run(Context cx) {
        if (!snapshot().isCancelled()) { // cleanup after an abort is not interrupted
            var self = Thread.currentThread();
            if (poller != self) {
                poller = self;
            }
        }
        if (!startPoll()) {
            return;
        }
        pollUntilIdle(cx);
        if (snapshot().isCancelled()) {
            settleInterrupt();
        }
    }

    private void pollUntilIdle(Context cx) {
        home.shortenTurn(cx);
        try {
            boolean cancelling = snapshot().isCancelled();
            if (cancelling ? pollCancelOnce(cx) : pollOnce(cx)) {
                return;
            }
            while (true) {
                switch (endPoll(cancelling)) {
                    case IDLE -> {
                        return;
                    }
                    case SUBMIT -> {
                        home.submit(this, true);
                        return;
                    }
                    case CANCEL -> {
                        cancelling = true;
                        if (pollCancelOnce(cx)) {
                            return;
                        }
                    }
                }
            }
        } catch (Cancelled end) {
            complete(snapshot().isCancelled() ? Outcome.aborted() : new Outcome.Failed<>(end));
        } catch (Throwable failure) { // whatever user code throws is the task's outcome
            boolean byAbort = snapshot().isCancelled() && isInterruption(failure);
            complete(byAbort ? Outcome.aborted() : new Outcome.Failed<>(failure));
        }
    }

    private static boolean isInterruption(Throwable thrown) {
        return thrown instanceof InterruptedException
                || thrown instanceof ClosedByInterruptException
                || (thrown instanceof RuntimeException wrapped
                        && wrapped.getCause() != null
                        && isInterruption(wrapped.getCause()));
    }

    /** True if the task is complete now. */
    private boolean pollOnce(Context cx) {
        if (stage.poll(cx) instanceof Poll.Ready<T>(T value)) {
            complete(new Outcome.Value<>(value));
            return true;
        }
        return false;
    }

    /** True if the task is complete now. */
    private boolean pollCancelOnce(Context cx) {
        if (!snapshot().isTold()) {
            markTold();
        }
        if (stage.pollCancel(cx).isPending()) {
            return false;
        }
        complete(Outcome.aborted());
        return true;
    }

    /** Ends the task without waiting for its cleanup; RUNNING must not be held by the caller. */
    final void cutOff() {
        if (!lockForShutdown()) {
            return;
        }
        try {
            stage.cancel();
        } catch (Throwable failure) { // cancel() promises not to throw; whoever breaks that is told
            home.failures().stray(this, failure);
        }
        complete(Outcome.aborted());
    }

    /** By the holder of RUNNING. */
    private void complete(Outcome<T> result) {
        // The future goes before the joiner is woken: what it held is free when join returns.
        stage = result;
        var failures = home.failures();
        if (result instanceof Outcome.Failed<?>(Throwable failure)) {
            failures.expectJoin(this, failure);
        }
        var before = transitionToComplete();
        if (result instanceof Outcome.Failed) {
            if (before.isDetached()) {
                failures.report(id);
            } else {
                failures.reportIfForgotten(this);
            }
        }
        home.hooks().onTerminate(this);
        // Last but for the joiner: when drain() sees no task any more, all that a task's end brings
        // about has happened.
        home.ended(this);
        var joiner = joinWaker;
        if (joiner != null) {
            joiner.wake();
        }
    }

    @Override
    public final String toString() {
        var meta = meta();
        return "task "
                + id
                + (meta.name() != null ? " '" + meta.name() + "'" : "")
                + (meta.site() != null ? " spawned at " + meta.site() : "")
                + " "
                + snapshot();
    }
}
