package dev.kyoto.future;

import dev.kyoto.internal.util.ThreadSlot;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Drives a future on a plain thread, which is parked while the future is pending. */
enum ThreadAwaiter implements Awaiter {
    INSTANCE;

    static final ThreadSlot<Awaiter> BOUND = new ThreadSlot<>();

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
     * <p>{@code woken} is set before unpark and read after park: LockSupport orders the two, so a wake
     * between poll and park is either seen by the read or makes the park return at once. It is
     * swapped even if it is set already: that orders what the waker has done before the poll that
     * the set flag stands for.
     */
    private static final class Signal implements Waker {
        /** A wait that was shorter cost less than the two switches of threads that it took. */
        private static final long SHORT_WAIT_NANOS = 100_000;

        private static final long LOOK_ON_NANOS = 20_000;

        /** With one processor, whoever is to wake this thread needs the one it would look on with. */
        private static final boolean PARALLEL = Runtime.getRuntime().availableProcessors() > 1;

        private final Thread thread;

        /** A virtual thread parks and comes back without the operating system. */
        private final boolean mayLookOn;

        private final AtomicBoolean woken = new AtomicBoolean();

        /** Of the thread itself: whether its last wait was short. */
        private boolean lookOn;

        Signal(Thread thread) {
            this.thread = thread;
            this.mayLookOn = PARALLEL && !thread.isVirtual();
        }

        @Override
        public void wake() {
            // A thread that wakes itself looks at the flag before it parks. The permit of an unpark
            // would cost a lock of the operating system, and then a park that ends for nothing.
            if (!woken.getAndSet(true) && Thread.currentThread() != thread) {
                LockSupport.unpark(thread);
            }
        }

        /**
         * Answers false if the thread was interrupted before a wake-up came.
         *
         * <p>A thread that waited for a short time looks on before it parks the next time: to be put to
         * sleep and woken takes it and its waker tens of microseconds, and tasks answer within a few.
         * If it looks on in vain it parks, and looks on again only if that was short.
         */
        boolean parkUntilWoken() {
            if (!woken.get() && !(lookOn && isWokenSoon())) {
                long start = System.nanoTime();
                while (!woken.get()) {
                    if (thread.isInterrupted()) {
                        return false;
                    }
                    LockSupport.park(this);
                }
                lookOn = mayLookOn && System.nanoTime() - start < SHORT_WAIT_NANOS;
            }
            // Cleared before the next poll: a wake from now on asks for the poll after that.
            woken.set(false);
            return true;
        }

        private boolean isWokenSoon() {
            long start = System.nanoTime();
            do {
                if (woken.get()) {
                    return true;
                }
                Thread.onSpinWait();
            } while (System.nanoTime() - start < LOOK_ON_NANOS);
            return false;
        }
    }
}
