package dev.kyoto.sync;

import dev.kyoto.future.Futures;
import dev.kyoto.internal.util.LincheckRun;
import java.util.ArrayDeque;
import java.util.ArrayList;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/** The mutex and the value under it against a plain model. */
class MutexLincheckTest {

    @Test
    void isLinearizable() {
        SyncLincheck.modelCheck(Real.class, Model.class);
    }

    @Test
    void isLinearizableOnRealThreads() {
        SyncLincheck.stress(Real.class, Model.class);
    }

    @Test
    void aLockThatIsTakenInTwoStepsIsCaught() {
        LincheckRun.modelCheckMustFail(TwoSteps.class, Counter.class, "Invalid execution results");
    }

    /** Each thread has one future or guard at a time; who gets the lock adds one. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static class Real {
        private final Mutex<Integer> mutex = Mutex.of(0);
        private final ArrayList<Polled<Mutex.Guard<Integer>>> own = new ArrayList<>();

        public Real() {
            for (int i = 0; i < 8; i++) {
                own.add(null);
            }
        }

        @Operation
        public String lock(@Param(name = "thread") int t) {
            if (own.get(t) != null) {
                return "busy";
            }
            own.set(t, Polled.of(mutex.lock()));
            return poll(t);
        }

        @Operation
        public String poll(@Param(name = "thread") int t) {
            var mine = own.get(t);
            if (mine == null) {
                return "none";
            }
            if (mine.isReady()) {
                return "held";
            }
            return mine.poll().isPending() ? "pending" : addOne(mine.value());
        }

        private static String addOne(Mutex.Guard<Integer> guard) {
            guard.set(guard.value() + 1);
            return "wrote " + guard.value();
        }

        /** Ends by way of the guard of a part, as far as the lock is held. */
        @Operation
        public String end(@Param(name = "thread") int t) {
            var mine = own.get(t);
            if (mine == null) {
                return "none";
            }
            own.set(t, null);
            if (!mine.isReady()) {
                mine.cancel();
                return "cancelled";
            }
            try (var part = mine.value().map(it -> it)) {
                return "released at " + part.value();
            }
        }

        @Operation
        public String tryLock(@Param(name = "thread") int t) {
            if (own.get(t) != null) {
                return "busy";
            }
            var guard = mutex.tryLock();
            if (guard == null) {
                return "locked";
            }
            own.set(t, Polled.polled(Futures.ready(guard)));
            return addOne(guard);
        }
    }

    public static class Model {
        private static final class Request {
            boolean returned;
        }

        private final ArrayDeque<Request> queue = new ArrayDeque<>();
        private final Request[] own = new Request[8];
        private int value;

        public String lock(int t) {
            if (own[t] != null) {
                return "busy";
            }
            own[t] = new Request();
            queue.add(own[t]);
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
            if (queue.peek() != mine) {
                return "pending";
            }
            mine.returned = true;
            value++;
            return "wrote " + value;
        }

        public String end(int t) {
            var mine = own[t];
            if (mine == null) {
                return "none";
            }
            own[t] = null;
            queue.remove(mine);
            return mine.returned ? "released at " + value : "cancelled";
        }

        public String tryLock(int t) {
            if (own[t] != null) {
                return "busy";
            }
            return queue.isEmpty() ? lock(t) : "locked";
        }
    }

    /** A twin that looks whether the lock is free, and takes it afterwards. */
    public static class TwoSteps {
        private volatile boolean locked;
        private int value;

        @Operation
        public int add() {
            while (locked) {
                Thread.onSpinWait();
            }
            locked = true;
            int next = ++value;
            locked = false;
            return next;
        }
    }

    /** What the twin should do. */
    public static class Counter {
        private int value;

        public int add() {
            value++;
            return value;
        }
    }
}
