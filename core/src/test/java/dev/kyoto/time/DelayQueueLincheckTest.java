package dev.kyoto.time;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.timer.TimeDriver;
import dev.kyoto.internal.util.LincheckRun;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One task waits while another thread inserts, moves and removes. */
class DelayQueueLincheckTest {
    private static final long MS = 1_000_000;
    private static final long NOW = 10 * MS;

    @Test
    void isLinearizableAndLosesNoWakeUp() {
        LincheckRun.modelCheck(Queue.class, Model.class);
    }

    @Test
    void isLinearizableOnRealThreads() {
        LincheckRun.stress(Queue.class, Model.class);
    }

    @Test
    void aWakerThatIsLeftTooLateIsCaught() {
        LincheckRun.modelCheckMustFail(Late.class, LateModel.class, "lost a wake-up");
    }

    /** The real queue, with two values at most, at a moment that does not pass. */
    public static class Queue {
        private final AtomicLong clock = new AtomicLong(NOW);
        private final TimeDriver driver = new TimeDriver(clock::get, () -> {});
        private final DelayQueue<String> queue = new DelayQueue<>(driver);
        private DelayQueue.@Nullable Key a;
        private DelayQueue.@Nullable Key b;
        private @Nullable Future<DelayQueue.@Nullable Expired<String>> wait;
        private volatile boolean woken;

        private final Waker waker = () -> woken = true;

        @Operation(nonParallelGroup = "task")
        public String poll() {
            if (wait == null) {
                wait = queue.nextExpired();
            }
            woken = false;
            var poll = wait.poll(Context.of(waker));
            if (poll.isPending()) {
                return "pending";
            }
            wait = null;
            return poll.value() == null ? "empty" : poll.value().value();
        }

        @Operation(nonParallelGroup = "task")
        public void cancel() {
            if (wait != null) {
                wait.cancel();
                wait = null;
            }
        }

        @Operation(nonParallelGroup = "others")
        public boolean insertLate() {
            if (a == null) {
                a = queue.insertAt("a", new AsyncInstant(NOW + 50 * MS));
                return true;
            }
            return false;
        }

        @Operation(nonParallelGroup = "others")
        public boolean insertSoon() {
            if (b == null) {
                b = queue.insertAt("b", new AsyncInstant(NOW + 20 * MS));
                return true;
            }
            return false;
        }

        @Operation(nonParallelGroup = "others")
        public boolean makeDue() {
            return a != null && queue.resetAt(a, new AsyncInstant(NOW));
        }

        @Operation(nonParallelGroup = "others")
        public boolean postpone() {
            return b != null && queue.resetAt(b, new AsyncInstant(NOW + 90 * MS));
        }

        @Operation(nonParallelGroup = "others")
        public @Nullable String removeA() {
            return a == null ? null : queue.remove(a);
        }

        @Operation(nonParallelGroup = "others")
        public @Nullable String removeB() {
            return b == null ? null : queue.remove(b);
        }

        @Operation(nonParallelGroup = "others")
        public int size() {
            return queue.size();
        }

        /** Who waits is woken by the time at which the first value is due, at the latest. */
        @Validate
        public void noWakeUpIsLost() {
            if (wait == null || woken) {
                return;
            }
            var first = queue.peek();
            if (first != null) {
                clock.set(Math.max(NOW, queue.deadline(first).nanos()));
                driver.process();
            }
            if (!woken) {
                throw new AssertionError("lost a wake-up for " + first);
            }
        }
    }

    /** What it must look like from outside: two deadlines. */
    public static class Model {
        private static final long NONE = Long.MAX_VALUE;
        private long a = NONE;
        private long b = NONE;
        private boolean hadA;
        private boolean hadB;

        public String poll() {
            if (a == NONE && b == NONE) {
                return "empty";
            }
            if (a <= NOW) {
                a = NONE;
                return "a";
            }
            return "pending";
        }

        public void cancel() {}

        public boolean insertLate() {
            if (hadA) {
                return false;
            }
            hadA = true;
            a = NOW + 50 * MS;
            return true;
        }

        public boolean insertSoon() {
            if (hadB) {
                return false;
            }
            hadB = true;
            b = NOW + 20 * MS;
            return true;
        }

        public boolean makeDue() {
            if (a == NONE) {
                return false;
            }
            a = NOW;
            return true;
        }

        public boolean postpone() {
            if (b == NONE) {
                return false;
            }
            b = NOW + 90 * MS;
            return true;
        }

        public @Nullable String removeA() {
            boolean there = a != NONE;
            a = NONE;
            return there ? "a" : null;
        }

        public @Nullable String removeB() {
            boolean there = b != NONE;
            b = NONE;
            return there ? "b" : null;
        }

        public int size() {
            return (a == NONE ? 0 : 1) + (b == NONE ? 0 : 1);
        }
    }

    /** A queue of one deadline that looks under the lock and leaves its waker after it. */
    public static class Late {
        private static final long NONE = Long.MAX_VALUE;
        private final Object lock = new Object();
        private long deadline = NONE;
        private volatile @Nullable Waker waker;
        private volatile boolean woken;
        private boolean waiting;

        @Operation(nonParallelGroup = "task")
        public String poll() {
            woken = false;
            waiting = false;
            synchronized (lock) {
                if (deadline <= NOW) {
                    deadline = NONE;
                    return "due";
                }
            }
            waker = () -> woken = true;
            waiting = true;
            return "pending";
        }

        @Operation(nonParallelGroup = "others")
        public void makeDue() {
            Waker called;
            synchronized (lock) {
                deadline = NOW;
                called = waker;
                waker = null;
            }
            if (called != null) {
                called.wake();
            }
        }

        // What does nothing leaves the others' traces to the validation.

        @Operation(nonParallelGroup = "task")
        public void rest() {}

        @Operation(nonParallelGroup = "others")
        public void restToo() {}

        @Validate
        public void noWakeUpIsLost() {
            if (waiting && deadline <= NOW && !woken) {
                throw new AssertionError("lost a wake-up");
            }
        }
    }

    /** The broken twin's results are right; only its wake-ups are lost. */
    public static class LateModel {
        private boolean due;

        public String poll() {
            boolean was = due;
            due = false;
            return was ? "due" : "pending";
        }

        public void makeDue() {
            due = true;
        }

        public void rest() {}

        public void restToo() {}
    }
}
