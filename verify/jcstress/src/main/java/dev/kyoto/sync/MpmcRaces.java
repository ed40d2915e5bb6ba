package dev.kyoto.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.jcstress.Probe;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** Senders and receivers of a channel at once; the handles, which only count, are left out. */
public class MpmcRaces {

    /** A place in a queue, without a future around it. */
    static final class Node extends MpmcWaiter<@Nullable Void> {
        @Override
        public Poll<@Nullable Void> poll(Context cx) {
            throw new AssertionError("polled through the core");
        }
    }

    abstract static class Ends {
        final MpmcCore<Integer> core = new MpmcCore<>(1);
        final Node firstNode = new Node();
        final Probe first = recv(firstNode);
        final Probe second = recv(new Node());

        final Probe recv(Node node) {
            return Probe.of(cx -> core.recvOrWait(node, cx.waker()));
        }

        final Probe send(int message) {
            var node = new Node();
            return Probe.of(
                    cx ->
                            switch (core.sendOrWait(node, message, cx.waker())) {
                                case SENT -> Poll.ready("sent");
                                case FULL -> Poll.pending();
                                case CLOSED -> Poll.ready("closed");
                            });
        }

        final String tryRecv() {
            return core.tryRecv() instanceof TryRecv.Received<Integer>(var message)
                    ? message.toString()
                    : "none";
        }
    }

    /** A message, its close, and two receivers: the first gets it, both see the end. */
    @JCStressTest
    @Outcome(id = "7, null", expect = ACCEPTABLE, desc = "The first got it.")
    @State
    public static class SendAndTwoPolls extends Ends {
        @Actor
        public void sender() {
            core.trySend(7);
            core.senderGone();
        }

        @Actor
        public void receivers() {
            first.poll();
            second.poll();
        }

        @Arbiter
        public void end(LL_Result r) {
            first.settle();
            r.r2 = second.settle();
            r.r1 = first.settle();
        }
    }

    /** A receiver that was first in the queue gives up while a message comes. */
    @JCStressTest
    @Outcome(id = "7", expect = ACCEPTABLE, desc = "The second got it.")
    @State
    public static class SendAndCancel extends Ends {
        /** Two receivers that wait. */
        public SendAndCancel() {
            first.poll();
            second.poll();
        }

        @Actor
        public void sender() {
            core.trySend(7);
        }

        @Actor
        public void first() {
            core.leaveReceivers(firstNode);
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = second.settle();
        }
    }

    /** A sender that waits is granted a slot, or told of the close; never both, never neither. */
    @JCStressTest
    @Outcome(id = "closed, none", expect = ACCEPTABLE, desc = "It kept its message.")
    @State
    public static class RecvAndClose extends Ends {
        private final Probe waiting = send(8);

        /** A full channel and a sender that waits. */
        public RecvAndClose() {
            core.trySend(7);
            waiting.poll();
        }

        @Actor
        public void receiver() {
            core.tryRecv();
        }

        @Actor
        public void closer() {
            core.close();
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r1 = waiting.settle();
            r.r2 = tryRecv();
        }
    }

    /** A send and a close: what was sent is received, what was not is refused. */
    @JCStressTest
    @Outcome(id = "sent, 7", expect = ACCEPTABLE, desc = "Sent first.")
    @Outcome(id = "closed, none", expect = ACCEPTABLE, desc = "Closed first.")
    @State
    public static class SendAndClose extends Ends {
        private final Probe send = send(7);

        @Actor
        public void sender() {
            send.poll();
        }

        @Actor
        public void closer() {
            core.close();
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r1 = send.settle();
            r.r2 = tryRecv();
        }
    }
}
