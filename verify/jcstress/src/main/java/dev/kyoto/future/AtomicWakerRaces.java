package dev.kyoto.future;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Register, then look, against change, then wake: one of the two sees the other. */
public class AtomicWakerRaces {

    /** A slot, what the waiter waits for, and whether it was woken. */
    abstract static class Slot {
        final AtomicWaker slot = new AtomicWaker();
        volatile boolean condition;
        volatile boolean woken;
        final Waker waker = () -> woken = true;

        final void change() {
            condition = true;
            slot.wake();
        }
    }

    /** An empty slot. */
    @JCStressTest
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "The wake-up is lost.")
    @Outcome(expect = ACCEPTABLE, desc = "Seen or woken.")
    @State
    public static class First extends Slot {
        @Actor
        public void waiter(ZZ_Result r) {
            slot.register(waker);
            r.r1 = condition;
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

    /** The waker is registered once more, which stores nothing. */
    @JCStressTest
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "The wake-up is lost.")
    @Outcome(expect = ACCEPTABLE, desc = "Seen or woken.")
    @State
    public static class Again extends Slot {
        /** A slot that is taken. */
        public Again() {
            slot.register(waker);
        }

        @Actor
        public void waiter(ZZ_Result r) {
            slot.register(waker);
            r.r1 = condition;
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
}
