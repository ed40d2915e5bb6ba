package dev.kyoto.internal.scheduler;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.internal.driver.Drivers;
import dev.kyoto.internal.driver.Parking;
import dev.kyoto.internal.driver.Provider;
import dev.kyoto.internal.timer.PausableClock;
import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** One worker that sleeps while there is no work, and one submitter: no wake-up is lost. */
class ParkerLincheckTest {

    @Test
    void noWakeUpIsLostOnTheThread() {
        check(OnTheThread.class);
    }

    @Test
    void noWakeUpIsLostInTheDrivers() {
        check(InTheDrivers.class);
    }

    @Test
    void aParkerThatForgetsANotificationIsCaught() {
        assertThatThrownBy(() -> check(Forgetful.class))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("has hung");
    }

    /** Each of two threads has one operation, which runs once: no other scenario makes sense. */
    private static void check(Class<?> scenario) {
        new ModelCheckingOptions()
                .threads(2)
                .actorsBefore(0)
                .actorsPerThread(1)
                .actorsAfter(0)
                .iterations(1)
                .invocationsPerIteration(1_000)
                .minimizeFailedScenario(false)
                .sequentialSpecification(Specification.class)
                .check(scenario);
    }

    private static Drivers drivers() {
        return new Drivers(
                new Provider(
                        PausableClock.startPaused(), 1, Parking.JDK, SelectorProvider.provider()));
    }

    /** Two units of work go from a submitter to a worker. */
    public abstract static class Handover {
        private static final int UNITS = 2;

        private final AtomicInteger work = new AtomicInteger();

        abstract void park();

        abstract void unpark();

        @Operation(runOnce = true, nonParallelGroup = "worker")
        public void take() {
            for (int i = 0; i < UNITS; i++) {
                while (work.get() == 0) {
                    park();
                }
                work.decrementAndGet();
            }
        }

        @Operation(runOnce = true, nonParallelGroup = "submitter")
        public void give() {
            for (int i = 0; i < UNITS; i++) {
                work.incrementAndGet();
                unpark();
            }
        }
    }

    /** Another worker holds the drivers all the time. */
    public static class OnTheThread extends Handover {
        private static final Drivers HELD = drivers();

        static {
            HELD.tryAcquire();
        }

        private final Parker parker = new Parker(HELD, Parking.JDK);

        @Override
        void park() {
            parker.park();
        }

        @Override
        void unpark() {
            parker.unpark();
        }
    }

    /** The drivers are free, and nothing is registered with them. */
    public static class InTheDrivers extends Handover {
        private static final Drivers FREE = drivers();

        private final Parker parker = new Parker(FREE, Parking.JDK);

        @Override
        void park() {
            parker.park();
        }

        @Override
        void unpark() {
            parker.unpark();
        }
    }

    /** A broken twin: it looks for a notification and then goes to sleep, in two steps. */
    public static class Forgetful extends Handover {
        private volatile boolean notified;
        private volatile boolean parked;
        private volatile Thread sleeper;

        @Override
        void park() {
            if (!notified) {
                sleeper = Thread.currentThread();
                parked = true;
                while (parked) {
                    LockSupport.park(this);
                }
            }
            notified = false;
        }

        @Override
        void unpark() {
            notified = true;
            if (parked) {
                parked = false;
                LockSupport.unpark(sleeper);
            }
        }
    }

    /** The operations have no results. */
    public static class Specification {
        public void take() {}

        public void give() {}
    }
}
