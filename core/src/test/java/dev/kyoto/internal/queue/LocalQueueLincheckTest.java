package dev.kyoto.internal.queue;

import dev.kyoto.internal.util.LincheckRun;
import java.util.ArrayDeque;
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
        LincheckRun.modelCheckThreeThreads(TwoThieves.class, NoResults.class);
    }

    @Test
    void aSpillingOwnerAndTwoThievesLoseNothingOnRealThreads() {
        LincheckRun.stress(TwoThieves.class, NoResults.class);
    }

    @Test
    void aThiefThatDoesNotReserveIsCaught() {
        LincheckRun.modelCheckMustFail(TwoHastyThieves.class, NoResults.class, " times");
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

    /**
     * Two slots, so that the owner spills and the ring wraps; each task has its own number.
     *
     * <p>Who gets a task counts it in an array of its own: that keeps the number of interleavings
     * small that differ outside of the queue only.
     */
    public abstract static class Conservation {
        private static final int MOST_TASKS = 16;

        private final int[] popped = new int[MOST_TASKS];
        private final int[] stolenByFirst = new int[MOST_TASKS];
        private final int[] stolenBySecond = new int[MOST_TASKS];
        private int pushed;

        abstract void doPush(int task);

        abstract @Nullable Integer doPop();

        abstract void doSteal(int[] counts);

        abstract void countOverflow(int[] counts);

        @Operation(nonParallelGroup = "owner")
        public void push() {
            doPush(pushed++);
        }

        @Operation(nonParallelGroup = "owner")
        public void pop() {
            var task = doPop();
            if (task != null) {
                popped[task]++;
            }
        }

        @Operation(nonParallelGroup = "first thief")
        public void stealFirst() {
            doSteal(stolenByFirst);
        }

        @Operation(nonParallelGroup = "second thief")
        public void stealSecond() {
            doSteal(stolenBySecond);
        }

        @Validate
        public void everyTaskArrivedOnce() {
            var rest = new int[MOST_TASKS];
            countOverflow(rest);
            for (var task = doPop(); task != null; task = doPop()) {
                rest[task]++;
            }
            for (int task = 0; task < pushed; task++) {
                int times = popped[task] + stolenByFirst[task] + stolenBySecond[task] + rest[task];
                if (times != 1) {
                    throw new IllegalStateException(
                            "task " + task + " of " + pushed + " arrived " + times + " times");
                }
            }
        }
    }

    /** The real queue. */
    public static class TwoThieves extends Conservation {
        private final LocalQueue<Integer> queue = new LocalQueue<>(2, -2);
        private final Counter<Integer> overflow = new Counter<>();

        @Override
        void doPush(int task) {
            queue.push(task, overflow);
        }

        @Override
        @Nullable Integer doPop() {
            return queue.pop();
        }

        @Override
        void doSteal(int[] counts) {
            var own = new LocalQueue<Integer>(2, -1);
            for (var task = queue.stealer().stealInto(own); task != null; task = own.pop()) {
                counts[task]++;
            }
        }

        @Override
        void countOverflow(int[] counts) {
            overflow.addTo(counts);
        }
    }

    /** The broken twin. */
    public static class TwoHastyThieves extends Conservation {
        private final HastyQueue queue = new HastyQueue(2);
        private final Counter<Integer> overflow = new Counter<>();

        @Override
        void doPush(int task) {
            if (!queue.push(task)) {
                overflow.push(task);
            }
        }

        @Override
        @Nullable Integer doPop() {
            return queue.pop();
        }

        @Override
        void doSteal(int[] counts) {
            for (var task : queue.steal()) {
                if (task != null) {
                    counts[task]++;
                }
            }
        }

        @Override
        void countOverflow(int[] counts) {
            overflow.addTo(counts);
        }
    }

    /** An overflow that counts the numbers it is given. */
    private static final class Counter<T> implements Overflow<T> {
        private final int[] counts = new int[Conservation.MOST_TASKS];

        @Override
        public void push(T task) {
            counts[(Integer) task]++;
        }

        @Override
        public void pushBatch(T[] tasks, int from, int to) {
            for (int i = from; i < to; i++) {
                push(tasks[i]);
            }
        }

        void addTo(int[] others) {
            for (int task = 0; task < counts.length; task++) {
                others[task] += counts[task];
            }
        }
    }

    /** The operations answer nothing; what they do is looked at when they have ended. */
    public static class NoResults {
        public void push() {}

        public void pop() {}

        public void stealFirst() {}

        public void stealSecond() {}
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
