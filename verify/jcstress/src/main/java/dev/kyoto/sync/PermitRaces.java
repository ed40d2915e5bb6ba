package dev.kyoto.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.kyoto.future.Future;
import dev.kyoto.jcstress.Probe;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** The pool of permits, through the semaphore and the mutex that stand on it. */
public class PermitRaces {

    /** A permit comes while a request joins the queue. */
    @JCStressTest
    @Outcome(id = "Permit\\[1\\]", expect = ACCEPTABLE, desc = "Granted.")
    @State
    public static class ReleaseAndJoin {
        private final Semaphore semaphore = Semaphore.of(0);
        private final Probe acquire = Probe.of(semaphore.acquire());

        @Actor
        public void releaser() {
            semaphore.addPermits(1);
        }

        @Actor
        public void waiter() {
            acquire.poll();
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = acquire.settle();
        }
    }

    /** Two permits come one by one while a request for both joins the queue. */
    @JCStressTest
    @Outcome(id = "Permit\\[2\\]", expect = ACCEPTABLE, desc = "Granted.")
    @State
    public static class TwoReleasesAndJoin {
        private final Semaphore semaphore = Semaphore.of(0);
        private final Probe acquire = Probe.of(semaphore.acquireMany(2));

        @Actor
        public void releaser() {
            semaphore.addPermits(1);
            semaphore.addPermits(1);
        }

        @Actor
        public void waiter() {
            acquire.poll();
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = acquire.settle();
        }
    }

    /** The close comes while a request joins the queue. */
    @JCStressTest
    @Outcome(id = "closed", expect = ACCEPTABLE, desc = "Told.")
    @State
    public static class CloseAndJoin {
        private final Semaphore semaphore = Semaphore.of(0);
        private final Probe acquire = Probe.of(semaphore.acquire());

        @Actor
        public void closer() {
            semaphore.close();
        }

        @Actor
        public void waiter() {
            acquire.poll();
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = acquire.settle();
        }
    }

    /** A request is given up while its permit comes. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "The permit is back.")
    @State
    public static class ReleaseAndCancel {
        private final Semaphore semaphore = Semaphore.of(0);
        private final Future<Semaphore.Permit> acquire = semaphore.acquire();

        /** A request that waits. */
        public ReleaseAndCancel() {
            Probe.of(acquire).poll();
        }

        @Actor
        public void releaser() {
            semaphore.addPermits(1);
        }

        @Actor
        public void waiter() {
            acquire.cancel();
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = semaphore.availablePermits();
        }
    }

    /** What the holder of a lock wrote is seen by the next, who waits parked: plain data. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Ordered by the lock.")
    @State
    public static class UnlockAndLock {
        private final Mutex<int[]> mutex = Mutex.of(new int[1]);
        private final Mutex.Guard<int[]> held = mutex.lock().await();

        @Actor
        public void holder() {
            held.value()[0] = 1;
            held.close();
        }

        @Actor
        public void next(I_Result r) {
            var guard = mutex.lock().await();
            r.r1 = guard.value()[0];
            guard.close();
        }
    }

    /** Two that add to plain data under a lock. */
    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "One at a time.")
    @State
    public static class TwoLocks {
        private final Mutex<int[]> mutex = Mutex.of(new int[1]);

        private void add() {
            var guard = mutex.lock().await();
            guard.value()[0]++;
            guard.close();
        }

        @Actor
        public void first() {
            add();
        }

        @Actor
        public void second() {
            add();
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = mutex.lock().await().value()[0];
        }
    }
}
