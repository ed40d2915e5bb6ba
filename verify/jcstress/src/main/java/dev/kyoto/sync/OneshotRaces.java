package dev.kyoto.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.kyoto.jcstress.Probe;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** Both ends of a oneshot channel at once. */
public class OneshotRaces {

    abstract static class Ends {
        final OneshotCell<Integer> cell = new OneshotCell<>();
        final Oneshot.Receiver<Integer> receiver = new Oneshot.Receiver<>(cell, null);
        final Probe recv = Probe.of(receiver);
    }

    /** A value and the first poll. */
    @JCStressTest
    @Outcome(id = "7", expect = ACCEPTABLE, desc = "Received.")
    @State
    public static class SendAndPoll extends Ends {
        @Actor
        public void sender() {
            cell.send(7);
        }

        @Actor
        public void receiver() {
            recv.poll();
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = recv.settle();
        }
    }

    /** A value and a receiver that closes: both ends agree. */
    @JCStressTest
    @Outcome(id = "true, 7", expect = ACCEPTABLE, desc = "Sent first.")
    @Outcome(id = "false, closed", expect = ACCEPTABLE, desc = "Closed first.")
    @State
    public static class SendAndClose extends Ends {
        @Actor
        public void sender(LL_Result r) {
            r.r1 = cell.send(7);
        }

        @Actor
        public void receiver(LL_Result r) {
            receiver.close();
            r.r2 = recv.poll();
        }
    }

    /** A sender that goes away and the first poll. */
    @JCStressTest
    @Outcome(id = "closed", expect = ACCEPTABLE, desc = "Told.")
    @State
    public static class SenderGoneAndPoll extends Ends {
        @Actor
        public void sender() {
            cell.senderGone();
        }

        @Actor
        public void receiver() {
            recv.poll();
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = recv.settle();
        }
    }

    /** A plain thread that parks and the value that wakes it: a lost wake-up hangs. */
    @JCStressTest
    @Outcome(id = "7", expect = ACCEPTABLE, desc = "Received.")
    @State
    public static class SendAndAwait extends Ends {
        @Actor
        public void sender() {
            cell.send(7);
        }

        @Actor
        public void receiver(L_Result r) {
            r.r1 = receiver.await();
        }
    }
}
