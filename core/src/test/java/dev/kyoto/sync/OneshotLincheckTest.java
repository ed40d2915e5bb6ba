package dev.kyoto.sync;

import dev.kyoto.future.Context;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

class OneshotLincheckTest {

    @Test
    void isLinearizable() {
        SyncLincheck.modelCheck(OneValue.class, Model.class);
    }

    @Test
    void isLinearizableOnRealThreads() {
        SyncLincheck.stress(OneValue.class, Model.class);
    }

    /** The receiver polls only when it was woken, as a task does. */
    public static class OneValue {
        private final OneshotCell<Integer> cell = new OneshotCell<>();
        private final Oneshot.Receiver<Integer> receiver = new Oneshot.Receiver<>(cell, null);
        private final AtomicInteger wakes = new AtomicInteger(1);
        private final Context cx = Context.of(wakes::incrementAndGet).unconstrained();

        @Operation(nonParallelGroup = "sender")
        public boolean send(int value) {
            return cell.send(value);
        }

        @Operation(nonParallelGroup = "sender")
        public boolean closeSender() {
            return cell.senderGone();
        }

        @Operation(nonParallelGroup = "sender")
        public boolean isReceiverGone() {
            return cell.isReceiverGone();
        }

        @Operation(nonParallelGroup = "receiver")
        public String pollIfWoken() {
            if (receiver.isTerminated()) {
                return "ended";
            }
            if (wakes.getAndSet(0) == 0) {
                return "pending";
            }
            try {
                var polled = receiver.poll(cx);
                return polled.isReady() ? polled.value().toString() : "pending";
            } catch (ClosedException e) {
                return "closed";
            }
        }

        @Operation(nonParallelGroup = "receiver")
        public String tryRecv() {
            return switch (receiver.tryRecv()) {
                case TryRecv.Received<Integer>(var value) -> value.toString();
                case TryRecv.Empty<Integer>() -> "empty";
                case TryRecv.Closed<Integer>() -> {
                    // It has seen the end before the wake-up, which comes at the very end of the
                    // close that is under way; who has seen it need not be woken to poll.
                    wakes.set(1);
                    yield "closed";
                }
            };
        }

        @Operation(nonParallelGroup = "receiver")
        public void closeReceiver() {
            receiver.close();
            wakes.set(1);
        }

        @Operation(nonParallelGroup = "receiver")
        public void cancel() {
            receiver.cancel();
        }
    }

    public static class Model {
        private Integer value;
        private boolean open = true;
        private boolean receiverGone;
        private boolean ended;

        public boolean send(int sent) {
            if (!open) {
                return false;
            }
            open = false;
            value = sent;
            return true;
        }

        public boolean closeSender() {
            boolean was = open;
            open = false;
            return was;
        }

        public boolean isReceiverGone() {
            return receiverGone;
        }

        public String pollIfWoken() {
            if (ended) {
                return "ended";
            }
            if (open) {
                return "pending";
            }
            ended = true;
            return value == null ? "closed" : value.toString();
        }

        public String tryRecv() {
            if (ended || (!open && value == null)) {
                return "closed";
            }
            if (open) {
                return "empty";
            }
            ended = true;
            return value.toString();
        }

        public void closeReceiver() {
            receiverGone |= open;
            open = false;
        }

        public void cancel() {
            if (!ended) {
                closeReceiver();
                ended = true;
            }
        }
    }
}
