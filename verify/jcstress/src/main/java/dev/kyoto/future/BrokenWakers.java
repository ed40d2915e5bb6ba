package dev.kyoto.future;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Twins of {@link AtomicWaker} that are broken on purpose; what is forbidden has to be found. */
public class BrokenWakers {

    /** Looks first and registers afterwards. */
    @JCStressTest
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "The wake-up is lost.")
    @Outcome(expect = ACCEPTABLE, desc = "Seen or woken.")
    @State
    public static class LooksTooEarly extends AtomicWakerRaces.Slot {
        @Actor
        public void waiter(ZZ_Result r) {
            r.r1 = condition;
            slot.register(waker);
        }

        @Actor
        public void other() {
            change();
        }

        @Arbiter
        public void end(ZZ_Result r) {
            r.r2 = woken;
        }
    }

    /** Registers in the right order, but by release and acquire, which a load may pass. */
    @JCStressTest
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "The wake-up is lost.")
    @Outcome(expect = ACCEPTABLE, desc = "Seen or woken.")
    @State
    public static class HasNoFence extends AtomicWakerRaces.Slot {
        private final AtomicReference<@Nullable Waker> weak = new AtomicReference<>();

        @Actor
        public void waiter(ZZ_Result r) {
            weak.setRelease(waker);
            r.r1 = condition;
        }

        @Actor
        public void other() {
            condition = true;
            var target = weak.getAcquire();
            if (target != null) {
                target.wake();
            }
        }

        @Arbiter
        public void end(ZZ_Result r) {
            r.r2 = woken;
        }
    }
}
