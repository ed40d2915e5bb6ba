package dev.kyoto.internal.queue;

import java.util.ArrayList;
import java.util.List;

/** Short ways to fill and empty the queues under test; tasks are numbers. */
final class Tasks {

    private Tasks() {}

    /** Pushes {@code from}, …, {@code to - 1}, which must fit. */
    static void fill(LocalQueue<Integer> queue, int from, int to) {
        for (int i = from; i < to; i++) {
            queue.push(i, neverUsed());
        }
    }

    static List<Integer> drain(LocalQueue<Integer> queue) {
        var all = new ArrayList<Integer>();
        for (var task = queue.pop(); task != null; task = queue.pop()) {
            all.add(task);
        }
        return all;
    }

    static List<Integer> drain(InjectQueue<Integer> queue) {
        var all = new ArrayList<Integer>();
        for (var task = queue.poll(); task != null; task = queue.poll()) {
            all.add(task);
        }
        return all;
    }

    static <T> Overflow<T> neverUsed() {
        return new Overflow<>() {
            @Override
            public void push(T task) {
                throw new AssertionError("task " + task + " should fit");
            }

            @Override
            public void pushBatch(T[] tasks, int from, int to) {
                throw new AssertionError((to - from) + " tasks should fit");
            }
        };
    }
}
