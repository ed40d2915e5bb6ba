package dev.kyoto.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.kyoto.jcstress.Probe;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A sender and a receiver at once; the handles, which only count, are left out. */
public class WatchRaces {

    /** A value and the end, while the receiver looks: the value counts, and then the end. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "Both seen.")
    @State
    public static class SendAndPoll {
        private final WatchCore<Integer> core = new WatchCore<>(0, 1);
        private final WatchCursor<Integer> cursor = new WatchCursor<>(core, 0);
        private final Probe first = Probe.of(new WatchChanged<>(core, cursor));

        @Actor
        public void sender() {
            core.update(before -> before + 1);
            core.senderGone();
        }

        @Actor
        public void receiver() {
            first.poll();
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r1 = first.settle();
            r.r2 = Probe.of(new WatchChanged<>(core, cursor)).poll();
        }
    }
}
