package dev.kyoto.task;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.util.LincheckRun;
import java.util.ArrayDeque;
import java.util.ArrayList;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * The heart of all sets against a plain model: members that end and are joined on any thread. After
 * each run, a future that waits must have been woken if a poll of it would be Ready.
 */
class JoinSetLincheckTest {

    @Test
    void isLinearizable() {
        LincheckRun.modelCheck(Unordered.class, UnorderedModel.class);
    }

    @Test
    void isLinearizableWithThreeThreads() {
        LincheckRun.modelCheckThreeThreads(Unordered.class, UnorderedModel.class);
    }

    @Test
    void isLinearizableOnRealThreads() {
        LincheckRun.stress(Unordered.class, UnorderedModel.class);
    }

    @Test
    void aQueueIsLinearizable() {
        LincheckRun.modelCheck(Ordered.class, OrderedModel.class);
    }

    @Test
    void aQueueIsLinearizableOnRealThreads() {
        LincheckRun.stress(Ordered.class, OrderedModel.class);
    }

    @Test
    void aSetThatLooksBeforeItLeavesItsWakerIsCaught() {
        LincheckRun.modelCheckMustFail(Careless.class, CarelessModel.class, "was not woken");
    }

    /** Something that ends when told to, on behalf of a thread. */
    private static final class Thing extends Members.Member {
        final int thread;

        Thing(Members<?> members, int thread) {
            super(members);
            this.thread = thread;
        }
    }

    private static final class Wait {
        final JoinNext<Thing, Integer> future;
        volatile boolean woken;

        Wait(Members<Thing> members) {
            future = new JoinNext<>(members, it -> it.thread);
        }
    }

    /** Each thread has one member that has not ended, and one future. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public abstract static class Real {
        private final Members<Thing> members;
        private final ArrayList<Thing> running = new ArrayList<>();
        private final ArrayList<Wait> waiting = new ArrayList<>();

        Real(boolean inOrder) {
            members = new Members<>("set", inOrder);
            for (int i = 0; i < 8; i++) {
                running.add(null);
                waiting.add(null);
            }
        }

        @Operation
        public String add(@Param(name = "thread") int t) {
            if (running.get(t) != null) {
                return "busy";
            }
            var thing = new Thing(members, t);
            if (!members.add(thing)) {
                return "closed";
            }
            running.set(t, thing);
            return "added";
        }

        @Operation
        public boolean end(@Param(name = "thread") int t) {
            var thing = running.set(t, null);
            if (thing != null) {
                thing.wake();
            }
            return thing != null;
        }

        @Operation
        public String poll(@Param(name = "thread") int t) {
            var mine = waiting.get(t);
            if (mine == null) {
                mine = new Wait(members);
                waiting.set(t, mine);
            }
            mine.woken = false;
            var wait = mine;
            Poll<Integer> polled;
            try {
                Waker waker = () -> wait.woken = true;
                polled = mine.future.poll(Context.of(waker));
            } catch (IllegalStateException e) {
                waiting.set(t, null);
                return "two";
            }
            if (polled.isPending()) {
                return "pending";
            }
            waiting.set(t, null);
            return String.valueOf(polled.value());
        }

        @Operation
        public boolean cancel(@Param(name = "thread") int t) {
            var mine = waiting.set(t, null);
            if (mine != null) {
                mine.future.cancel();
            }
            return mine != null;
        }

        @Operation
        public String tryJoin() {
            var taken = members.tryTake();
            return taken == null ? "none" : String.valueOf(taken.thread);
        }

        @Operation
        public int removeAll() {
            return members.removeAll(false).size();
        }

        @Operation
        public void close() {
            var _ = members.removeAll(true);
        }

        @Operation
        public int size() {
            return members.size();
        }

        @Validate
        public void whoeverCanGoOnWasWoken() {
            for (var wait : waiting) {
                if (wait != null
                        && !wait.woken
                        && wait.future.poll(Context.of(Waker.noop())).isReady()) {
                    throw new IllegalStateException("a future that could go on was not woken");
                }
            }
        }
    }

    /** Joined in the order of their ends. */
    public static class Unordered extends Real {
        public Unordered() {
            super(false);
        }
    }

    /** Joined in the order in which they came. */
    public static class Ordered extends Real {
        public Ordered() {
            super(true);
        }
    }

    /** What a set is, one call after the other. */
    public abstract static class Model {
        private static final class Entry {
            final int thread;
            boolean ended;

            Entry(int thread) {
                this.thread = thread;
            }
        }

        private final boolean inOrder;
        private final ArrayDeque<Entry> all = new ArrayDeque<>();
        private final ArrayDeque<Entry> ended = new ArrayDeque<>();
        private final Entry[] running = new Entry[8];
        private boolean closed;
        private int joiner = -1;

        Model(boolean inOrder) {
            this.inOrder = inOrder;
        }

        public String add(int t) {
            if (running[t] != null) {
                return "busy";
            }
            if (closed) {
                return "closed";
            }
            running[t] = new Entry(t);
            all.add(running[t]);
            return "added";
        }

        public boolean end(int t) {
            var thing = running[t];
            running[t] = null;
            if (thing != null && all.contains(thing)) {
                thing.ended = true;
                ended.add(thing);
            }
            return thing != null;
        }

        public String poll(int t) {
            if (joiner >= 0 && joiner != t) {
                return "two";
            }
            joiner = -1;
            if (all.isEmpty()) {
                return "null";
            }
            var taken = tryJoin();
            if (taken.equals("none")) {
                joiner = t;
                return "pending";
            }
            return taken;
        }

        public boolean cancel(int t) {
            boolean waited = joiner == t;
            if (waited) {
                joiner = -1;
            }
            return waited;
        }

        public String tryJoin() {
            var taken = inOrder ? all.peek() : ended.peek();
            if (taken == null || !taken.ended) {
                return "none";
            }
            all.remove(taken);
            ended.remove(taken);
            return String.valueOf(taken.thread);
        }

        public int removeAll() {
            int count = all.size();
            all.clear();
            ended.clear();
            return count;
        }

        public void close() {
            closed = true;
            removeAll();
        }

        public int size() {
            return all.size();
        }
    }

    /** The model of a set. */
    public static class UnorderedModel extends Model {
        public UnorderedModel() {
            super(false);
        }
    }

    /** The model of a queue. */
    public static class OrderedModel extends Model {
        public OrderedModel() {
            super(true);
        }
    }

    /** A twin whose joiner looks for an end and leaves its waker in two steps. */
    public static class Careless {
        private int ended;
        private boolean waiting;
        private boolean woken;

        @Operation
        public void end() {
            synchronized (this) {
                ended++;
                if (waiting) {
                    waiting = false;
                    woken = true;
                }
            }
        }

        @Operation(nonParallelGroup = "joiner")
        public boolean poll() {
            synchronized (this) {
                waiting = false;
                woken = false;
                if (ended > 0) {
                    ended--;
                    return true;
                }
            }
            synchronized (this) {
                waiting = true;
            }
            return false;
        }

        /** Repairs nothing, so that a run can end with it. */
        @Operation
        public synchronized int ended() {
            return ended;
        }

        @Validate
        public void whoeverCanGoOnWasWoken() {
            if (waiting && !woken && ended > 0) {
                throw new IllegalStateException("a future that could go on was not woken");
            }
        }
    }

    /** What the twin should do. */
    public static class CarelessModel {
        private int ended;

        public void end() {
            ended++;
        }

        public boolean poll() {
            return ended > 0 && ended-- > 0;
        }

        public int ended() {
            return ended;
        }
    }
}
