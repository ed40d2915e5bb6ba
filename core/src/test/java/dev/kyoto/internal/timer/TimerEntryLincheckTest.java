package dev.kyoto.internal.timer;

import dev.kyoto.future.Waker;
import dev.kyoto.internal.util.LincheckRun;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** One armed timer that is due: its owner moves, looks at and cancels it while the driver fires. */
class TimerEntryLincheckTest {
    private static final long MS = 1_000_000;

    @Test
    void firingMovingAndCancellingAreAtomic() {
        LincheckRun.modelCheck(OneTimer.class, Specification.class);
    }

    @Test
    void movingADeadlineWithoutComparingIsCaught() {
        LincheckRun.modelCheckMustFail(
                Careless.class, Specification.class, "Invalid execution results");
    }

    /** What a timer must look like from outside. */
    public static class Specification {
        private long now = 2;
        private long deadline = 2;
        private String state = "armed";

        public void advance() {
            now++;
        }

        public int process() {
            if (state.equals("armed") && deadline <= now) {
                state = "fired";
                return 1;
            }
            return 0;
        }

        public void later() {
            deadline += 2;
            if (state.equals("fired")) {
                state = "idle";
            }
        }

        public void earlier() {
            deadline -= 1;
            if (state.equals("fired")) {
                state = "idle";
            } else if (state.equals("armed") && deadline <= now) {
                state = "fired";
            }
        }

        public void cancel() {
            if (state.equals("armed")) {
                state = "idle";
            }
        }

        public String look() {
            return state;
        }
    }

    /** The real entry in the real driver. */
    public static class OneTimer {
        private final AtomicLong now = new AtomicLong();
        private final TimeDriver driver = new TimeDriver(now::get, () -> {});
        private final TimerEntry entry = new TimerEntry();
        private long deadline = 2;

        public OneTimer() {
            driver.poll(entry, deadline * MS, Waker.noop());
            now.set(2 * MS);
        }

        @Operation(nonParallelGroup = "driver")
        public void advance() {
            now.addAndGet(MS);
        }

        @Operation(nonParallelGroup = "driver")
        public int process() {
            return driver.process();
        }

        @Operation(nonParallelGroup = "owner")
        public void later() {
            deadline += 2;
            driver.reset(entry, deadline * MS);
        }

        @Operation(nonParallelGroup = "owner")
        public void earlier() {
            deadline -= 1;
            driver.reset(entry, deadline * MS);
        }

        @Operation(nonParallelGroup = "owner")
        public void cancel() {
            driver.cancel(entry);
        }

        @Operation(nonParallelGroup = "owner")
        public String look() {
            long state = entry.stateVolatile();
            return state == TimerEntry.IDLE
                    ? "idle"
                    : state == TimerEntry.FIRED ? "fired" : "armed";
        }
    }

    /** Moves a deadline to later by a read and a write where the protocol wants a CAS. */
    public static class Careless {
        private static final long IDLE = -1;
        private static final long FIRED = -2;

        private final AtomicLong now = new AtomicLong(2);
        private final AtomicLong state = new AtomicLong(2);
        private boolean linked = true;
        private long deadline = 2;

        @Operation(nonParallelGroup = "driver")
        public void advance() {
            now.incrementAndGet();
        }

        @Operation(nonParallelGroup = "driver")
        public synchronized int process() {
            long tick = state.get();
            if (linked && tick <= now.get() && state.compareAndSet(tick, FIRED)) {
                linked = false;
                return 1;
            }
            return 0;
        }

        @Operation(nonParallelGroup = "owner")
        public void later() {
            deadline += 2;
            if (state.get() >= 0) {
                state.set(deadline);
            } else {
                state.compareAndSet(FIRED, IDLE);
            }
        }

        @Operation(nonParallelGroup = "owner")
        public synchronized void cancel() {
            linked = false;
            if (state.get() >= 0) {
                state.set(IDLE);
            }
        }

        @Operation(nonParallelGroup = "owner")
        public String look() {
            long seen = state.get();
            return seen == IDLE ? "idle" : seen == FIRED ? "fired" : "armed";
        }
    }
}
