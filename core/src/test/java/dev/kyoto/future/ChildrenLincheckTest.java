package dev.kyoto.future;

import dev.kyoto.future.Children.Child;
import dev.kyoto.internal.util.LincheckRun;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Threads that wake and add children around the one that polls them: what a child was woken for is
 * seen by a visit, and the task is never left asleep with a woken child.
 */
class ChildrenLincheckTest {

    @Test
    void noWakeUpIsLost() {
        LincheckRun.modelCheck(Woken.class, Model.class);
    }

    @Test
    void noWakeUpOfThreeThreadsIsLost() {
        LincheckRun.modelCheckThreeThreads(Woken.class, Model.class);
    }

    @Test
    void noWakeUpIsLostOnRealThreads() {
        LincheckRun.stress(Woken.class, Model.class);
    }

    @Test
    void whatComesAfterTheEndIsHarmlessOrRefused() {
        LincheckRun.modelCheck(Ending.class, EndingModel.class);
    }

    @Test
    void whatComesAfterTheEndIsHarmlessOrRefusedOnRealThreads() {
        LincheckRun.stress(Ending.class, EndingModel.class);
    }

    @Test
    void anOwnerThatLooksBeforeItRegistersIsCaught() {
        LincheckRun.modelCheckMustFail(Hasty.class, NoResults.class, "left asleep");
    }

    @Test
    void anOwnerThatClearsTheFlagAfterTheVisitIsCaught() {
        LincheckRun.modelCheckMustFail(Late.class, NoResults.class, "left asleep");
    }

    /** A child of the test: what it was woken for, what a visit has seen, how it was cancelled. */
    private static final class Subject implements Future<String> {
        final AtomicInteger work = new AtomicInteger(1);
        int seen;
        int cancels;

        @Override
        public Poll<String> poll(Context cx) {
            seen = work.get();
            return Poll.pending();
        }

        @Override
        public void cancel() {
            cancels++;
        }
    }

    /**
     * The real children; the first two are there from the beginning. They have been visited, the
     * first was woken since, and the task has not had its turn yet: so the next turn finds no waker
     * registered, which is the moment where mistakes show.
     */
    @Param(name = "child", gen = IntGen.class, conf = "0:1")
    public static class Woken {
        private final AtomicBoolean taskWoken = new AtomicBoolean(true);
        private final Context cx = Context.of(() -> taskWoken.set(true));
        private final Children children = new Children();
        private final Subject[] subjects = {new Subject(), new Subject()};
        private final Child[] nodes = new Child[2];
        private final ConcurrentLinkedQueue<Subject> added = new ConcurrentLinkedQueue<>();
        private final boolean[] ended = new boolean[2];
        private boolean closed;

        public Woken() {
            for (int i = 0; i < 2; i++) {
                nodes[i] = children.enlist(i, subjects[i]);
            }
            turn();
            wake(0);
        }

        @Operation
        public void wake(@Param(name = "child") int i) {
            subjects[i].work.incrementAndGet();
            nodes[i].wake();
        }

        @Operation
        public boolean add() {
            var subject = new Subject();
            boolean done = children.add(2, subject);
            if (done) {
                added.add(subject);
            }
            return done;
        }

        @Operation(nonParallelGroup = "owner")
        public void turn() {
            if (taskWoken.getAndSet(false)) {
                cx.startTurn();
                children.visitWoken(cx, Children.Order.WOKEN, this::visit);
            }
        }

        private boolean visit(Child child, Context childContext) {
            return child.future().poll(childContext).isPending();
        }

        void endOf(int i) {
            ended[i] = true;
            children.ended(nodes[i]);
        }

        void closeAll() {
            closed = true;
            children.close();
        }

        @Validate
        public void allIsSeen() {
            while (taskWoken.get()) {
                turn();
            }
            int alive = 0;
            for (int i = 0; i < 2; i++) {
                alive += check(subjects[i], ended[i]);
            }
            for (var subject : added) {
                alive += check(subject, false);
            }
            if (alive != children.live()) {
                throw new IllegalStateException(
                        alive + " are alive, but counted are " + children.live());
            }
        }

        private int check(Subject subject, boolean over) {
            boolean alive = !over && !closed;
            if (alive && subject.seen != subject.work.get()) {
                throw new IllegalStateException("the task was left asleep with a woken child");
            }
            if (subject.cancels > 1 || alive && subject.cancels > 0) {
                throw new IllegalStateException("cancelled " + subject.cancels + " times");
            }
            if (closed && !over && subject.cancels == 0) {
                throw new IllegalStateException("closed, but a child was not cancelled");
            }
            return alive ? 1 : 0;
        }
    }

    /** Children that end, and that are closed. */
    public static class Ending extends Woken {
        @Operation(nonParallelGroup = "owner")
        public void end(@Param(name = "child") int i) {
            endOf(i);
        }

        @Operation(nonParallelGroup = "owner")
        public void close() {
            closeAll();
        }
    }

    /** What is visible at once: what is added is there. */
    public static class Model {
        public void wake(int i) {}

        public boolean add() {
            return true;
        }

        public void turn() {}
    }

    /** What is visible at once: a closed set refuses. */
    public static class EndingModel {
        private boolean closed;

        public void wake(int i) {}

        public boolean add() {
            return !closed;
        }

        public void turn() {}

        public void end(int i) {}

        public void close() {
            closed = true;
        }
    }

    /** Nothing. */
    public static class NoResults {
        public void wake(int i) {}

        public void turn() {}
    }

    /** The same protocol in a few lines, with a mistake to be made by the owner. */
    @Param(name = "child", gen = IntGen.class, conf = "0:1")
    public abstract static class Twin {
        final AtomicBoolean registered = new AtomicBoolean();
        final AtomicBoolean taskWoken = new AtomicBoolean(true);
        final AtomicIntegerArray queued = new AtomicIntegerArray(2);
        final AtomicIntegerArray work = new AtomicIntegerArray(2);
        final ConcurrentLinkedQueue<Integer> stack = new ConcurrentLinkedQueue<>();
        private final int[] seen = new int[2];

        @Operation
        public void wake(@Param(name = "child") int i) {
            work.incrementAndGet(i);
            if (queued.getAndSet(i, 1) == 0) {
                stack.add(i);
                if (registered.getAndSet(false)) {
                    taskWoken.set(true);
                }
            }
        }

        @Operation(nonParallelGroup = "owner")
        public void turn() {
            if (taskWoken.getAndSet(false)) {
                wokenTurn();
            }
        }

        abstract void wokenTurn();

        final void visit(int i) {
            seen[i] = work.get(i);
        }

        @Validate
        public void allIsSeen() {
            while (taskWoken.get()) {
                turn();
            }
            for (int i = 0; i < 2; i++) {
                if (seen[i] != work.get(i)) {
                    throw new IllegalStateException("the task was left asleep with a woken child");
                }
            }
        }
    }

    /** Looks at the stack first and leaves its waker afterwards. */
    public static class Hasty extends Twin {
        @Override
        void wokenTurn() {
            for (var i = stack.poll(); i != null; i = stack.poll()) {
                queued.set(i, 0);
                visit(i);
            }
            registered.set(true);
        }
    }

    /** Visits a child while its flag still says that it is queued. */
    public static class Late extends Twin {
        @Override
        void wokenTurn() {
            registered.set(true);
            for (var i = stack.poll(); i != null; i = stack.poll()) {
                visit(i);
                queued.set(i, 0);
            }
        }
    }
}
