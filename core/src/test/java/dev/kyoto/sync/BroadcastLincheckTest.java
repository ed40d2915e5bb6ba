package dev.kyoto.sync;

import dev.kyoto.future.Context;
import dev.kyoto.internal.util.LincheckRun;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** The ring and its receivers, without the handles, which only count. */
class BroadcastLincheckTest {

    @Test
    void isLinearizable() {
        SyncLincheck.modelCheck(Ring.class, Model.class);
    }

    @Test
    void isLinearizableOnRealThreads() {
        SyncLincheck.stress(Ring.class, Model.class);
    }

    @Test
    void aWaitingReceiverIsAlwaysWoken() {
        SyncLincheck.modelCheck(Waiting.class, WaitingModel.class);
    }

    @Test
    void aWaitingReceiverIsAlwaysWokenOnRealThreads() {
        SyncLincheck.stress(Waiting.class, WaitingModel.class);
    }

    @Test
    void aReceiverThatComesAndGoesIsAlwaysWoken() {
        SyncLincheck.modelCheck(Leaving.class, WaitingModel.class);
    }

    @Test
    void aReceiverThatTakesTheEndForEmptinessIsCaught() {
        LincheckRun.modelCheckMustFail(Hasty.class, HastyModel.class, "Invalid execution results");
    }

    @Test
    void aReceiverThatDoesNotLookAgainBeforeItWaitsIsCaught() {
        LincheckRun.modelCheckMustFail(
                Careless.class, CarelessModel.class, "Invalid execution results");
    }

    private static String show(Broadcast.Received<Integer> received) {
        return switch (received) {
            case null -> "nothing";
            case Broadcast.Received.Message<Integer>(var value) -> value.toString();
            case Broadcast.Received.Lagged<Integer>(var missed) -> "missed " + missed;
            case Broadcast.Received.Closed<Integer>() -> "closed";
        };
    }

    /** Two receivers, one of which may close. */
    public static class Ring {
        private final BroadcastCore<Integer> core = new BroadcastCore<>(2);
        private final BroadcastCursor<Integer> one = core.subscribe();
        private final BroadcastCursor<Integer> two = core.subscribe();
        private boolean ended;

        @Operation
        public int send(int message) {
            return core.send(message);
        }

        @Operation(nonParallelGroup = "one")
        public String tryRecvOne() {
            return show(one.tryRecv());
        }

        @Operation(nonParallelGroup = "one")
        public long lengthOfOne() {
            return one.length();
        }

        @Operation(nonParallelGroup = "two")
        public String tryRecvTwo() {
            return show(two.tryRecv());
        }

        @Operation(nonParallelGroup = "two")
        public boolean closeTwo() {
            return core.close(two);
        }

        // Not beside closeTwo, which counts down one message after the other.
        @Operation(nonParallelGroup = "two")
        public int unseen() {
            return core.unseen();
        }

        @Operation(nonParallelGroup = "end")
        public void end() {
            if (!ended) {
                ended = true;
                core.senderGone();
            }
        }
    }

    /** What a broadcast of capacity 2 is, one call after the other. */
    public static class Model {
        private static final int CLOSED = -1;

        final ArrayList<Integer> sent = new ArrayList<>();
        final int[] next = {0, 0};
        boolean ended;

        public int send(int message) {
            if (ended) {
                return BroadcastCore.ENDED;
            }
            if (receivers() > 0) {
                sent.add(message);
            }
            return receivers();
        }

        private int receivers() {
            return (next[0] == CLOSED ? 0 : 1) + (next[1] == CLOSED ? 0 : 1);
        }

        final String tryRecv(int receiver) {
            int position = next[receiver];
            int oldest = sent.size() - 2;
            if (position == CLOSED) {
                return "closed";
            }
            if (position < oldest) {
                next[receiver] = oldest;
                return "missed " + (oldest - position);
            }
            if (position < sent.size()) {
                next[receiver]++;
                return sent.get(position).toString();
            }
            return ended ? "closed" : "nothing";
        }

        public String tryRecvOne() {
            return tryRecv(0);
        }

        public long lengthOfOne() {
            return next[0] == CLOSED ? 0 : sent.size() - next[0];
        }

        public String tryRecvTwo() {
            return tryRecv(1);
        }

        public boolean closeTwo() {
            boolean open = next[1] != CLOSED;
            next[1] = CLOSED;
            return open;
        }

        public int unseen() {
            int oldest = sent.size();
            for (int position : next) {
                if (position != CLOSED) {
                    oldest = Math.min(oldest, position);
                }
            }
            return Math.min(2, sent.size() - oldest);
        }

        public void end() {
            ended = true;
        }
    }

    /** A receiver that polls only when it was woken, as a task does. */
    public static class Waiting {
        final BroadcastCore<Integer> core = new BroadcastCore<>(2);
        final BroadcastCursor<Integer> cursor = core.subscribe();
        private final AtomicInteger wakes = new AtomicInteger(1);
        private final Context cx = Context.of(wakes::incrementAndGet).unconstrained();
        BroadcastRecv<Integer> waiting = new BroadcastRecv<>(core, cursor);

        @Operation(nonParallelGroup = "sender")
        public int send(int message) {
            return core.send(message);
        }

        @Operation(nonParallelGroup = "receiver")
        public String recvIfWoken() {
            if (wakes.get() == 0) {
                return "nothing";
            }
            wakes.set(0);
            var polled = waiting.poll(cx);
            if (polled.isPending()) {
                return "nothing";
            }
            waitAnew();
            return show(polled.value());
        }

        final void waitAnew() {
            waiting = new BroadcastRecv<>(core, cursor);
            wakes.set(1);
        }
    }

    /** The same, with an end, waits that are cancelled, and a close by the other side. */
    public static class Leaving extends Waiting {
        private boolean ended;

        @Operation(nonParallelGroup = "sender")
        public void end() {
            if (!ended) {
                ended = true;
                core.senderGone();
            }
        }

        @Operation(nonParallelGroup = "sender")
        public boolean close() {
            return core.close(cursor);
        }

        @Operation(nonParallelGroup = "receiver")
        public void cancel() {
            waiting.cancel();
            waitAnew();
        }
    }

    public static class WaitingModel {
        private final Model channel = new Model();

        public WaitingModel() {
            channel.closeTwo();
        }

        public int send(int message) {
            return channel.send(message);
        }

        public void end() {
            channel.end();
        }

        public boolean close() {
            boolean open = channel.next[0] != Model.CLOSED;
            channel.next[0] = Model.CLOSED;
            return open;
        }

        public String recvIfWoken() {
            return channel.tryRecvOne();
        }

        public void cancel() {}
    }

    /** A twin that looks at its slot first and at the end afterwards. */
    public static class Hasty {
        private final AtomicInteger tail = new AtomicInteger();
        private final AtomicReferenceArray<Integer> slots = new AtomicReferenceArray<>(32);
        private volatile boolean ended;
        private int next;

        @Operation(nonParallelGroup = "sender")
        public void send(int message) {
            if (!ended) {
                slots.set(tail.getAndIncrement(), message);
            }
        }

        @Operation(nonParallelGroup = "sender")
        public void end() {
            ended = true;
        }

        @Operation(nonParallelGroup = "receiver")
        public String tryRecv() {
            var message = slots.get(next);
            if (message == null) {
                return ended ? "closed" : "nothing";
            }
            next++;
            return message.toString();
        }
    }

    public static class HastyModel {
        private final ArrayList<Integer> sent = new ArrayList<>();
        private boolean ended;
        private int next;

        public void send(int message) {
            if (!ended) {
                sent.add(message);
            }
        }

        public void end() {
            ended = true;
        }

        public String tryRecv() {
            return next < sent.size() ? sent.get(next++).toString() : ended ? "closed" : "nothing";
        }
    }

    /** A twin that joins the queue although a message may have come since it looked. */
    public static class Careless {
        private final AtomicReferenceArray<Integer> slots = new AtomicReferenceArray<>(32);
        private int tail;
        private int next;
        private boolean waits;
        private volatile boolean woken = true;

        @Operation(nonParallelGroup = "sender")
        public synchronized void send(int message) {
            slots.set(tail++, message);
            if (waits) {
                waits = false;
                woken = true;
            }
        }

        @Operation(nonParallelGroup = "receiver")
        public String tryRecv() {
            if (!woken) {
                return "nothing";
            }
            var message = slots.get(next);
            if (message != null) {
                next++;
                return message.toString();
            }
            woken = false;
            synchronized (this) {
                waits = true;
            }
            return "nothing";
        }
    }

    public static class CarelessModel {
        private final HastyModel channel = new HastyModel();

        public void send(int message) {
            channel.send(message);
        }

        public String tryRecv() {
            return channel.tryRecv();
        }
    }
}
