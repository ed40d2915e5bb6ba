package dev.kyoto.internal.queue;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A broken twin of {@link InjectQueue}: it counts a task before the task is inside. */
final class EagerCountQueue {
    private final ArrayDeque<Integer> tasks = new ArrayDeque<>();
    private final AtomicInteger length = new AtomicInteger();

    void offer(int task) {
        length.incrementAndGet();
        synchronized (tasks) {
            tasks.addLast(task);
        }
    }

    @Nullable Integer poll() {
        synchronized (tasks) {
            var task = tasks.pollFirst();
            if (task != null) {
                length.decrementAndGet();
            }
            return task;
        }
    }

    boolean isEmpty() {
        return length.get() == 0;
    }
}
