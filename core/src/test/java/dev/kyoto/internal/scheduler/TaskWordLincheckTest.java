package dev.kyoto.internal.scheduler;

import dev.kyoto.internal.util.LincheckRun;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Pollers, wakers, abort and shutdown on one task word: nobody polls beside another one, no wake is
 * lost, and the task is in a run queue once at most.
 */
class TaskWordLincheckTest {

    @Test
    void noWakeIsLostAndNobodyPollsBesideAnother() {
        LincheckRun.modelCheck(PollingAndEnding.class, NoResults.class);
    }

    @Test
    void noWakeIsLostAmongThreeThreads() {
        LincheckRun.modelCheckThreeThreads(PollingAndEnding.class, NoResults.class);
    }

    @Test
    void noWakeIsLostOnRealThreads() {
        LincheckRun.stress(PollingAndEnding.class, NoResults.class);
    }

    @Test
    void aWakeThatOverlooksARunningPollIsCaught() {
        LincheckRun.modelCheckMustFail(
                PollingWithDeafWake.class, NoResults.class, "a wake was lost");
    }

    /** The future of the task is a look at {@code events}, which every wake has raised before. */
    public static class Polling {
        final TaskWord word = new TaskWord() {};

        /** Entries of the task in run queues; a new task is in one. */
        private final AtomicInteger queued = new AtomicInteger(1);

        private final AtomicInteger events = new AtomicInteger();
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger completions = new AtomicInteger();
        private volatile int seen;
        volatile boolean ending;

        @Operation
        public void wake() {
            events.incrementAndGet();
            if (transitionToNotified()) {
                submit();
            }
        }

        boolean transitionToNotified() {
            return word.transitionToNotified();
        }

        /** What a worker does that takes the task out of a queue. */
        @Operation
        public void run() {
            int entries = queued.get();
            if (entries == 0 || !queued.compareAndSet(entries, entries - 1) || !word.startPoll()) {
                return;
            }
            enter();
            if (word.snapshot().isCancelled()) {
                complete();
                return;
            }
            seen = events.get();
            leave();
            switch (word.endPoll(false)) {
                case IDLE -> {}
                case SUBMIT -> submit();
                case CANCEL -> {
                    enter();
                    complete();
                }
            }
        }

        @Validate
        public void nothingIsLost() {
            var end = word.snapshot();
            require(!end.isRunning(), "somebody still polls: " + end);
            require(completions.get() == (end.isComplete() ? 1 : 0), "completed more than once");
            if (!end.isComplete()) {
                require(
                        queued.get() == (end.isNotified() ? 1 : 0),
                        "queued otherwise than: " + end);
                require(end.isNotified() || seen == events.get(), "a wake was lost");
                require(!ending || end.isNotified(), "nobody will see that the task is to end");
            }
        }

        final void submit() {
            require(queued.incrementAndGet() == 1 || ending, "the task is in two run queues");
        }

        final void enter() {
            require(inside.incrementAndGet() == 1, "two threads poll at once");
        }

        private void leave() {
            inside.decrementAndGet();
        }

        final void complete() {
            completions.incrementAndGet();
            leave();
            word.transitionToComplete();
        }

        private static void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new IllegalStateException(otherwise);
            }
        }
    }

    /** The same with the two ways to end a task early, which also hide lost wakes. */
    public static class PollingAndEnding extends Polling {
        @Operation
        public void abort() {
            ending = true;
            if (word.transitionToAborted() == TaskWord.Abort.SUBMIT) {
                submit();
            }
        }

        @Operation
        public void shutdown() {
            ending = true;
            if (word.lockForShutdown()) {
                enter();
                complete();
            }
        }
    }

    /** The broken twin: it takes a task that is being polled for one that is queued. */
    public static class PollingWithDeafWake extends Polling {
        @Override
        boolean transitionToNotified() {
            return !word.snapshot().isRunning() && word.transitionToNotified();
        }
    }

    /** The operations answer nothing; what they do is looked at when they have ended. */
    public static class NoResults {
        public void wake() {}

        public void abort() {}

        public void shutdown() {}

        public void run() {}
    }
}
