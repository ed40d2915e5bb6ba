package dev.kyoto.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.kyoto.jcstress.Probe;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A sender and a receiver at once; the handles, which only count, are left out. */
public class BroadcastRaces {

    abstract static class Ends {
        final BroadcastCore<Integer> core = new BroadcastCore<>(2);
        final BroadcastCursor<Integer> cursor = core.subscribe();

        final Probe recv() {
            return Probe.of(new BroadcastRecv<>(core, cursor));
        }
    }

    /** A message and the end, while the receiver looks: it sees the one and then the other. */
    @JCStressTest
    @Outcome(id = "Message\\[value=7\\], Closed\\[\\]", expect = ACCEPTABLE, desc = "Both seen.")
    @State
    public static class SendAndPoll extends Ends {
        private final Probe first = recv();

        @Actor
        public void sender() {
            core.send(7);
            core.senderGone();
        }

        @Actor
        public void receiver() {
            first.poll();
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r1 = first.settle();
            r.r2 = recv().poll();
        }
    }

    /** A receiver goes while a message is sent: nothing is kept for it. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "Nothing is left for anybody.")
    @State
    public static class SendAndLeave extends Ends {
        @Actor
        public void sender() {
            core.send(7);
        }

        @Actor
        public void receiver() {
            core.close(cursor);
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = core.unseen();
        }
    }
}
