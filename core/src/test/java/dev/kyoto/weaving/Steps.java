package dev.kyoto.weaving;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What happens to a body and to the futures that it awaits, step by step. Its futures are pending as
 * often as it says, when they are polled and when they are cancelled.
 *
 * <p>Used by one thread at a time; cleanup that goes on in the background hands over by {@link
 * #awaitEnd}.
 */
final class Steps {
    private final int pendingPolls;
    private final int pendingCancels;
    private final List<String> log = new ArrayList<>();

    /** How many bodies have begun and not ended. */
    private int running;

    /**
     * Nothing yet.
     *
     * @param pendingPolls how often each future is pending before it is ready
     * @param pendingCancels how often the cancellation of each is pending before it is done
     */
    Steps(int pendingPolls, int pendingCancels) {
        this.pendingPolls = pendingPolls;
        this.pendingCancels = pendingCancels;
    }

    synchronized void log(String step) {
        log.add(step);
    }

    synchronized List<String> log() {
        return List.copyOf(log);
    }

    synchronized void started() {
        running++;
    }

    /** The last thing that a body does. */
    synchronized void ended() {
        running--;
        notifyAll();
    }

    /** Waits until all bodies that were started have ended, on whatever thread. */
    synchronized void awaitEnd() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (running > 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("a body does not come to its end: " + log);
            }
            wait(left);
        }
    }

    synchronized boolean isSuspended() {
        return running > 0;
    }

    Future<String> leaf(String name) {
        return new Leaf(name, false);
    }

    /** One whose cancellation fails. */
    Future<String> leafThatFailsToEnd(String name) {
        return new Leaf(name, true);
    }

    private final class Leaf implements Future<String> {
        private final String name;
        private final boolean fails;
        private int polls;
        private int cancels;

        Leaf(String name, boolean fails) {
            this.name = name;
            this.fails = fails;
        }

        @Override
        public Poll<String> poll(Context cx) {
            boolean pending = polls++ < pendingPolls;
            log(name + (pending ? " is pending" : " is ready"));
            if (pending) {
                cx.waker().wake();
                return Poll.pending();
            }
            return Poll.ready(name);
        }

        @Override
        public void cancel() {
            log(name + " is cancelled");
        }

        @Override
        public Poll<Void> pollCancel(Context cx) {
            if (cancels++ < pendingCancels) {
                log(name + " ends");
                cx.waker().wake();
                return Poll.pending();
            }
            if (fails) {
                log(name + " fails to end");
                throw new IllegalArgumentException(name + " cannot be ended");
            }
            log(name + " has ended");
            return Poll.ready(null);
        }
    }
}
