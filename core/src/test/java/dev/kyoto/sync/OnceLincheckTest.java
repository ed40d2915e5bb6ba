package dev.kyoto.sync;

import dev.kyoto.internal.util.LincheckRun;
import java.util.ArrayDeque;
import java.util.ArrayList;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/** OnceCell and SetOnce against plain models. */
class OnceLincheckTest {

    @Test
    void aOnceCellIsLinearizable() {
        SyncLincheck.modelCheck(Cell.class, CellModel.class);
    }

    @Test
    void aOnceCellIsLinearizableOnRealThreads() {
        SyncLincheck.stress(Cell.class, CellModel.class);
    }

    @Test
    void aSetOnceIsLinearizable() {
        SyncLincheck.modelCheck(Once.class, OnceModel.class);
    }

    @Test
    void aSetOnceIsLinearizableOnRealThreads() {
        SyncLincheck.stress(Once.class, OnceModel.class);
    }

    @Test
    void aSetOnceThatJoinsWithoutLookingAgainIsCaught() {
        LincheckRun.modelCheckMustFail(Hasty.class, HastyModel.class, "Invalid execution results");
    }

    /** Each thread has one wait at a time; it initialises by what {@code finish} tells it. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    @Param(name = "value", gen = IntGen.class, conf = "1:3")
    public static class Cell {
        private final OnceCell<String> cell = OnceCell.of();
        private final ArrayList<Polled<String>> own = new ArrayList<>();
        private final ArrayList<Making> making = new ArrayList<>();

        public Cell() {
            for (int i = 0; i < 8; i++) {
                own.add(null);
                making.add(null);
            }
        }

        @Operation
        public String getOrInit(@Param(name = "thread") int t) {
            if (own.get(t) != null) {
                return "busy";
            }
            var mine = new Making();
            making.set(t, mine);
            own.set(t, Polled.of(cell.getOrInit(() -> mine)));
            return poll(t);
        }

        @Operation
        public String poll(@Param(name = "thread") int t) {
            var mine = own.get(t);
            if (mine == null) {
                return "none";
            }
            try {
                if (mine.poll().isPending()) {
                    return making.get(t).polls > 0 ? "initialising" : "pending";
                }
            } catch (ArithmeticException e) {
                own.set(t, null);
                return "failed";
            }
            own.set(t, null);
            return mine.value();
        }

        @Operation
        public String finish(@Param(name = "thread") int t, @Param(name = "value") int value) {
            if (own.get(t) == null) {
                return "none";
            }
            if (value == 3) {
                making.get(t).fail();
            } else {
                making.get(t).end(String.valueOf(value));
            }
            return poll(t);
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

        @Operation
        public String set(@Param(name = "value") int value) {
            return cell.set(String.valueOf(value)).name();
        }

        @Operation
        public String value() {
            return String.valueOf(cell.value());
        }

        @Operation
        public String take() {
            return String.valueOf(cell.take());
        }
    }

    public static class CellModel {
        private static final class Wait {
            boolean turn;
            boolean begun;
            String given;
            String end;
        }

        private final ArrayDeque<Wait> queue = new ArrayDeque<>();
        private final Wait[] own = new Wait[8];
        private String value;
        private boolean busy;

        public String getOrInit(int t) {
            if (own[t] != null) {
                return "busy";
            }
            var mine = new Wait();
            own[t] = mine;
            if (value != null) {
                mine.given = value;
            } else if (busy) {
                queue.add(mine);
            } else {
                busy = true;
                mine.turn = true;
            }
            return poll(t);
        }

        public String poll(int t) {
            var mine = own[t];
            if (mine == null) {
                return "none";
            }
            if (mine.given != null) {
                own[t] = null;
                return mine.given;
            }
            if (!mine.turn) {
                return "pending";
            }
            mine.begun = true;
            if (mine.end == null) {
                return "initialising";
            }
            own[t] = null;
            if (mine.end.equals("3")) {
                handOn();
                return "failed";
            }
            busy = false;
            value = mine.end;
            for (var wait : queue) {
                wait.given = value;
            }
            queue.clear();
            return value;
        }

        public String finish(int t, int end) {
            if (own[t] == null) {
                return "none";
            }
            own[t].end = String.valueOf(end);
            return poll(t);
        }

        public boolean cancel(int t) {
            var mine = own[t];
            if (mine == null) {
                return false;
            }
            own[t] = null;
            queue.remove(mine);
            if (mine.turn) {
                handOn();
            }
            return true;
        }

        private void handOn() {
            var next = queue.poll();
            if (next == null) {
                busy = false;
            } else {
                next.turn = true;
            }
        }

        public String set(int v) {
            if (value != null) {
                return "ALREADY_SET";
            }
            if (busy) {
                return "INITIALIZING";
            }
            value = String.valueOf(v);
            return "SET";
        }

        public String value() {
            return String.valueOf(value);
        }

        public String take() {
            var taken = value;
            value = null;
            return String.valueOf(taken);
        }
    }

    /** Each thread has one wait at a time, and polls as a task would: if it was woken. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    @Param(name = "value", gen = IntGen.class, conf = "1:2")
    public static class Once {
        private final SetOnce<Integer> once = SetOnce.of();
        private final ArrayList<Polled<Integer>> own = new ArrayList<>();

        public Once() {
            for (int i = 0; i < 8; i++) {
                own.add(null);
            }
        }

        @Operation
        public String whenSet(@Param(name = "thread") int t) {
            if (own.get(t) != null) {
                return "busy";
            }
            own.set(t, Polled.polled(once.whenSet()));
            return outcome(t);
        }

        @Operation
        public String poll(@Param(name = "thread") int t) {
            if (own.get(t) == null) {
                return "none";
            }
            own.get(t).poll();
            return outcome(t);
        }

        private String outcome(int t) {
            if (!own.get(t).isReady()) {
                return "pending";
            }
            int value = own.get(t).value();
            own.set(t, null);
            return "set to " + value;
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

        @Operation
        public boolean set(@Param(name = "value") int value) {
            return once.set(value);
        }

        @Operation
        public String value() {
            return String.valueOf(once.value());
        }
    }

    public static class OnceModel {
        private final boolean[] waiting = new boolean[8];
        private int value;

        public String whenSet(int t) {
            if (waiting[t]) {
                return "busy";
            }
            waiting[t] = true;
            return poll(t);
        }

        public String poll(int t) {
            if (!waiting[t]) {
                return "none";
            }
            if (value == 0) {
                return "pending";
            }
            waiting[t] = false;
            return "set to " + value;
        }

        public boolean cancel(int t) {
            boolean was = waiting[t];
            waiting[t] = false;
            return was;
        }

        public boolean set(int v) {
            if (value != 0) {
                return false;
            }
            value = v;
            return true;
        }

        public String value() {
            return value != 0 ? String.valueOf(value) : "null";
        }
    }

    /** A twin that joins the queue although the value may have come since it looked. */
    public static class Hasty {
        private final ArrayDeque<boolean[]> queue = new ArrayDeque<>();
        private volatile boolean set;

        /** Whether somebody who waits is left waiting by one who sets at the same time. */
        @Operation
        public String waitFor() {
            if (set) {
                return "fine";
            }
            var woken = new boolean[1];
            synchronized (queue) {
                queue.add(woken);
            }
            return set && !woken[0] ? "forgotten" : "fine";
        }

        @Operation
        public void set() {
            set = true;
            synchronized (queue) {
                for (var woken = queue.poll(); woken != null; woken = queue.poll()) {
                    woken[0] = true;
                }
            }
        }
    }

    /** What the twin should do. */
    public static class HastyModel {
        public String waitFor() {
            return "fine";
        }

        public void set() {}
    }
}
