package dev.kyoto.internal.scheduler;

import dev.kyoto.internal.util.LincheckRun;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** Submitters and workers around {@link Idle}: no task is left to workers that all sleep. */
class IdleLincheckTest {

    @Test
    void noTaskIsLeftToOneSleepingWorker() {
        LincheckRun.modelCheck(OneWorker.class, NoResults.class);
    }

    @Test
    void noTaskIsLeftToTwoSleepingWorkers() {
        LincheckRun.modelCheckThreeThreads(TwoWorkers.class, NoResults.class);
    }

    @Test
    void noTaskIsLeftToSleepingWorkersOnRealThreads() {
        LincheckRun.stress(TwoWorkers.class, NoResults.class);
    }

    @Test
    void aLastSearcherThatDoesNotLookAgainIsCaught() {
        LincheckRun.modelCheckMustFail(
                OneCarelessWorker.class, NoResults.class, "left to sleeping workers");
    }

    @Test
    void aSubmitterThatAsksBeforeItPublishesIsCaught() {
        LincheckRun.modelCheckMustFail(
                HastySubmitter.class, NoResults.class, "left to sleeping workers");
    }

    /** One queue, and workers that take a step at a time. */
    public abstract static class Workers {
        private static final int PARKED = 0;
        private static final int NOTIFIED = 1;
        private static final int AWAKE = 2;
        private static final int SEARCHING = 3;

        final Idle idle;
        final AtomicInteger tasks = new AtomicInteger();
        private final AtomicIntegerArray states;

        Workers(int workers) {
            idle = new Idle(workers);
            states = new AtomicIntegerArray(workers);
            for (int i = 0; i < workers; i++) {
                states.set(i, AWAKE);
            }
        }

        @Operation
        public void submit() {
            tasks.incrementAndGet();
            notifyOne();
        }

        @Operation(nonParallelGroup = "first worker")
        public void firstWorker() {
            step(0);
        }

        final void step(int worker) {
            switch (states.get(worker)) {
                case PARKED -> {
                    // Spurious wake-ups are for the parker to sort out.
                }
                case NOTIFIED -> {
                    states.set(worker, SEARCHING);
                    work(worker, true);
                }
                case AWAKE -> work(worker, false);
                default -> work(worker, true);
            }
        }

        private void work(int worker, boolean wasSearching) {
            if (take(worker, wasSearching)) {
                return;
            }
            boolean searching = wasSearching || idle.transitionToSearching();
            if (searching && !wasSearching) {
                states.set(worker, SEARCHING);
                if (take(worker, true)) {
                    return;
                }
            }
            // As the sleepers' list is where a notifier finds a worker, it must be PARKED by then.
            states.set(worker, PARKED);
            if (idle.transitionToParked(worker, searching)) {
                lastSearcherParked();
            }
        }

        private boolean take(int worker, boolean searching) {
            int now = tasks.get();
            while (now > 0) {
                if (tasks.compareAndSet(now, now - 1)) {
                    states.set(worker, AWAKE);
                    if (searching && idle.transitionFromSearching() && tasks.get() > 0) {
                        notifyOne();
                    }
                    return true;
                }
                now = tasks.get();
            }
            return false;
        }

        void lastSearcherParked() {
            if (tasks.get() > 0) {
                notifyOne();
            }
        }

        final void notifyOne() {
            int sleeper = idle.workerToNotify();
            if (sleeper >= 0 && states.getAndSet(sleeper, NOTIFIED) != PARKED) {
                throw new IllegalStateException(
                        "worker " + sleeper + " was woken but did not sleep");
            }
        }

        @Validate
        public void noTaskIsLeft() {
            int awake = 0;
            int searching = 0;
            for (int i = 0; i < states.length(); i++) {
                int state = states.get(i);
                awake += state == PARKED ? 0 : 1;
                searching += state == NOTIFIED || state == SEARCHING ? 1 : 0;
            }
            var counted = idle.snapshot();
            if (counted.unparked() != awake || counted.searching() != searching) {
                throw new IllegalStateException(
                        counted + " counts otherwise than " + awake + " awake, " + searching);
            }
            if (tasks.get() > 0 && awake == 0) {
                throw new IllegalStateException(tasks + " tasks are left to sleeping workers");
            }
        }
    }

    /** The real protocol, one worker. */
    public static class OneWorker extends Workers {
        public OneWorker() {
            super(1);
        }
    }

    /** The real protocol, two workers. */
    public static class TwoWorkers extends Workers {
        public TwoWorkers() {
            super(2);
        }

        @Operation(nonParallelGroup = "second worker")
        public void secondWorker() {
            step(1);
        }
    }

    /** A broken twin: tasks that came while it searched have woken nobody. */
    public static class OneCarelessWorker extends Workers {
        public OneCarelessWorker() {
            super(1);
        }

        @Override
        void lastSearcherParked() {}
    }

    /** A broken twin: a worker may go to sleep between the question and the task. */
    public static class HastySubmitter extends Workers {
        public HastySubmitter() {
            super(1);
        }

        @Override
        @Operation
        public void submit() {
            notifyOne();
            tasks.incrementAndGet();
        }
    }

    /** The operations answer nothing; what they do is looked at when they have ended. */
    public static class NoResults {
        public void submit() {}

        public void firstWorker() {}

        public void secondWorker() {}
    }
}
