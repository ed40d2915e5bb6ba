package dev.kyoto.sync;

import dev.kyoto.future.Futures;
import dev.kyoto.internal.util.LincheckRun;
import java.util.ArrayDeque;
import java.util.ArrayList;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/** The readers-writer lock against a plain model, waits, cancellation and downgrade included. */
class RwLockLincheckTest {

    @Test
    void isLinearizable() {
        SyncLincheck.modelCheck(Real.class, Model.class);
    }

    @Test
    void isLinearizableOnRealThreads() {
        SyncLincheck.stress(Real.class, Model.class);
    }

    @Test
    void aDowngradeThatLetsGoInBetweenIsCaught() {
        LincheckRun.modelCheckMustFail(
                LettingGo.class, LettingGoModel.class, "Invalid execution results");
    }

    /** Each thread has one future or guard at a time; two may read. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static class Real {
        private final RwLock<Integer> lock = RwLock.withMaxReaders(0, 2);
        private final ArrayList<Polled<?>> own = new ArrayList<>();
        private final ArrayList<RwLock.ReadGuard<Integer>> downgraded = new ArrayList<>();

        public Real() {
            for (int i = 0; i < 8; i++) {
                own.add(null);
                downgraded.add(null);
            }
        }

        @Operation
        public String read(@Param(name = "thread") int t) {
            return own.get(t) == null ? begin(t, Polled.of(lock.read())) : "busy";
        }

        @Operation
        public String write(@Param(name = "thread") int t) {
            return own.get(t) == null ? begin(t, Polled.of(lock.write())) : "busy";
        }

        private String begin(int t, Polled<?> wait) {
            own.set(t, wait);
            return poll(t);
        }

        /** A writer adds one to the value when it gets the lock. */
        @Operation
        public String poll(@Param(name = "thread") int t) {
            var mine = own.get(t);
            if (mine == null) {
                return "none";
            }
            if (mine.isReady()) {
                return "held";
            }
            if (mine.poll().isPending()) {
                return "pending";
            }
            if (mine.value() instanceof RwLock.ReadGuard<?> reader) {
                return "read " + reader.value();
            }
            var writer = writer(mine);
            writer.set(writer.value() + 1);
            return "wrote " + writer.value();
        }

        @SuppressWarnings("unchecked") // there is no other
        private static RwLock.WriteGuard<Integer> writer(Polled<?> mine) {
            return (RwLock.WriteGuard<Integer>) mine.value();
        }

        @Operation
        public String downgrade(@Param(name = "thread") int t) {
            var mine = own.get(t);
            if (mine == null
                    || !mine.isReady()
                    || !(mine.value() instanceof RwLock.WriteGuard<?>)
                    || downgraded.get(t) != null) {
                return "no writer";
            }
            downgraded.set(t, writer(mine).downgrade());
            return "read " + downgraded.get(t).value();
        }

        @Operation
        public String end(@Param(name = "thread") int t) throws Exception {
            var mine = own.get(t);
            if (mine == null) {
                return "none";
            }
            own.set(t, null);
            if (!mine.isReady()) {
                mine.cancel();
                return "cancelled";
            }
            ((AutoCloseable) mine.value()).close();
            if (downgraded.get(t) != null) {
                downgraded.get(t).close();
                downgraded.set(t, null);
            }
            return "released";
        }

        @Operation
        public String tryRead(@Param(name = "thread") int t) {
            return tried(t, own.get(t) == null ? lock.tryRead() : null);
        }

        @Operation
        public String tryWrite(@Param(name = "thread") int t) {
            return tried(t, own.get(t) == null ? lock.tryWrite() : null);
        }

        private String tried(int t, AutoCloseable guard) {
            return guard == null ? "locked" : begin(t, Polled.of(Futures.ready(guard)));
        }
    }

    /** What it should do, one call after the other. */
    public static class Model {
        private static final int ALL = 2;

        private static final class Request {
            final int wanted;
            int granted;
            boolean returned;
            boolean downgraded;

            Request(int wanted) {
                this.wanted = wanted;
            }
        }

        private final ArrayDeque<Request> queue = new ArrayDeque<>();
        private final Request[] own = new Request[8];
        private int free = ALL;
        private int value;

        public String read(int t) {
            return begin(t, 1);
        }

        public String write(int t) {
            return begin(t, ALL);
        }

        private String begin(int t, int wanted) {
            if (own[t] != null) {
                return "busy";
            }
            own[t] = new Request(wanted);
            queue.add(own[t]);
            give(0);
            return poll(t);
        }

        public String poll(int t) {
            var mine = own[t];
            if (mine == null) {
                return "none";
            }
            if (mine.returned) {
                return "held";
            }
            if (mine.granted < mine.wanted) {
                return "pending";
            }
            mine.returned = true;
            if (mine.wanted == 1) {
                return "read " + value;
            }
            value++;
            return "wrote " + value;
        }

        public String downgrade(int t) {
            var mine = own[t];
            if (mine == null || !mine.returned || mine.wanted == 1 || mine.downgraded) {
                return "no writer";
            }
            mine.downgraded = true;
            mine.granted = 1;
            give(ALL - 1);
            return "read " + value;
        }

        public String end(int t) {
            var mine = own[t];
            if (mine == null) {
                return "none";
            }
            own[t] = null;
            queue.remove(mine);
            give(mine.granted);
            return mine.returned ? "released" : "cancelled";
        }

        public String tryRead(int t) {
            return own[t] != null || free < 1 ? "locked" : read(t);
        }

        public String tryWrite(int t) {
            return own[t] != null || free < ALL ? "locked" : write(t);
        }

        private void give(int permits) {
            free += permits;
            while (free > 0 && !queue.isEmpty()) {
                var first = queue.peek();
                int given = Math.min(free, first.wanted - first.granted);
                first.granted += given;
                free -= given;
                if (first.granted == first.wanted) {
                    queue.poll();
                }
            }
        }
    }

    /** A twin whose writer gives back all, and takes one permit again if it can. */
    public static class LettingGo {
        private final PermitPool pool = new PermitPool(2);

        @Operation
        public boolean writeAndDowngrade() {
            if (pool.tryTake(2) != PermitPool.Outcome.TAKEN) {
                return false;
            }
            pool.release(2);
            boolean still = pool.tryTake(1) == PermitPool.Outcome.TAKEN;
            if (still) {
                pool.release(1);
            }
            return still;
        }

        @Operation
        public boolean writeForGood() {
            return pool.tryTake(2) == PermitPool.Outcome.TAKEN;
        }
    }

    /** What the twin should do: a writer that got in stays in as a reader. */
    public static class LettingGoModel {
        private boolean taken;

        public boolean writeAndDowngrade() {
            return !taken;
        }

        public boolean writeForGood() {
            boolean got = !taken;
            taken = true;
            return got;
        }
    }
}
