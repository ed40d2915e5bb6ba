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

/** Senders and the receiver of a channel at once; the handles, which only count, are left out. */
public class MpscRaces {

    abstract static class Ends {
        final MpscCore<Integer> core;
        final MpscConsumer<Integer> consumer;
        final Probe recv;

        Ends(int capacity) {
            core = new MpscCore<>(capacity);
            consumer = new MpscConsumer<>(core);
            recv = recv();
        }

        final Probe recv() {
            return Probe.of(cx -> consumer.poll(cx, null));
        }
    }

    /** A message and a receiver that keeps its waker. */
    @JCStressTest
    @Outcome(id = "7", expect = ACCEPTABLE, desc = "Received.")
    @State
    public static class PushAndPoll extends Ends {
        /** Without a limit. */
        public PushAndPoll() {
            super(MpscCore.UNBOUNDED);
        }

        @Actor
        public void sender() {
            core.push(7);
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

    /** Two messages and two futures one after the other, the first of which has to wait. */
    @JCStressTest
    @Outcome(id = "7, 8", expect = ACCEPTABLE, desc = "Received, each by its own future.")
    @State
    public static class PushAndRecvTwice extends Ends {
        private final Probe first = Probe.of(new MpscRecv<>(core, consumer));
        private final Probe second = Probe.of(new MpscRecv<>(core, consumer));
        private boolean secondPolled;

        /** One that waits. */
        public PushAndRecvTwice() {
            super(MpscCore.UNBOUNDED);
            first.poll();
        }

        @Actor
        public void sender() {
            core.push(7);
            core.push(8);
        }

        @Actor
        public void receiver() {
            // Without regard to whether it was woken, so that the message may come before the wake.
            if (!first.poll().equals(Probe.PENDING)) {
                secondPolled = true;
                second.poll();
            }
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r1 = first.settle();
            r.r2 = secondPolled ? second.settle() : second.poll();
        }
    }

    /** The last message and the close behind it, unbounded. */
    @JCStressTest
    @Outcome(id = "7, null", expect = ACCEPTABLE, desc = "The message, then the end.")
    @State
    public static class LastSenderAndPoll extends Ends {
        /** Without a limit. */
        public LastSenderAndPoll() {
            super(MpscCore.UNBOUNDED);
        }

        @Actor
        public void sender() {
            core.push(7);
            core.senderGone();
        }

        @Actor
        public void receiver() {
            recv.poll();
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r1 = recv.settle();
            r.r2 = recv().poll();
        }
    }

    /** The same, bounded: the close finds a slot that is in use. */
    @JCStressTest
    @Outcome(id = "7, null", expect = ACCEPTABLE, desc = "The message, then the end.")
    @State
    public static class LastBoundedSenderAndPoll extends Ends {
        /** One slot. */
        public LastBoundedSenderAndPoll() {
            super(1);
        }

        @Actor
        public void sender() {
            if (core.slots().tryTake(1) == PermitPool.Outcome.TAKEN) {
                core.push(7);
            }
            core.senderGone();
        }

        @Actor
        public void receiver() {
            recv.poll();
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r1 = recv.settle();
            r.r2 = recv().poll();
        }
    }

    /** A slot that was reserved comes back after the close: the receiver is told the end. */
    @JCStressTest
    @Outcome(id = "null", expect = ACCEPTABLE, desc = "The end.")
    @State
    public static class ReturnedSlotAndPoll extends Ends {
        /** One slot, which is reserved. */
        public ReturnedSlotAndPoll() {
            super(1);
            core.slots().tryTake(1);
            core.close();
        }

        @Actor
        public void sender() {
            core.giveBack(1);
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

    /** What a sender wrote before it sent is seen by who receives. */
    @JCStressTest
    @Outcome(id = "empty, 0", expect = ACCEPTABLE, desc = "Not there yet.")
    @Outcome(id = "received, 1", expect = ACCEPTABLE, desc = "There, with what came before.")
    @State
    public static class DataAndMessage extends Ends {
        private int data;

        /** Without a limit. */
        public DataAndMessage() {
            super(MpscCore.UNBOUNDED);
        }

        @Actor
        public void sender() {
            data = 1;
            core.push(7);
        }

        @Actor
        public void receiver(LL_Result r) {
            boolean received = consumer.tryRecv() instanceof TryRecv.Received;
            r.r1 = received ? "received" : "empty";
            r.r2 = received ? data : 0;
        }
    }
}
