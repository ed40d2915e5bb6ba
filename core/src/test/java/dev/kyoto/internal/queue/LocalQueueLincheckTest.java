package dev.kyoto.internal.queue;

import dev.kyoto.internal.util.LincheckRun;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Interleavings of an owner and its thieves.
 *
 * <p>With one thief and no overflow the queue is linearizable. A thief that is turned away by
 * another one, or comes while the owner spills, answers null although there are tasks: for that the
 * scenarios of {@link Conservation} check that every task arrives exactly once.
 */
class LocalQueueLincheckTest {

    @Test
    void ownerAndOneThiefAreLinearizable() {
        LincheckRun.modelCheck(OneThief.class, OneThiefSpecification.class);
    }

    @Test
    void ownerAndOneThiefAreLinearizableOnRealThreads() {
        LincheckRun.stress(OneThief.class, OneThiefSpecification.class);
    }

    @Test
    void aSpillingOwnerAndTwoThievesLoseNothing() {
        LincheckRun.modelCheckThreeThreads(TwoThieves.class, TwoThieves.class);
    }

    @Test
    void aSpillingOwnerAndTwoThievesLoseNothingOnRealThreads() {
        LincheckRun.stress(TwoThieves.class, TwoThieves.class);
    }

    @Test
    void aThiefThatDoesNotReserveIsCaught() {
        LincheckRun.modelCheckMustFail(
                TwoHastyThieves.class, TwoHastyThieves.class, "arrived exactly once");
    }

    @Test
    void aThiefThatDoesNotReserveIsCaughtAsNotLinearizable() {
        LincheckRun.modelCheckMustFail(
                OneHastyThief.class, OneThiefSpecification.class, "Invalid execution results");
    }

    /** Nothing overflows: at most eight operations push. */
    public static class OneThief {
        private final LocalQueue<Integer> queue = new LocalQueue<>(16, -4);

        @Operation(nonParallelGroup = "owner")
        public void push(int task) {
            queue.push(task, Tasks.neverUsed());
        }

        @Operation(nonParallelGroup = "owner")
        public @Nullable Integer pop() {
            return queue.pop();
        }

        @Operation(nonParallelGroup = "thief")
        public List<Integer> steal() {
            return stolen(queue, new LocalQueue<>(16, -1));
        }

        @Operation(nonParallelGroup = "thief")
        public boolean isEmpty() {
            return queue.stealer().isEmpty();
        }
    }

    /** What {@link OneThief} does, one operation after the other. */
    public static class OneThiefSpecification {
        private final ArrayDeque<Integer> queue = new ArrayDeque<>();

        public void push(int task) {
            queue.addLast(task);
        }

        public @Nullable Integer pop() {
            return queue.pollFirst();
        }

        public List<Integer> steal() {
            int count = queue.size() - queue.size() / 2;
            return IntStream.range(0, count).mapToObj(i -> queue.removeFirst()).toList();
        }

        public boolean isEmpty() {
            return queue.isEmpty();
        }
    }

    /** {@link OneThief} with the broken twin, in a ring that wraps. */
    public static class OneHastyThief {
        private final HastyQueue queue = new HastyQueue(2);
        private final ArrayDeque<Integer> overflow = new ArrayDeque<>();

        @Operation(nonParallelGroup = "owner")
        public void push(int task) {
            if (!queue.push(task)) {
                overflow.addLast(task);
            }
        }

        @Operation(nonParallelGroup = "owner")
        public @Nullable Integer pop() {
            return queue.pop();
        }

        @Operation(nonParallelGroup = "thief")
        public List<Integer> steal() {
            return queue.steal();
        }
    }

    /** Two slots, so that the owner spills and the ring wraps; each task has its own number. */
    public abstract static class Conservation {
        private final List<Integer> popped = new ArrayList<>();
        private final List<Integer> stolenByFirst = new ArrayList<>();
        private final List<Integer> stolenBySecond = new ArrayList<>();
        private int pushed;

        abstract void doPush(int task);

        abstract @Nullable Integer doPop();

        abstract List<Integer> doSteal();

        abstract List<Integer> overflow();

        @Operation(nonParallelGroup = "owner")
        public void push() {
            doPush(pushed++);
        }

        @Operation(nonParallelGroup = "owner")
        public void pop() {
            var task = doPop();
            if (task != null) {
                popped.add(task);
            }
        }

        @Operation(nonParallelGroup = "first thief")
        public void stealFirst() {
            stolenByFirst.addAll(doSteal());
        }

        @Operation(nonParallelGroup = "second thief")
        public void stealSecond() {
            stolenBySecond.addAll(doSteal());
        }

        @Validate
        public void everyTaskArrivedOnce() {
            var arrived = new ArrayList<>(popped);
            arrived.addAll(stolenByFirst);
            arrived.addAll(stolenBySecond);
            arrived.addAll(overflow());
            for (var task = doPop(); task != null; task = doPop()) {
                arrived.add(task);
            }
            arrived.removeIf(task -> task == null);
            Collections.sort(arrived);
            if (!arrived.equals(IntStream.range(0, pushed).boxed().toList())) {
                throw new IllegalStateException(
                        "not each of " + pushed + " tasks arrived exactly once: " + arrived);
            }
        }
    }

    /** The real queue. */
    public static class TwoThieves extends Conservation {
        private final LocalQueue<Integer> queue = new LocalQueue<>(2, -2);
        private final Recorder<Integer> overflow = new Recorder<>();

        @Override
        void doPush(int task) {
            queue.push(task, overflow);
        }

        @Override
        @Nullable Integer doPop() {
            return queue.pop();
        }

        @Override
        List<Integer> doSteal() {
            return stolen(queue, new LocalQueue<>(2, -1));
        }

        @Override
        List<Integer> overflow() {
            return overflow.all();
        }
    }

    /** The broken twin. */
    public static class TwoHastyThieves extends Conservation {
        private final HastyQueue queue = new HastyQueue(2);
        private final List<Integer> overflow = new ArrayList<>();

        @Override
        void doPush(int task) {
            if (!queue.push(task)) {
                overflow.add(task);
            }
        }

        @Override
        @Nullable Integer doPop() {
            return queue.pop();
        }

        @Override
        List<Integer> doSteal() {
            return queue.steal();
        }

        @Override
        List<Integer> overflow() {
            return overflow;
        }
    }

    /** Steals, and answers everything that was stolen in its order. */
    private static List<Integer> stolen(LocalQueue<Integer> victim, LocalQueue<Integer> own) {
        var last = victim.stealer().stealInto(own);
        var all = Tasks.drain(own);
        if (last != null) {
            all.add(last);
        }
        return all;
    }
}
