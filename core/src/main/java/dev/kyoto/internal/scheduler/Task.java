package dev.kyoto.internal.scheduler;

import dev.kyoto.future.Cancelled;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import java.nio.channels.ClosedByInterruptException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A future with a place in a scheduler; it is its own waker.
 *
 * <p>Who may touch which field:
 *
 * <ol>
 *   <li>The word ({@link TaskWord}): anybody, by its transitions alone.
 *   <li>{@code future}, {@code cancelling}, {@code cx}: whoever holds RUNNING. {@code future} is
 *       read racily by {@link #onOwnThread()}, which may see it late and then does nothing.
 *   <li>{@code poller}: written by who is about to take RUNNING, and read by an abort that has seen
 *       RUNNING, so it comes after that write. Cleared, and {@code interrupted} read and written,
 *       under the task's monitor: see {@link #interruptPoller}.
 *   <li>{@code outcome}: written once by the holder of RUNNING before COMPLETE is set; read by
 *       anybody who has seen COMPLETE.
 *   <li>{@code joinWaker}: written by the joiner, read by who sets COMPLETE: see {@link #pollJoin}.
 *   <li>{@code prev}, {@code next}, {@code listed}: under the lock of the {@link OwnedTasks} shard.
 *   <li>{@code scheduler}, {@code id}, {@code meta}: constant.
 * </ol>
 *
 * @param <T> the type of the value
 */
public final class Task<T extends @Nullable Object> extends TaskWord implements Waker {
    private static final AtomicLong NEXT_ID = new AtomicLong(1);

    private final Scheduler scheduler;
    private final long id;
    private final TaskMeta meta;
    private final Context cx = Context.of(this);

    private @Nullable Future<T> future;
    private boolean cancelling;
    private @Nullable Outcome<T> outcome;
    private volatile @Nullable Waker joinWaker;
    private @Nullable Thread poller;
    private boolean interrupted;

    @Nullable Task<?> prev;
    @Nullable Task<?> next;
    boolean listed;

    Task(Scheduler scheduler, Future<T> future, TaskMeta meta) {
        this.scheduler = scheduler;
        this.future = future;
        this.meta = meta;
        this.id = NEXT_ID.getAndIncrement();
    }

    /**
     * A number that no other task of this process has.
     *
     * @return the id
     */
    public long id() {
        return id;
    }

    /**
     * Name and place.
     *
     * @return what was given at spawn
     */
    public TaskMeta meta() {
        return meta;
    }

    @Override
    public void wake() {
        if (transitionToNotified()) {
            scheduler.submit(this, false);
        }
    }

    /** Asks for cancellation at the task's next suspension; harmless once it has ended. */
    public void abort() {
        switch (transitionToAborted()) {
            case SUBMIT -> scheduler.submit(this, false);
            case RUNNING -> interruptPoller();
            case NOTHING -> {}
        }
    }

    /**
     * Whether the outcome is there.
     *
     * @return true once the task has ended
     */
    public boolean isFinished() {
        return snapshot().isComplete();
    }

    /** Says that nobody will join: a failure is reported instead of being kept. */
    public void detach() {
        if (transitionToDetached().isComplete() && outcome instanceof Outcome.Failed) {
            scheduler.failures().report(id);
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
    public Poll<Outcome<T>> pollJoin(Context joinCx) {
        if (!isFinished()) {
            joinWaker = joinCx.waker();
            if (!isFinished()) {
                return Poll.pending();
            }
            joinWaker = null;
        }
        if (outcome instanceof Outcome.Failed) {
            scheduler.failures().joined(this);
        }
        return Poll.ready(Objects.requireNonNull(outcome, "a complete task has an outcome"));
    }

    /**
     * Has a waker called once the task has ended, without joining it.
     *
     * <p>Stores and loads as {@link #pollJoin} does: a completer that did not see the waker has set
     * COMPLETE before it looked, which is seen here.
     *
     * @param waker the joiner's
     */
    public void onFinish(Waker waker) {
        joinWaker = Objects.requireNonNull(waker, "waker");
        if (isFinished()) {
            waker.wake();
        }
    }

    /** Forgets the waker of a joiner that waits no more. */
    public void forgetJoiner() {
        joinWaker = null;
    }

    /**
     * Interrupts what blocks in the poll that runs now. A poll that ends takes the monitor before its
     * thread goes on, as it sees CANCELLED: so an interrupt comes in time or not at all.
     */
    private synchronized void interruptPoller() {
        if (poller != null) {
            interrupted = true;
            poller.interrupt();
        }
    }

    /** By the poller of an aborted task, at the end of its poll: the interrupt was for the task. */
    private synchronized void settleInterrupt() {
        poller = null;
        if (interrupted) {
            interrupted = false;
            Thread.interrupted();
        }
    }

    /** The future, if it may be running user code on another thread than the poller. */
    @Nullable OnOwnThread onOwnThread() {
        return future instanceof OnOwnThread it ? it : null;
    }

    /** Polls once; called by who took the task out of a queue. */
    void run() {
        if (!snapshot().isCancelled()) {
            poller = Thread.currentThread(); // cleanup after an abort is not interrupted
        }
        if (!startPoll()) {
            return;
        }
        pollUntilIdle();
        if (snapshot().isCancelled()) {
            settleInterrupt();
        }
    }

    private void pollUntilIdle() {
        cx.startTurn();
        try {
            if (!cancelling && snapshot().isCancelled()) {
                cancelling = true;
            }
            if (pollOnce()) {
                return;
            }
            while (true) {
                switch (endPoll(cancelling)) {
                    case IDLE -> {
                        return;
                    }
                    case SUBMIT -> {
                        scheduler.submit(this, true);
                        return;
                    }
                    case CANCEL -> {
                        cancelling = true;
                        if (pollOnce()) {
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
    private boolean pollOnce() {
        var polled = Objects.requireNonNull(future, "a task keeps its future until it is complete");
        if (cancelling) {
            if (polled.pollCancel(cx).isPending()) {
                return false;
            }
            complete(Outcome.aborted());
            return true;
        }
        if (polled.poll(cx) instanceof Poll.Ready<T>(T value)) {
            complete(new Outcome.Value<>(value));
            return true;
        }
        return false;
    }

    /** Ends the task without waiting for its cleanup; RUNNING must not be held by the caller. */
    void cutOff() {
        if (!lockForShutdown()) {
            return;
        }
        try {
            if (future != null) {
                future.cancel();
            }
        } catch (Throwable failure) { // cancel() promises not to throw; whoever breaks that is told
            scheduler.failures().stray(this, failure);
        }
        complete(Outcome.aborted());
    }

    /** By the holder of RUNNING. */
    private void complete(Outcome<T> result) {
        // The future goes before the joiner is woken: what it held is free when join returns.
        future = null;
        outcome = result;
        var failures = scheduler.failures();
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
        scheduler.hooks().onTerminate(this);
        // Last but for the joiner: when drain() sees no task any more, all that a task's end brings
        // about has happened.
        scheduler.tasks().remove(this);
        var joiner = joinWaker;
        if (joiner != null) {
            joiner.wake();
        }
    }

    @Override
    public String toString() {
        return "task "
                + id
                + (meta.name() != null ? " '" + meta.name() + "'" : "")
                + (meta.site() != null ? " spawned at " + meta.site() : "")
                + " "
                + snapshot();
    }
}
