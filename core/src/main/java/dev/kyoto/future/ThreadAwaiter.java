package dev.kyoto.future;

import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Drives a future on a plain thread, which is parked while the future is pending. */
enum ThreadAwaiter implements Awaiter {
    INSTANCE;

    static final ThreadLocal<@Nullable Awaiter> BOUND = new ThreadLocal<>();

    @Override
    public <T extends @Nullable Object> T await(Future<T> future) {
        var signal = new Signal(Thread.currentThread());
        var cx = Context.of(signal);
        while (true) {
            cx.startTurn();
            if (future.poll(cx) instanceof Poll.Ready<T>(T value)) {
                return value;
            }
            if (!signal.parkUntilWoken()) {
                future.cancel();
                throw new CancellationException(
                        "interrupted while awaiting "
                                + future
                                + "; the future was cancelled and the interrupt status kept");
            }
        }
    }

    /**
     * The waker of a plain thread.
     *
     * <p>{@code woken} is written before unpark and read after park: LockSupport orders the two, so
     * a wake between poll and park is either seen by the read or makes the park return at once.
     */
    private static final class Signal implements Waker {
        private final Thread thread;
        private volatile boolean woken;

        Signal(Thread thread) {
            this.thread = thread;
        }

        @Override
        public void wake() {
            if (!woken) {
                woken = true;
                LockSupport.unpark(thread);
            }
        }

        /** Answers false if the thread was interrupted before a wake-up came. */
        boolean parkUntilWoken() {
            while (!woken) {
                if (thread.isInterrupted()) {
                    return false;
                }
                LockSupport.park(this);
            }
            // Cleared before the next poll: a wake from now on asks for the poll after that.
            woken = false;
            return true;
        }
    }
}
