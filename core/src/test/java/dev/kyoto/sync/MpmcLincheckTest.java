package dev.kyoto.sync;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.util.LincheckRun;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/** The core of the channel, waiters and their cancellation included, without the handles. */
class MpmcLincheckTest {

    @Test
    void boundedIsLinearizable() {
        SyncLincheck.modelCheck(Bounded.class, BoundedModel.class);
    }

    @Test
    void boundedIsLinearizableOnRealThreads() {
        SyncLincheck.stress(Bounded.class, BoundedModel.class);
    }

    @Test
    void unboundedIsLinearizable() {
        SyncLincheck.modelCheck(Unbounded.class, UnboundedModel.class);
    }

    @Test
    void unboundedIsLinearizableOnRealThreads() {
        SyncLincheck.stress(Unbounded.class, UnboundedModel.class);
    }

    @Test
    void theEndOfTheUnboundedIsLinearizable() {
        SyncLincheck.modelCheck(UnboundedEnd.class, UnboundedEndModel.class);
    }

    @Test
    void whoeverWaitsIsAlwaysWoken() {
        SyncLincheck.modelCheck(Waiting.class, WaitingModel.class);
    }

    @Test
    void aQueueWithACounterBesideItIsCaught() {
        LincheckRun.modelCheckMustFail(
                Counted.class, CountedModel.class, "Invalid execution results");
    }

    /** A place in a queue, without a future around it. */
    private static final class Node extends MpmcWaiter<Void> {
        @Override
        public Poll<Void> poll(Context cx) {
            throw new AssertionError("only the core is under test");
        }
    }

    private static String show(Poll<Integer> polled) {
        return polled.isReady() ? String.valueOf(polled.value()) : "pending";
    }

    /** Each thread has one wait of each kind; a poll begins one or goes on with it. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    @Param(name = "message", gen = IntGen.class, conf = "1:9")
    public static class Bounded {
        final MpmcCore<Integer> core = new MpmcCore<>(1);
        private final Node[] senders = new Node[8];
        private final Node[] receivers = new Node[8];

        @Operation
        public String send(@Param(name = "thread") int t, @Param(name = "message") int message) {
            if (senders[t] == null) {
                senders[t] = new Node();
            }
            var result = core.sendOrWait(senders[t], message, Waker.noop());
            if (result != SendResult.FULL) {
                senders[t] = null;
            }
            return result.name();
        }

        @Operation
        public void cancelSend(@Param(name = "thread") int t) {
            if (senders[t] != null) {
                core.leaveSenders(senders[t]);
                senders[t] = null;
            }
        }

        @Operation
        public String recv(@Param(name = "thread") int t) {
            if (receivers[t] == null) {
                receivers[t] = new Node();
            }
            var polled = core.recvOrWait(receivers[t], Waker.noop());
            if (polled.isReady()) {
                receivers[t] = null;
            }
            return show(polled);
        }

        @Operation
        public void cancelRecv(@Param(name = "thread") int t) {
            if (receivers[t] != null) {
                core.leaveReceivers(receivers[t]);
                receivers[t] = null;
            }
        }

        @Operation
        public String trySend(@Param(name = "message") int message) {
            return core.trySend(message).name();
        }

        @Operation
        public String tryRecv() {
            return switch (core.tryRecv()) {
                case TryRecv.Received<Integer>(var message) -> message.toString();
                case TryRecv.Empty<Integer>() -> "empty";
                case TryRecv.Closed<Integer>() -> "closed";
            };
        }

        @Operation
        public int length() {
            return core.length();
        }

        @Operation
        public int freeSlots() {
            return core.freeSlots();
        }

        @Operation
        public void close() {
            core.close();
        }

        @Operation
        public boolean isClosed() {
            return core.isClosed();
        }
    }

    /** What a fair channel is, one call after the other. */
    public static class BoundedModel {
        private static final class Turn {
            boolean granted;
        }

        private final int capacity;
        private final ArrayDeque<Integer> messages = new ArrayDeque<>();
        private final ArrayDeque<Turn> waitingSenders = new ArrayDeque<>();
        private final ArrayDeque<Turn> waitingReceivers = new ArrayDeque<>();
        private final Turn[] senders = new Turn[8];
        private final Turn[] receivers = new Turn[8];
        private int promised;
        private int reserved;
        private boolean closed;

        public BoundedModel() {
            this(1);
        }

        BoundedModel(int capacity) {
            this.capacity = capacity;
        }

        public String send(int t, int message) {
            var mine = senders[t];
            if (closed) {
                senders[t] = null;
                return "CLOSED";
            }
            if (mine == null && messages.size() + reserved == capacity) {
                senders[t] = new Turn();
                waitingSenders.add(senders[t]);
                return "FULL";
            }
            if (mine != null && !mine.granted) {
                return "FULL";
            }
            reserved -= mine == null ? 0 : 1;
            senders[t] = null;
            messages.add(message);
            serve();
            return "SENT";
        }

        public void cancelSend(int t) {
            var mine = senders[t];
            senders[t] = null;
            if (mine != null && !waitingSenders.remove(mine) && !closed) {
                reserved--;
                serve();
            }
        }

        public String recv(int t) {
            var mine = receivers[t];
            if (closed && messages.isEmpty()) {
                receivers[t] = null;
                return "null";
            }
            if (mine == null && messages.size() == promised) {
                receivers[t] = new Turn();
                waitingReceivers.add(receivers[t]);
                return "pending";
            }
            if (mine != null && !mine.granted) {
                return "pending";
            }
            promised -= mine == null ? 0 : 1;
            receivers[t] = null;
            return take();
        }

        public void cancelRecv(int t) {
            var mine = receivers[t];
            receivers[t] = null;
            if (mine != null && !waitingReceivers.remove(mine) && mine.granted) {
                promised--;
                serve();
            }
        }

        public String trySend(int message) {
            if (closed) {
                return "CLOSED";
            }
            if (messages.size() + reserved == capacity) {
                return "FULL";
            }
            messages.add(message);
            serve();
            return "SENT";
        }

        public String tryRecv() {
            if (messages.size() == promised) {
                return closed && messages.isEmpty() ? "closed" : "empty";
            }
            return take();
        }

        public int length() {
            return messages.size();
        }

        public int freeSlots() {
            return capacity == MpmcCore.UNBOUNDED
                    ? capacity
                    : capacity - messages.size() - reserved;
        }

        public void close() {
            closed = true;
            reserved = 0;
            waitingSenders.clear();
        }

        public boolean isClosed() {
            return closed;
        }

        private String take() {
            var message = messages.remove();
            serve();
            return message.toString();
        }

        private void serve() {
            for (; messages.size() > promised && !waitingReceivers.isEmpty(); promised++) {
                waitingReceivers.remove().granted = true;
            }
            for (; messages.size() + reserved < capacity && !waitingSenders.isEmpty(); reserved++) {
                waitingSenders.remove().granted = true;
            }
        }
    }

    /** Batches, which are in hand for a moment before they are accepted; the channel stays open. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    @Param(name = "message", gen = IntGen.class, conf = "1:9")
    public static class Unbounded {
        private final MpmcCore<Integer> core = new MpmcCore<>(MpmcCore.UNBOUNDED);
        private final Node[] receivers = new Node[8];

        @Operation
        public String trySend(@Param(name = "message") int message) {
            return core.trySend(message).name();
        }

        @Operation
        public String recvMany(@Param(name = "thread") int t) {
            if (receivers[t] == null) {
                receivers[t] = new Node();
            }
            var taken = core.takeInHandOrWait(receivers[t], 2, Waker.noop());
            if (taken == null) {
                return "pending";
            }
            receivers[t] = null;
            core.handedOver(taken, taken.size());
            return taken.toString();
        }

        @Operation
        public void cancelRecv(@Param(name = "thread") int t) {
            if (receivers[t] != null) {
                core.leaveReceivers(receivers[t]);
                receivers[t] = null;
            }
        }

        void close() {
            core.close();
        }
    }

    /**
     * Batches and the end. While a batch is in hand a receiver of a closed channel waits, as some of
     * it may come back; so no other receives meanwhile, and the close comes before or after.
     */
    @Param(name = "message", gen = IntGen.class, conf = "1:9")
    public static class UnboundedEnd {
        private final Unbounded channel = new Unbounded();

        @Operation
        public String trySend(@Param(name = "message") int message) {
            return channel.trySend(message);
        }

        @Operation(nonParallelGroup = "receiver")
        public String recvMany() {
            return channel.recvMany(0);
        }

        @Operation(nonParallelGroup = "receiver")
        public void close() {
            channel.close();
        }
    }

    /** One receiver of the model of batches. */
    public static class UnboundedEndModel {
        private final UnboundedModel channel = new UnboundedModel();

        public String trySend(int message) {
            return channel.trySend(message);
        }

        public String recvMany() {
            return channel.recvMany(0);
        }

        public void close() {
            channel.close();
        }
    }

    /** Two at a time, in terms of one at a time. */
    public static class UnboundedModel {
        private final BoundedModel channel = new BoundedModel(MpmcCore.UNBOUNDED);

        public String trySend(int message) {
            return channel.trySend(message);
        }

        public String recvMany(int t) {
            var first = channel.recv(t);
            if (first.equals("pending")) {
                return first;
            }
            if (first.equals("null")) {
                return "[]";
            }
            var second = channel.tryRecv();
            return second.equals("empty") || second.equals("closed")
                    ? "[" + first + "]"
                    : "[" + first + ", " + second + "]";
        }

        public void cancelRecv(int t) {
            channel.cancelRecv(t);
        }

        public void close() {
            channel.close();
        }
    }

    /** One sender and one receiver that poll only when they were woken, as tasks do. */
    @Param(name = "message", gen = IntGen.class, conf = "1:9")
    public static class Waiting {
        private final MpmcCore<Integer> core = new MpmcCore<>(1);
        private final AtomicInteger sendWakes = new AtomicInteger(1);
        private final AtomicInteger recvWakes = new AtomicInteger(1);
        private Node send = new Node();
        private Node recv = new Node();

        @Operation(nonParallelGroup = "sender")
        public String sendIfWoken(@Param(name = "message") int message) {
            if (sendWakes.getAndSet(0) == 0) {
                return "FULL";
            }
            var result = core.sendOrWait(send, message, sendWakes::incrementAndGet);
            if (result != SendResult.FULL) {
                newSend();
            }
            return result.name();
        }

        @Operation(nonParallelGroup = "sender")
        public void cancelSend() {
            core.leaveSenders(send);
            newSend();
        }

        private void newSend() {
            send = new Node();
            sendWakes.set(1);
        }

        @Operation(nonParallelGroup = "sender")
        public void close() {
            core.close();
        }

        @Operation(nonParallelGroup = "receiver")
        public String recvIfWoken() {
            if (recvWakes.getAndSet(0) == 0) {
                return "pending";
            }
            var polled = core.recvOrWait(recv, recvWakes::incrementAndGet);
            if (polled.isReady()) {
                newRecv();
            }
            return show(polled);
        }

        @Operation(nonParallelGroup = "receiver")
        public void cancelRecv() {
            core.leaveReceivers(recv);
            newRecv();
        }

        private void newRecv() {
            recv = new Node();
            recvWakes.set(1);
        }
    }

    public static class WaitingModel {
        private final BoundedModel channel = new BoundedModel();

        public String sendIfWoken(int message) {
            return channel.send(0, message);
        }

        public void cancelSend() {
            channel.cancelSend(0);
        }

        public void close() {
            channel.close();
        }

        public String recvIfWoken() {
            return channel.recv(0);
        }

        public void cancelRecv() {
            channel.cancelRecv(0);
        }
    }

    /**
     * A twin without a lock: a receiver takes the right to one message, then the oldest. So it may
     * take one whose sender has not counted it yet, and leave one that was sent to nobody.
     */
    @Param(name = "message", gen = IntGen.class, conf = "1:9")
    public static class Counted {
        private final ConcurrentLinkedQueue<Integer> messages = new ConcurrentLinkedQueue<>();
        private final AtomicInteger count = new AtomicInteger();

        @Operation
        public void send(@Param(name = "message") int message) {
            messages.add(message);
            count.incrementAndGet();
        }

        @Operation
        public String tryRecv() {
            while (true) {
                int seen = count.get();
                if (seen == 0) {
                    return "empty";
                }
                if (count.compareAndSet(seen, seen - 1)) {
                    return messages.poll().toString();
                }
            }
        }
    }

    public static class CountedModel {
        private final BoundedModel channel = new BoundedModel(MpmcCore.UNBOUNDED);

        public void send(int message) {
            channel.trySend(message);
        }

        public String tryRecv() {
            return channel.tryRecv();
        }
    }
}
