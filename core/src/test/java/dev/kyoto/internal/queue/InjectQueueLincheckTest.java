package dev.kyoto.internal.queue;

import dev.kyoto.internal.util.LincheckRun;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InjectQueueLincheckTest {

    @Test
    void isLinearizable() {
        LincheckRun.modelCheck(Injecting.class, Specification.class);
    }

    @Test
    void isLinearizableOnRealThreads() {
        LincheckRun.stress(Injecting.class, Specification.class);
    }

    @Test
    void aQueueThatCountsBeforeItInsertsIsCaught() {
        LincheckRun.modelCheckMustFail(
                CountingEarly.class, Specification.class, "Invalid execution results");
    }

    /** The real queue. */
    public static class Injecting {
        private final InjectQueue<Integer> queue = new InjectQueue<>();

        @Operation
        public boolean offer(int task) {
            return queue.offer(task);
        }

        @Operation
        public void push(int task) {
            queue.push(task);
        }

        @Operation
        public void pushBatch(int first, int second) {
            queue.pushBatch(new Integer[] {first, second}, 0, 2);
        }

        @Operation
        public @Nullable Integer poll() {
            return queue.poll();
        }

        @Operation
        public List<Integer> pollTwo() {
            var own = new LocalQueue<Integer>(4);
            int moved = queue.pollInto(own, 2);
            var tasks = Tasks.drain(own);
            if (tasks.size() != moved) {
                throw new IllegalStateException(moved + " tasks were announced, not " + tasks);
            }
            return tasks;
        }

        @Operation
        public int size() {
            return queue.size();
        }

        @Operation
        public boolean isEmpty() {
            return queue.isEmpty();
        }

        @Operation
        public boolean isClosed() {
            return queue.isClosed();
        }

        @Operation
        public void close() {
            queue.close();
        }
    }

    /** The broken twin. */
    public static class CountingEarly {
        private final EagerCountQueue queue = new EagerCountQueue();

        @Operation
        public boolean offer(int task) {
            queue.offer(task);
            return true;
        }

        @Operation
        public @Nullable Integer poll() {
            return queue.poll();
        }

        @Operation
        public boolean isEmpty() {
            return queue.isEmpty();
        }
    }

    /** What both do, one operation after the other. */
    public static class Specification {
        private final ArrayDeque<Integer> queue = new ArrayDeque<>();
        private boolean closed;

        public boolean offer(int task) {
            return !closed && queue.add(task);
        }

        public void push(int task) {
            queue.add(task);
        }

        public void pushBatch(int first, int second) {
            queue.add(first);
            queue.add(second);
        }

        public @Nullable Integer poll() {
            return queue.poll();
        }

        public List<Integer> pollTwo() {
            var tasks = new ArrayList<Integer>();
            while (tasks.size() < 2 && !queue.isEmpty()) {
                tasks.add(queue.remove());
            }
            return tasks;
        }

        public int size() {
            return queue.size();
        }

        public boolean isEmpty() {
            return queue.isEmpty();
        }

        public boolean isClosed() {
            return closed;
        }

        public void close() {
            closed = true;
        }
    }
}
