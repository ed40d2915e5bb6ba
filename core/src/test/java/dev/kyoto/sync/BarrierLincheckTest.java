package dev.kyoto.sync;

import dev.kyoto.internal.util.LincheckRun;
import java.util.ArrayList;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/** The barrier against a plain count, arrivals that are taken back included. */
class BarrierLincheckTest {

    @Test
    void isLinearizable() {
        SyncLincheck.modelCheck(Real.class, Model.class);
    }

    @Test
    void isLinearizableOnRealThreads() {
        SyncLincheck.stress(Real.class, Model.class);
    }

    @Test
    void anArrivalTakenBackWithoutLookingAtTheGenerationIsCaught() {
        LincheckRun.modelCheckMustFail(Forgetful.class, Model.class, "Invalid execution results");
    }

    /** Each thread arrives once at a time; two meet. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static class Real {
        private final Barrier barrier = Barrier.of(2);
        private final ArrayList<Polled<Barrier.Arrival>> own = new ArrayList<>();

        public Real() {
            for (int i = 0; i < 8; i++) {
                own.add(null);
            }
        }

        @Operation
        public String arrive(@Param(name = "thread") int t) {
            if (own.get(t) != null) {
                return "busy";
            }
            own.set(t, Polled.of(barrier.arrive()));
            return poll(t);
        }

        @Operation
        public String poll(@Param(name = "thread") int t) {
            var mine = own.get(t);
            if (mine == null) {
                return "none";
            }
            if (mine.poll().isPending()) {
                return "pending";
            }
            own.set(t, null);
            return mine.value().isLeader() ? "leads" : "passes";
        }

        @Operation
        public boolean cancel(@Param(name = "thread") int t) {
            var mine = own.get(t);
            if (mine == null) {
                return false;
            }
            own.set(t, null);
            mine.cancel();
            return true;
        }
    }

    public static class Model {
        private final Integer[] generations = new Integer[8];
        private int generation;
        private int waiting;

        public String arrive(int t) {
            if (generations[t] != null) {
                return "busy";
            }
            if (waiting == 1) {
                waiting = 0;
                generation++;
                return "leads";
            }
            waiting++;
            generations[t] = generation;
            return "pending";
        }

        public String poll(int t) {
            if (generations[t] == null) {
                return "none";
            }
            if (generations[t] == generation) {
                return "pending";
            }
            generations[t] = null;
            return "passes";
        }

        public boolean cancel(int t) {
            if (generations[t] == null) {
                return false;
            }
            if (generations[t] == generation) {
                waiting--;
            }
            generations[t] = null;
            return true;
        }

        public int waiting() {
            return waiting;
        }
    }

    /** A twin that takes an arrival back although its generation may be complete by then. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static class Forgetful {
        private final int[] generations = {-1, -1, -1, -1, -1, -1, -1, -1};
        private volatile int generation;
        private int waiting;

        @Operation
        public synchronized String arrive(@Param(name = "thread") int t) {
            if (generations[t] >= 0) {
                return "busy";
            }
            if (waiting == 1) {
                waiting = 0;
                generation++;
                return "leads";
            }
            waiting++;
            generations[t] = generation;
            return "pending";
        }

        @Operation
        public boolean cancel(@Param(name = "thread") int t) {
            if (generations[t] < 0) {
                return false;
            }
            if (generations[t] == generation) {
                synchronized (this) {
                    waiting--;
                }
            }
            generations[t] = -1;
            return true;
        }

        @Operation
        public synchronized int waiting() {
            return waiting;
        }
    }
}
