package dev.kyoto.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

class NotifyLincheckTest {

    @Test
    void isLinearizable() {
        SyncLincheck.modelCheck(Signals.class, Model.class);
    }

    @Test
    void isLinearizableOnRealThreads() {
        SyncLincheck.stress(Signals.class, Model.class);
    }

    /** Each thread has one wait at a time. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static class Signals {
        private final Notify notify = new Notify();
        private final ArrayList<Polled<Void>> own = new ArrayList<>();

        public Signals() {
            for (int i = 0; i < 8; i++) {
                own.add(null);
            }
        }

        @Operation
        public boolean create(@Param(name = "thread") int t) {
            if (own.get(t) != null) {
                return false;
            }
            own.set(t, Polled.of(notify.notified()));
            return true;
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
            return "ready";
        }

        @Operation
        public String enable(@Param(name = "thread") int t) {
            var mine = own.get(t);
            if (mine == null) {
                return "none";
            }
            return ((Notify.Notified) mine.future()).enable() ? "notified" : "waiting";
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
        public void notifyOne() {
            notify.notifyOne();
        }

        @Operation
        public void notifyLast() {
            notify.notifyLast();
        }

        @Operation
        public void notifyWaiters() {
            notify.notifyWaiters();
        }
    }

    public static class Model {
        private static final class Wait {
            boolean joined;

            /** 0 none, 1 the oldest, 2 the newest, 3 all. */
            int signal;
        }

        private final ArrayDeque<Wait> queue = new ArrayDeque<>();
        private final Wait[] own = new Wait[8];
        private boolean stored;

        public boolean create(int t) {
            if (own[t] != null) {
                return false;
            }
            own[t] = new Wait();
            return true;
        }

        public String poll(int t) {
            var seen = enable(t);
            if (seen.equals("notified")) {
                own[t] = null;
            }
            return switch (seen) {
                case "notified" -> "ready";
                case "waiting" -> "pending";
                default -> seen;
            };
        }

        public String enable(int t) {
            var mine = own[t];
            if (mine == null) {
                return "none";
            }
            if (!mine.joined) {
                mine.joined = true;
                if (mine.signal == 0 && stored) {
                    stored = false;
                    mine.signal = 1;
                } else if (mine.signal == 0) {
                    queue.add(mine);
                }
            }
            return mine.signal != 0 ? "notified" : "waiting";
        }

        public boolean cancel(int t) {
            var mine = own[t];
            if (mine == null) {
                return false;
            }
            own[t] = null;
            queue.remove(mine);
            if (mine.signal == 1) {
                notifyOne();
            } else if (mine.signal == 2) {
                notifyLast();
            }
            return true;
        }

        public void notifyOne() {
            notify(1);
        }

        public void notifyLast() {
            notify(2);
        }

        private void notify(int signal) {
            var chosen = signal == 1 ? queue.pollFirst() : queue.pollLast();
            if (chosen == null) {
                stored = true;
            } else {
                chosen.signal = signal;
            }
        }

        public void notifyWaiters() {
            for (var wait : own) {
                if (wait != null && wait.signal == 0) {
                    wait.signal = 3;
                }
            }
            queue.clear();
        }
    }
}
