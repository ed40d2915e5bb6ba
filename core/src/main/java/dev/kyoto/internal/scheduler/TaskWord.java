package dev.kyoto.internal.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The state of a task: one int of named bits, and the transitions that are allowed.
 *
 * <p>The bits:
 *
 * <ul>
 *   <li>RUNNING: somebody polls, cancels or completes the task. It is the lock on the task's future
 *       and outcome; only its holder touches them.
 *   <li>NOTIFIED: the task is in a run queue, or, while RUNNING, has to go into one afterwards.
 *   <li>CANCELLED: abort was asked for. Never cleared.
 *   <li>DETACHED: nobody will join. Never cleared.
 *   <li>COMPLETE: the outcome is there and will not change; of the other bits, only INTERRUPTED
 *       matters then.
 *   <li>TOLD: the future knows of the abort: it is being cancelled, or Cancelled was raised in its
 *       poll. Set by the holder of RUNNING, never cleared.
 *   <li>INTERRUPTED: the abort has interrupted the thread that polls. Set and cleared under the
 *       task's monitor.
 * </ul>
 *
 * <p>TOLD and INTERRUPTED are no states, and no transition depends on them; they are here as an abort is rare,
 * and fields of their own would make every task larger.
 *
 * <p>The transitions:
 *
 * <pre>
 *   (new)                  -> NOTIFIED                  spawn; whoever spawned it submits it
 *   idle (no bits)         -> NOTIFIED                  wake, abort: the caller submits the task
 *   NOTIFIED               -> NOTIFIED                  wake: it is in a queue already
 *   NOTIFIED               -> RUNNING                   startPoll by who took it out of the queue
 *   RUNNING                -> RUNNING+NOTIFIED          wake, abort: the poller will submit it
 *   RUNNING                -> idle                      endPoll after Pending
 *   RUNNING+NOTIFIED       -> NOTIFIED                  endPoll after Pending: the poller submits it
 *   RUNNING(+NOTIFIED)     -> COMPLETE                  complete
 *   idle or NOTIFIED       -> RUNNING+CANCELLED         lockForShutdown
 *   RUNNING                -> RUNNING+NOTIFIED+CANCELLED  lockForShutdown: the poller will see it
 * </pre>
 *
 * <p>Every transition is a compare-and-set with volatile strength. That is needed for wake against
 * endPoll (a wake must see RUNNING, or endPoll must see NOTIFIED: both look at the same word, so
 * atomicity is enough), and for complete against join: see {@link Task#pollJoin}.
 */
abstract class TaskWord {
    static final int RUNNING = 1;
    static final int NOTIFIED = 1 << 1;
    static final int CANCELLED = 1 << 2;
    static final int DETACHED = 1 << 3;
    static final int COMPLETE = 1 << 4;
    static final int TOLD = 1 << 5;
    static final int INTERRUPTED = 1 << 6;

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(TaskWord.class, "word", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int word = NOTIFIED;

    /** One reading of the word. */
    record Snapshot(int bits) {
        boolean isRunning() {
            return (bits & RUNNING) != 0;
        }

        boolean isNotified() {
            return (bits & NOTIFIED) != 0;
        }

        boolean isCancelled() {
            return (bits & CANCELLED) != 0;
        }

        boolean isDetached() {
            return (bits & DETACHED) != 0;
        }

        boolean isComplete() {
            return (bits & COMPLETE) != 0;
        }

        boolean isTold() {
            return (bits & TOLD) != 0;
        }

        boolean isIdle() {
            return (bits & (RUNNING | NOTIFIED | COMPLETE)) == 0;
        }

        @Override
        public String toString() {
            return (isComplete() ? "complete" : isRunning() ? "running" : "idle")
                    + (isNotified() ? "+notified" : "")
                    + (isCancelled() ? "+cancelled" : "")
                    + (isDetached() ? "+detached" : "");
        }
    }

    final Snapshot snapshot() {
        return new Snapshot(word);
    }

    private boolean casWord(int expected, int next) {
        return WORD.compareAndSet(this, expected, next);
    }

    /** By the holder of RUNNING. */
    final void markTold() {
        var _ = (int) WORD.getAndBitwiseOr(this, TOLD);
    }

    /** Under the task's monitor. */
    final void markInterrupted() {
        var _ = (int) WORD.getAndBitwiseOr(this, INTERRUPTED);
    }

    /** Under the task's monitor; whether the mark was there. */
    final boolean takeInterrupted() {
        return ((int) WORD.getAndBitwiseAnd(this, ~INTERRUPTED) & INTERRUPTED) != 0;
    }

    /** True if the caller has to submit the task. */
    final boolean transitionToNotified() {
        if ((word & (NOTIFIED | COMPLETE)) != 0) {
            // What made the caller wake may have been stored with less than volatile strength. The
            // fence orders it before the read below; it pairs with the compare-and-set in
            // startPoll,
            // after which the poller looks.
            VarHandle.fullFence();
        }
        while (true) {
            int now = word;
            if ((now & (NOTIFIED | COMPLETE)) != 0) {
                return false;
            }
            if (casWord(now, now | NOTIFIED)) {
                return (now & RUNNING) == 0;
            }
        }
    }

    /** What abort found. */
    enum Abort {
        /** The task is idle no more: the caller has to submit it. */
        SUBMIT,
        /** It is being polled right now; the poller will see the bit. */
        RUNNING,
        /** It is in a queue, aborted already or complete. */
        NOTHING
    }

    final Abort transitionToAborted() {
        while (true) {
            int now = word;
            if ((now & (COMPLETE | CANCELLED)) != 0) {
                return Abort.NOTHING;
            }
            if (casWord(now, now | CANCELLED | NOTIFIED)) {
                return (now & RUNNING) != 0
                        ? Abort.RUNNING
                        : (now & NOTIFIED) != 0 ? Abort.NOTHING : Abort.SUBMIT;
            }
        }
    }

    /** False if there is nothing to poll: a stale entry of a task that shutdown took over. */
    final boolean startPoll() {
        while (true) {
            int now = word;
            if ((now & (RUNNING | COMPLETE)) != 0) {
                return false;
            }
            if (casWord(now, (now | RUNNING) & ~NOTIFIED)) {
                return true;
            }
        }
    }

    /** What endPoll asks the poller to do next. */
    enum AfterPoll {
        /** Nothing: a later wake will submit the task. */
        IDLE,
        /** Woken meanwhile: submit it. */
        SUBMIT,
        /** Aborted meanwhile, and still RUNNING: cancel the future now. */
        CANCEL
    }

    /**
     * Ends a poll that was Pending.
     *
     * @param cancelling whether the future is being cancelled already, so that CANCELLED is no news
     */
    final AfterPoll endPoll(boolean cancelling) {
        while (true) {
            int now = word;
            if ((now & CANCELLED) != 0 && !cancelling) {
                return AfterPoll.CANCEL;
            }
            if (casWord(now, now & ~RUNNING)) {
                return (now & NOTIFIED) != 0 ? AfterPoll.SUBMIT : AfterPoll.IDLE;
            }
        }
    }

    /** True if the caller holds RUNNING now and has to cancel the task. */
    final boolean lockForShutdown() {
        while (true) {
            int now = word;
            if ((now & COMPLETE) != 0) {
                return false;
            }
            int next =
                    (now & RUNNING) != 0 ? now | CANCELLED | NOTIFIED : now | CANCELLED | RUNNING;
            if (casWord(now, next)) {
                return (now & RUNNING) == 0;
            }
        }
    }

    /** By the holder of RUNNING; answers the bits as they were. */
    final Snapshot transitionToComplete() {
        while (true) {
            int now = word;
            if (casWord(now, (now | COMPLETE) & ~(RUNNING | NOTIFIED))) {
                return new Snapshot(now);
            }
        }
    }

    /** Answers the bits as they were. */
    final Snapshot transitionToDetached() {
        while (true) {
            int now = word;
            if ((now & DETACHED) != 0 || casWord(now, now | DETACHED)) {
                return new Snapshot(now);
            }
        }
    }
}
