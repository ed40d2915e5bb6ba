package dev.kyoto.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.kyoto.jcstress.Probe;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** Notifications against waits that begin, and that are given up. */
public class NotifyRaces {

    /** One notification and the first poll. */
    @JCStressTest
    @Outcome(id = "null", expect = ACCEPTABLE, desc = "Notified.")
    @State
    public static class NotifyOneAndPoll {
        private final Notify notify = new Notify();
        private final Probe wait = Probe.of(notify.notified());

        @Actor
        public void notifier() {
            notify.notifyOne();
        }

        @Actor
        public void waiter() {
            wait.poll();
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = wait.settle();
        }
    }

    /** A change that is announced to all, and a wait that is made before it is looked for. */
    @JCStressTest
    @Outcome(id = "false, pending", expect = FORBIDDEN, desc = "The announcement is lost.")
    @Outcome(expect = ACCEPTABLE, desc = "Seen or notified.")
    @State
    public static class NotifyWaitersAndNotified {
        private final Notify notify = new Notify();
        private volatile boolean changed;

        @Actor
        public void notifier() {
            changed = true;
            notify.notifyWaiters();
        }

        @Actor
        public void waiter(LL_Result r) {
            var wait = Probe.of(notify.notified());
            r.r1 = changed;
            r.r2 = wait;
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r2 = r.r2 instanceof Probe wait ? wait.poll() : "no wait";
        }
    }

    /** One that is made, and joins the queue or has missed its moment to, as all are notified. */
    @JCStressTest
    @Outcome(id = "null", expect = ACCEPTABLE, desc = "Notified.")
    @State
    public static class NotifyWaitersAndPoll {
        private final Notify notify = new Notify();
        private final Probe wait = Probe.of(notify.notified());

        @Actor
        public void notifier() {
            notify.notifyWaiters();
        }

        @Actor
        public void waiter() {
            wait.poll();
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = wait.settle();
        }
    }

    /** All are notified while the one permit is stored, which stays. */
    @JCStressTest
    @Outcome(id = "null", expect = ACCEPTABLE, desc = "Stored.")
    @State
    public static class NotifyWaitersAndNotifyOne {
        private final Notify notify = new Notify();

        @Actor
        public void all() {
            notify.notifyWaiters();
        }

        @Actor
        public void one() {
            notify.notifyOne();
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = Probe.of(notify.notified()).settle();
        }
    }

    /** The first waiter gives up while one notification comes: the second gets it. */
    @JCStressTest
    @Outcome(id = "null", expect = ACCEPTABLE, desc = "Handed on.")
    @State
    public static class NotifyOneAndCancel {
        private final Notify notify = new Notify();
        private final Notify.Notified first = notify.notified();
        private final Probe second = Probe.of(notify.notified());

        /** Two that wait. */
        public NotifyOneAndCancel() {
            first.enable();
            second.poll();
        }

        @Actor
        public void notifier() {
            notify.notifyOne();
        }

        @Actor
        public void waiter() {
            first.cancel();
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = second.settle();
        }
    }
}
