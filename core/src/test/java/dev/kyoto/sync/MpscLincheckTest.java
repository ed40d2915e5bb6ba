package dev.kyoto.sync;

import dev.kyoto.future.Context;
import dev.kyoto.internal.util.LincheckRun;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/** The cores of both kinds of channel, without the handles, which only count. */
class MpscLincheckTest {

    @Test
    void unboundedIsLinearizable() {
        SyncLincheck.modelCheck(Unbounded.class, UnboundedModel.class);
    }

    @Test
    void unboundedIsLinearizableOnRealThreads() {
        SyncLincheck.stress(Unbounded.class, UnboundedModel.class);
    }

    @Test
    void boundedIsLinearizable() {
        SyncLincheck.modelCheck(Bounded.class, BoundedModel.class);
    }

    @Test
    void boundedIsLinearizableOnRealThreads() {
        SyncLincheck.stress(Bounded.class, BoundedModel.class);
    }

    @Test
    void aWaitingReceiverIsAlwaysWoken() {
        SyncLincheck.modelCheck(Waiting.class, WaitingModel.class);
    }

    @Test
    void aReceiverThatDoesNotWaitForAReservedSlotIsCaught() {
        LincheckRun.modelCheckMustFail(
                Impatient.class, ImpatientModel.class, "Invalid execution results");
    }

    public static class Unbounded {
        private final MpscCore<Integer> core = new MpscCore<>(MpscCore.UNBOUNDED);
        private final MpscConsumer<Integer> consumer = new MpscConsumer<>(core);

        @Operation
        public boolean send(int message) {
            return core.push(message);
        }

        @Operation(nonParallelGroup = "receiver")
        public String tryRecv() {
            return show(consumer.tryRecv());
        }

        @Operation(nonParallelGroup = "receiver")
        public long length() {
            return core.messages.length();
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

    private static String show(TryRecv<Integer> received) {
        return switch (received) {
            case TryRecv.Received<Integer>(var message) -> message.toString();
            case TryRecv.Empty<Integer>() -> "empty";
            case TryRecv.Closed<Integer>() -> "closed";
        };
    }

    public static class UnboundedModel {
        private final ArrayDeque<Integer> messages = new ArrayDeque<>();
        private boolean closed;

        public boolean send(int message) {
            return !closed && messages.add(message);
        }

        public String tryRecv() {
            return messages.isEmpty() ? closed ? "closed" : "empty" : messages.poll().toString();
        }

        public long length() {
            return messages.size();
        }

        public void close() {
            closed = true;
        }

        public boolean isClosed() {
            return closed;
        }
    }

    @Param(name = "thread", gen = ThreadIdGen.class)
    public static class Bounded {
        private final MpscCore<Integer> core = new MpscCore<>(2);
        private final MpscConsumer<Integer> consumer = new MpscConsumer<>(core);
        private final int[] held = new int[8];

        @Operation
        public String reserve(@Param(name = "thread") int t) {
            var outcome = core.slots().tryTake(1);
            if (outcome == PermitPool.Outcome.TAKEN) {
                held[t]++;
            }
            return outcome.name();
        }

        @Operation
        public boolean use(@Param(name = "thread") int t, int message) {
            return held[t] > 0 && held[t]-- > 0 && core.push(message);
        }

        @Operation
        public boolean giveBack(@Param(name = "thread") int t) {
            if (held[t] == 0) {
                return false;
            }
            held[t]--;
            core.giveBack(1);
            return true;
        }

        @Operation(nonParallelGroup = "receiver")
        public String tryRecv() {
            return show(consumer.tryRecv());
        }

        @Operation
        public void close() {
            core.close();
        }
    }

    public static class BoundedModel {
        private final ArrayDeque<Integer> messages = new ArrayDeque<>();
        private final int[] held = new int[8];
        private int free = 2;
        private boolean closed;

        public String reserve(int t) {
            if (closed) {
                return "CLOSED";
            }
            if (free == 0) {
                return "TOO_FEW";
            }
            free--;
            held[t]++;
            return "TAKEN";
        }

        public boolean use(int t, int message) {
            return held[t] > 0 && held[t]-- > 0 && messages.add(message);
        }

        public boolean giveBack(int t) {
            if (held[t] == 0) {
                return false;
            }
            held[t]--;
            free++;
            return true;
        }

        public String tryRecv() {
            if (messages.isEmpty()) {
                return closed && free == 2 ? "closed" : "empty";
            }
            free++;
            return messages.poll().toString();
        }

        public void close() {
            closed = true;
        }
    }

    /** A receiver that polls only when it was woken, as a task does. */
    public static class Waiting {
        private final MpscCore<Integer> core = new MpscCore<>(MpscCore.UNBOUNDED);
        private final MpscConsumer<Integer> consumer = new MpscConsumer<>(core);
        private final AtomicInteger wakes = new AtomicInteger(1);
        private final Context cx = Context.of(wakes::incrementAndGet).unconstrained();

        @Operation(nonParallelGroup = "sender")
        public boolean send(int message) {
            return core.push(message);
        }

        @Operation(nonParallelGroup = "sender")
        public void close() {
            core.close();
        }

        @Operation(nonParallelGroup = "receiver")
        public String recvIfWoken() {
            if (wakes.get() == 0) {
                return "pending";
            }
            wakes.set(0);
            var polled = consumer.poll(cx, null);
            if (polled.isPending()) {
                return "pending";
            }
            wakes.set(1);
            return String.valueOf(polled.value());
        }
    }

    public static class WaitingModel {
        private final UnboundedModel channel = new UnboundedModel();

        public boolean send(int message) {
            return channel.send(message);
        }

        public void close() {
            channel.close();
        }

        public String recvIfWoken() {
            return switch (channel.tryRecv()) {
                case "empty" -> "pending";
                case "closed" -> "null";
                case String message -> message;
            };
        }
    }

    /** A twin whose receiver takes a reserved slot that is not written for "nothing is there". */
    public static class Impatient {
        private final AtomicInteger tail = new AtomicInteger();
        private final AtomicReferenceArray<Integer> slots = new AtomicReferenceArray<>(32);
        private int head;

        @Operation
        public void send(int message) {
            slots.set(tail.getAndIncrement(), message);
        }

        @Operation(nonParallelGroup = "receiver")
        public String tryRecv() {
            var message = slots.get(head);
            if (message == null) {
                return "empty";
            }
            head++;
            return message.toString();
        }
    }

    public static class ImpatientModel {
        private final UnboundedModel channel = new UnboundedModel();

        public void send(int message) {
            channel.send(message);
        }

        public String tryRecv() {
            return channel.tryRecv();
        }
    }
}
