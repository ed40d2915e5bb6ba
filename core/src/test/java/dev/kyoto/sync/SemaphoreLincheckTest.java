package dev.kyoto.sync;

import dev.kyoto.internal.util.LincheckRun;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/**
 * The permit pool against a plain model of a fair queue, waiters and their cancellation included.
 */
class SemaphoreLincheckTest {

    @Test
    void isLinearizable() {
        SyncLincheck.modelCheck(Fair.class, Model.class);
    }

    @Test
    void isLinearizableOnRealThreads() {
        SyncLincheck.stress(Fair.class, Model.class);
    }

    @Test
    void aSemaphoreThatDoesNotLookAgainBeforeItWaitsIsCaught() {
        LincheckRun.modelCheckMustFail(
                Careless.class, CarelessModel.class, "Invalid execution results");
    }

    /** The real semaphore; each thread has one future, pending or holding permits. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    @Param(name = "permits", gen = IntGen.class, conf = "1:2")
    public static class Fair {
        private final Semaphore semaphore = Semaphore.of(2);
        private final ArrayList<Polled<Semaphore.Permit>> own = new ArrayList<>();

        public Fair() {
            for (int i = 0; i < 8; i++) {
                own.add(null);
            }
        }

        @Operation
        public String acquire(@Param(name = "thread") int t, @Param(name = "permits") int n) {
            if (own.get(t) != null) {
                return "busy";
            }
            own.set(t, Polled.of(semaphore.acquireMany(n)));
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
            try {
                return mine.poll().isReady() ? "ready" : "pending";
            } catch (ClosedException e) {
                own.set(t, null);
                return "closed";
            }
        }

        @Operation
        public String end(@Param(name = "thread") int t) {
            var mine = own.get(t);
            if (mine == null) {
                return "none";
            }
            own.set(t, null);
            if (mine.isReady()) {
                mine.value().close();
                return "released";
            }
            mine.cancel();
            return "cancelled";
        }

        @Operation
        public int available() {
            return semaphore.availablePermits();
        }

        @Operation
        public void add() {
            semaphore.addPermits(1);
        }

        @Operation
        public int forget() {
            return semaphore.forgetPermits(1);
        }

        @Operation
        public void close() {
            semaphore.close();
        }
    }

    /** What a fair semaphore is, one call after the other. */
    public static class Model {
        private static final class Request {
            final int wanted;
            int granted;
            boolean refused;
            boolean returned;

            Request(int wanted) {
                this.wanted = wanted;
            }
        }

        private final ArrayDeque<Request> queue = new ArrayDeque<>();
        private final Request[] own = new Request[8];
        private int free = 2;
        private boolean closed;

        public String acquire(int t, int n) {
            if (own[t] != null) {
                return "busy";
            }
            own[t] = new Request(n);
            if (closed) {
                own[t].refused = true;
            } else {
                queue.add(own[t]);
                give(0);
            }
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
            if (mine.refused) {
                own[t] = null;
                return "closed";
            }
            mine.returned = mine.granted == mine.wanted;
            return mine.returned ? "ready" : "pending";
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

        public int available() {
            return free;
        }

        public void add() {
            give(1);
        }

        public int forget() {
            int gone = Math.min(1, free);
            free -= gone;
            return gone;
        }

        public void close() {
            closed = true;
            for (var request : queue) {
                free += request.granted;
                request.granted = 0;
                request.refused = true;
            }
            queue.clear();
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

    /** A twin that joins the queue although a permit may have come back since it looked. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static class Careless {
        private final AtomicInteger free = new AtomicInteger(1);
        private final ArrayDeque<Integer> queue = new ArrayDeque<>();
        private final boolean[] granted = new boolean[8];

        @Operation
        public boolean take(@Param(name = "thread") int t) {
            int seen = free.get();
            if (seen > 0 && free.compareAndSet(seen, seen - 1)) {
                return true;
            }
            synchronized (queue) {
                queue.add(t);
            }
            return false;
        }

        @Operation
        public void release() {
            synchronized (queue) {
                var first = queue.poll();
                if (first == null) {
                    free.incrementAndGet();
                } else {
                    granted[first] = true;
                }
            }
        }

        @Operation
        public int available() {
            return free.get();
        }
    }

    /** What the twin should do. */
    public static class CarelessModel {
        private final ArrayDeque<Integer> queue = new ArrayDeque<>();
        private int free = 1;

        public boolean take(int t) {
            if (free > 0) {
                free--;
                return true;
            }
            queue.add(t);
            return false;
        }

        public void release() {
            if (queue.poll() == null) {
                free++;
            }
        }

        public int available() {
            return free;
        }
    }
}
