package dev.kyoto.sync;

import dev.kyoto.future.Context;
import dev.kyoto.internal.util.LincheckRun;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** The value, its version and the waits, without the handles, which only count. */
class WatchLincheckTest {

    @Test
    void isLinearizable() {
        SyncLincheck.modelCheck(Values.class, Model.class);
    }

    @Test
    void isLinearizableOnRealThreads() {
        SyncLincheck.stress(Values.class, Model.class);
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
    void aReceiverThatReadsValueAndVersionApartIsCaught() {
        LincheckRun.modelCheckMustFail(Torn.class, TornModel.class, "Invalid execution results");
    }

    @Test
    void aReceiverThatLooksBeforeItIsReadyToBeToldIsCaught() {
        LincheckRun.modelCheckMustFail(Early.class, EarlyModel.class, "Invalid execution results");
    }

    public static class Values {
        private final WatchCore<Integer> core = new WatchCore<>(0, 1);
        private final WatchCursor<Integer> cursor = new WatchCursor<>(core, 0);
        private boolean ended;

        @Operation
        public String replace(int value) {
            return update(() -> core.update(_ -> value));
        }

        @Operation
        public String increment() {
            return update(() -> core.update(present -> present + 1));
        }

        @Operation
        public String raise(int value) {
            return update(() -> core.update(present -> value > present ? value : null));
        }

        @Operation(nonParallelGroup = "end")
        public void end() {
            if (!ended) {
                ended = true;
                core.senderGone();
            }
        }

        @Operation(nonParallelGroup = "receiver")
        public String tryChanged() {
            var newest = core.volatileSnapshot();
            return cursor.see(newest) ? newest.value().toString() : "nothing";
        }

        @Operation(nonParallelGroup = "receiver")
        public boolean hasChanged() {
            return cursor.isUnseen(core.volatileSnapshot());
        }

        @Operation(nonParallelGroup = "receiver")
        public void markChanged() {
            cursor.markUnseen();
        }

        @Operation
        public int borrow() {
            return core.volatileSnapshot().value();
        }

        private static String update(java.util.function.Supplier<Integer> update) {
            try {
                return String.valueOf(update.get());
            } catch (ClosedException e) {
                return "closed";
            }
        }
    }

    public static class Model {
        private int value;
        boolean unseen;
        boolean ended;

        public String replace(int next) {
            if (ended) {
                return "closed";
            }
            int before = value;
            value = next;
            unseen = true;
            return String.valueOf(before);
        }

        public String increment() {
            return replace(value + 1);
        }

        public String raise(int next) {
            return ended || next > value ? replace(next) : "null";
        }

        public void end() {
            ended = true;
        }

        public String tryChanged() {
            boolean changed = unseen;
            unseen = false;
            return changed ? String.valueOf(value) : "nothing";
        }

        public boolean hasChanged() {
            return unseen;
        }

        public void markChanged() {
            unseen = true;
        }

        public int borrow() {
            return value;
        }
    }

    /** A receiver that polls only when it was woken, as a task does. */
    public static class Waiting {
        final WatchCore<Integer> core = new WatchCore<>(0, 1);
        final WatchCursor<Integer> cursor = new WatchCursor<>(core, 0);
        private final AtomicInteger wakes = new AtomicInteger(1);
        private final Context cx = Context.of(wakes::incrementAndGet).unconstrained();
        WatchChanged<Integer> waiting = new WatchChanged<>(core, cursor);

        public Waiting() {
            core.addReceiver();
        }

        @Operation(nonParallelGroup = "sender")
        public void send() {
            if (!core.volatileSnapshot().isClosed()) {
                core.update(present -> present + 1);
            }
        }

        @Operation(nonParallelGroup = "receiver")
        public String changedIfWoken() {
            if (wakes.get() == 0) {
                return "pending";
            }
            wakes.set(0);
            var polled = waiting.poll(cx);
            if (polled.isPending()) {
                return "pending";
            }
            waitAnew();
            return polled.value().toString();
        }

        final void waitAnew() {
            waiting = new WatchChanged<>(core, cursor);
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
        public void close() {
            if (!cursor.isClosed()) {
                cursor.close();
            }
        }

        @Operation(nonParallelGroup = "receiver")
        public void cancel() {
            waiting.cancel();
            waitAnew();
        }
    }

    public static class WaitingModel {
        private final Model channel = new Model();
        private boolean closed;

        public void send() {
            channel.increment();
        }

        public void end() {
            channel.end();
        }

        public void close() {
            closed = true;
        }

        public String changedIfWoken() {
            if (closed) {
                return "false";
            }
            if (channel.unseen) {
                channel.unseen = false;
                return "true";
            }
            return channel.ended ? "false" : "pending";
        }

        public void cancel() {}
    }

    /** A twin whose receiver marks a version as seen that is newer than the value it read. */
    public static class Torn {
        private volatile int value;
        private volatile int version;
        private int seen;

        @Operation(nonParallelGroup = "sender")
        public void replace(int next) {
            value = next;
            int following = version + 1;
            version = following;
        }

        @Operation(nonParallelGroup = "receiver")
        public String tryChanged() {
            int read = value;
            int newest = version;
            if (seen == newest) {
                return "nothing";
            }
            seen = newest;
            return String.valueOf(read);
        }
    }

    public static class TornModel {
        private final Model channel = new Model();

        public void replace(int next) {
            channel.replace(next);
        }

        public String tryChanged() {
            return channel.tryChanged();
        }
    }

    /** A twin that makes its {@code Notified} after it has looked. */
    public static class Early {
        private final Notify notify = new Notify();
        private final AtomicInteger wakes = new AtomicInteger(1);
        private final Context cx = Context.of(wakes::incrementAndGet).unconstrained();
        private volatile int version;
        private Notify.Notified notified;
        private int seen;

        @Operation(nonParallelGroup = "sender")
        public void send() {
            int following = version + 1;
            version = following;
            notify.notifyWaiters();
        }

        @Operation(nonParallelGroup = "receiver")
        public boolean changedIfWoken() {
            if (wakes.get() == 0) {
                return false;
            }
            wakes.set(0);
            int newest = version;
            if (newest == seen) {
                if (notified == null) {
                    notified = notify.notified();
                }
                if (notified.poll(cx).isPending()) {
                    return false;
                }
                newest = version;
            }
            notified = null;
            wakes.set(1);
            boolean changed = newest != seen;
            seen = newest;
            return changed;
        }
    }

    public static class EarlyModel {
        private boolean changed;

        public void send() {
            changed = true;
        }

        public boolean changedIfWoken() {
            boolean answer = changed;
            changed = false;
            return answer;
        }
    }
}
